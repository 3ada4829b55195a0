import type { ObjectChange, ServedResource } from '../api';
import type { Change, Store } from '../store';
import type { StoredResources } from './stored-resources';

/** Hears of a change of any resource. */
export type ServedChangeListener = (resource: ServedResource, change: ObjectChange) => void;

interface Listener {
  readonly hear: ServedChangeListener;
  isOver: boolean;
}

/** All changes of stored objects, each with its resource, which is looked up once for all who listen. */
export class ServedChanges {
  /** Another list with everyone who comes or goes: every write goes through it. */
  private listeners: readonly Listener[] = [];
  private stop: (() => void) | undefined;

  constructor(
    private readonly store: Store,
    private readonly known: StoredResources,
  ) {}

  /** Tells `listener` of every change from now on. The returned function stops it. */
  listen(listener: ServedChangeListener): () => void {
    const added: Listener = { hear: listener, isOver: false };
    this.listeners = [...this.listeners, added];
    this.stop ??= this.store.subscribe(this.tell);
    return () => {
      added.isOver = true;
      this.listeners = this.listeners.filter((each) => each !== added);
      if (this.listeners.length > 0) return;
      this.stop?.();
      this.stop = undefined;
    };
  }

  private readonly tell = (change: Change): void => {
    const resource = this.known.findServed(change.storage);
    if (resource === undefined) return;
    const { listeners } = this;
    for (let index = 0; index < listeners.length; index += 1) {
      const each = listeners[index] as Listener;
      // It may have ended amid a change that the others still hear of.
      if (!each.isOver) each.hear(resource, change);
    }
  };
}
