import type { IndexKind, StoreIndex } from '../resources/store-index';
import type { Store } from '../store';

interface Kept {
  readonly index: StoreIndex;
  /** Revision up to which it has heard of everything. */
  revision: number;
}

/**
 * The indexes of one store. One is made when it is first asked for, and made again when it has not yet heard of the
 * newest write: that happens while a write is still being told to others, and after the store was filled.
 */
export class StoreIndexes {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly store: Store) {
    store.subscribe(({ revision, storage, namespace, type, previous, object }) => {
      this.kept.forEach((each) => {
        if (revision !== each.revision + 1) return;
        each.index.change(storage, namespace, previous, type === 'DELETED' ? undefined : object);
        each.revision = revision;
      });
    });
  }

  /** The index of a kind, which knows all that is stored. */
  get<Index extends StoreIndex>(kind: IndexKind<Index>): Index {
    const { store } = this;
    const known = this.kept.get(kind.name);
    if (known?.revision === store.revision) return known.index as Index;
    const index = kind.create((storage, namespace) => store.list(storage, namespace));
    this.kept.set(kind.name, { index, revision: store.revision });
    return index;
  }
}
