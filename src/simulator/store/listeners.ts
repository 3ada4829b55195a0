import type { Change } from './change';

/** Somebody who hears of changes, each once and in order of revisions. */
export class Listener {
  isOver = false;

  /** `heardOf` is the revision of the last change that it knows of. */
  constructor(
    readonly tell: (change: Change) => void,
    public heardOf: number,
  ) {}
}

/** Who hears of the changes of one resource, or of all, in the order in which they came. */
export class Listeners {
  /** Another list with everyone who comes or goes: every write goes through it. */
  private list: readonly Listener[] = [];

  /** The returned function ends it. */
  add(listener: Listener): () => void {
    this.list = [...this.list, listener];
    return () => {
      listener.isOver = true;
      this.list = this.list.filter((each) => each !== listener);
    };
  }

  tell(change: Change): void {
    const { list } = this;
    const { revision } = change;
    for (let index = 0; index < list.length; index += 1) {
      const each = list[index] as Listener;
      // It may have begun amid a commit that it knows of already, and ended amid one that the others still hear of.
      if (each.isOver || revision <= each.heardOf) continue;
      each.heardOf = revision;
      each.tell(change);
    }
  }
}
