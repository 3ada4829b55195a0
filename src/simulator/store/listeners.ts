import type { Change } from './change';

/** Somebody who hears of changes, each once and in order of revisions. */
export class Listener {
  private isOver = false;

  /** `heardOf` is the revision of the last change that it knows of. */
  constructor(
    private readonly tell: (change: Change) => void,
    private heardOf: number,
  ) {}

  hear(change: Change): void {
    // It may have begun amid a commit that it knows of already, and ended amid one that the others still hear of.
    if (this.isOver || change.revision <= this.heardOf) return;
    this.heardOf = change.revision;
    this.tell(change);
  }

  end(): void {
    this.isOver = true;
  }
}

/** Who hears of the changes of one resource, or of all, in the order in which they came. */
export class Listeners {
  /** Another list with everyone who comes or goes: every write goes through it. */
  private list: readonly Listener[] = [];

  /** The returned function ends it. */
  add(listener: Listener): () => void {
    this.list = [...this.list, listener];
    return () => {
      listener.end();
      this.list = this.list.filter((each) => each !== listener);
    };
  }

  tell(change: Change): void {
    const { list } = this;
    for (let index = 0; index < list.length; index += 1) list[index]?.hear(change);
  }
}
