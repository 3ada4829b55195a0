import type { Row, Table } from './table';

/** One row that was written. */
export interface RowChange {
  readonly table: Table;
  readonly id: number;
  /** Undefined for a row that was inserted. */
  readonly before: Row | undefined;
  /** Undefined for a row that was deleted. */
  readonly after: Row | undefined;
}

/** Changes that are kept together or not at all. Not modelled: isolation: others see them at once. */
export class Transaction {
  private readonly written: RowChange[] = [];
  private savepoints: readonly { readonly name: string; readonly position: number }[] = [];

  get changes(): readonly RowChange[] {
    return this.written;
  }

  /** Number of changes so far: what `undoTo` goes back to. */
  get position(): number {
    return this.written.length;
  }

  /** Writes a row; undefined deletes it. */
  write(table: Table, id: number, after: Row | undefined): void {
    this.written.push({ table, id, before: table.rows.get(id), after });
    table.set(id, after);
  }

  /** Gives the place where it is a name; it hides an earlier one of that name. */
  save(name: string): void {
    this.savepoints = [...this.savepoints, { name, position: this.position }];
  }

  /** Undoes all changes behind a savepoint, which stays, and forgets those behind it; false when there is none. */
  returnTo(name: string): boolean {
    const index = this.savepoints.findLastIndex((each) => each.name === name);
    const found = this.savepoints[index];
    if (found === undefined) return false;
    this.undoTo(found.position);
    this.savepoints = this.savepoints.slice(0, index + 1);
    return true;
  }

  /** Forgets a savepoint and those behind it; false when there is none. */
  release(name: string): boolean {
    const index = this.savepoints.findLastIndex((each) => each.name === name);
    if (index < 0) return false;
    this.savepoints = this.savepoints.slice(0, index);
    return true;
  }

  /** Undoes all changes behind `position`, the last first. */
  undoTo(position: number): void {
    const undone = this.written.splice(position).reverse();
    for (const { table, id, before } of undone) table.set(id, before);
    const reordered = new Set(undone.filter(({ after }) => after === undefined).map(({ table }) => table));
    for (const table of reordered) table.restoreOrder();
  }
}
