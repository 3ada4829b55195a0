import type { IndexKind, ReadStored, StoreIndex } from '../resources/store-index';
import type { Change, Store } from '../store';

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
  /** The same, to walk through with every write. */
  private list: readonly Kept[] = [];
  private readonly read: ReadStored;

  constructor(private readonly store: Store) {
    this.read = (storage, namespace) => store.list(storage, namespace);
    store.subscribe(this.note);
  }

  /** The index of a kind, which knows all that is stored. */
  get<Index extends StoreIndex>(kind: IndexKind<Index>): Index {
    const { store } = this;
    const known = this.kept.get(kind.name);
    if (known !== undefined && known.revision === store.revision) return known.index as Index;
    const index = kind.create(this.read);
    this.kept.set(kind.name, { index, revision: store.revision });
    this.list = [...this.kept.values()];
    return index;
  }

  private readonly note = ({ revision, storage, namespace, type, previous, object }: Change): void => {
    const { list } = this;
    for (let index = 0; index < list.length; index += 1) {
      const each = list[index] as Kept;
      if (revision !== each.revision + 1) continue;
      each.index.change(storage, namespace, previous, type === 'DELETED' ? undefined : object);
      each.revision = revision;
    }
  };
}
