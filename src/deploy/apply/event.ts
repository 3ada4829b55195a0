import type { ObjectKey } from '../objects/object';
import type { FieldConflict } from './conflict';

/** What became of an object. */
export type Outcome =
  /** It was made. */
  | 'created'
  /** It was changed. */
  | 'changed'
  /** It was as it should be. */
  | 'unchanged'
  /** It was refused. */
  | 'failed'
  /** It was not tried, because something before it failed. */
  | 'skipped'
  /** It was deleted. */
  | 'deleted'
  /** It should be deleted, and was not. */
  | 'kept'
  /** It is as its kind should be when it works. */
  | 'ready'
  /** It is not, and the time is over, or it never will be. */
  | 'unready';

/** A piece of evidence about an object that is not ready. */
export interface Evidence {
  /** `event`, `container` or `log`. */
  readonly kind: 'event' | 'container' | 'log';
  /** Object that it is about: `Pod web-1`. */
  readonly about: string;
  readonly text: string;
}

/** Something that happened to an object. */
export interface ObjectEvent {
  readonly type: 'object';
  readonly outcome: Outcome;
  readonly key: ObjectKey;
  /** Stack that it belongs to; undefined where that is not known. */
  readonly stack: string | undefined;
  /** Why, for what is not well. */
  readonly message?: string;
  /** What can be done about it. */
  readonly advice?: string;
  readonly conflicts?: readonly FieldConflict[];
  readonly evidence?: readonly Evidence[];
}

/** What a deployment tells while it goes on. */
export type DeployEvent =
  | ObjectEvent
  /** What the server, or we, warn of. */
  | { readonly type: 'warning'; readonly key?: ObjectKey; readonly message: string }
  /** What is waited for; `waiting` is why, for each. */
  | {
      readonly type: 'waiting';
      readonly done: number;
      readonly total: number;
      readonly waiting: readonly { readonly key: ObjectKey; readonly message: string }[];
    };

/** Hears of it. */
export type Listener = (event: DeployEvent) => void;
