import type { ObjectChange, ServedResource } from '../api';
import type { Store } from '../store';
import type { StoredResources } from './stored-resources';

/** Hears of a change of any resource. */
export type ServedChangeListener = (resource: ServedResource, change: ObjectChange) => void;

/** All changes of stored objects, each with its resource, which is looked up once for all who listen. */
export class ServedChanges {
  private readonly listeners = new Set<ServedChangeListener>();
  private stop: (() => void) | undefined;

  constructor(
    private readonly store: Store,
    private readonly known: StoredResources,
  ) {}

  /** Tells `listener` of every change from now on. The returned function stops it. */
  listen(listener: ServedChangeListener): () => void {
    this.listeners.add(listener);
    this.stop ??= this.store.subscribe((change) => {
      const resource = this.known.findServed(change.storage);
      if (resource === undefined) return;
      this.listeners.forEach((each) => each(resource, change));
    });
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      this.stop?.();
      this.stop = undefined;
    };
  }
}
