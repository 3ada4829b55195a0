import type { Draft, KubeObject } from '../../api';
import type { Fields } from '../../resources/fields';
import type { ResourceInfo, UserInfo, WriteContext } from '../../resources/resource';
import type { Authorizer } from '../authorization/authorizer';
import type { AdmissionRounds } from './rounds';
import type { WebhookCaller } from './webhooks/caller';

/** A kind in a version. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What plugins may ask of the server that they run in. */
export interface AdmissionServer {
  readonly authorizer: Authorizer;
  readonly webhooks: WebhookCaller;
  /** All resources that show what is stored under a key: Events are served in two groups. */
  resourcesOf(storage: string): readonly ResourceInfo[];
  /** Draws a UID. */
  newUid(): string;
}

/** What an admission plugin may know of a write. */
export interface AdmissionAttributes {
  readonly verb: 'create' | 'update' | 'delete' | 'connect';
  readonly resource: ResourceInfo;
  /** Version in the request's path. */
  readonly version: string;
  /** `status`, `scale`, `binding` and so on; '' for the object itself. */
  readonly subresource: string;
  /** What is written: the resource's kind, or that of the subresource (`Scale`, `Eviction`). */
  readonly kind: GroupVersionKind;
  /** '' for cluster-scoped resources. */
  readonly namespace: string;
  /** Name of the object; '' when it is yet to be generated. */
  readonly name: string;
  /** Name in the request's path: '' for who posts to a collection, whatever the object is called. */
  readonly requestedName: string;
  /** What is stored: on update and delete. */
  readonly old?: KubeObject;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  /** Other objects, virtual time, letters of generated names. */
  readonly context: WriteContext;
  readonly server: AdmissionServer;
  /** The rounds in which webhooks change the draft; they begin when the first webhook is asked. */
  readonly rounds: AdmissionRounds;
  /** Whether a webhook has changed the draft, so that a second round must follow. */
  readonly isAgainNeeded: boolean;
  /** CreateOptions, UpdateOptions or DeleteOptions of the request. */
  options(): Fields;
  /** Adds the text of a Warning header to the answer. */
  warn(text: string): void;
}

/**
 * One check on the way to the store. Both steps throw a StatusError to refuse the write. All `admit` steps run before
 * any `validate`, in the order of the plugins, between defaulting and validation. `admit` steps may run twice.
 */
export interface AdmissionPlugin {
  /** Name as in `--enable-admission-plugins`. */
  readonly name: string;
  /** Storage keys of the resources that it looks at. @default - all */
  readonly resources?: readonly string[];
  /** Whether it looks at writes of the object itself alone. @default false - at those of subresources as well */
  readonly ignoresSubresources?: boolean;
  /** Changes the draft that a create or update will store; a delete has an empty draft. */
  admit?(draft: Draft, attributes: AdmissionAttributes): void;
  /** Judges the object as it will be stored; for a delete, the object that would go. */
  validate?(object: KubeObject, attributes: AdmissionAttributes): void;
}
