import type { ColumnDefinition, IndexDefinition } from './ast';
import { keyOf, type SqlValue } from './values';

/** Values in the order of the columns. */
export type Row = readonly SqlValue[];

/** What a table is declared as. */
export interface TableDefinition {
  readonly columns: readonly ColumnDefinition[];
  readonly indexes: readonly IndexDefinition[];
}

/** A row that stands in the way of another. */
export interface Conflict {
  readonly id: number;
  readonly index: IndexDefinition;
  /** The values that both have. */
  readonly entry: Row;
}

/** A unique index, with the rows by their keys. */
interface Keys {
  readonly index: IndexDefinition;
  readonly positions: readonly number[];
  readonly ids: Map<string, number>;
}

/** A table and its rows, by numbers that stay theirs. */
export class Table {
  readonly rows = new Map<number, Row>();
  /** Value of the automatic column of the next row. */
  nextAutomatic: number;
  private nextId = 1;
  private declared: TableDefinition;
  private keys: readonly Keys[];

  constructor(
    readonly database: string,
    readonly name: string,
    definition: TableDefinition,
    private readonly collate: (text: string) => string,
    nextAutomatic = 1,
  ) {
    this.declared = definition;
    this.keys = this.newKeys();
    this.nextAutomatic = nextAutomatic;
  }

  get definition(): TableDefinition {
    return this.declared;
  }

  /** Position of a column; -1 for one that there is not. Names are compared without case. */
  position(column: string): number {
    const wanted = column.toLowerCase();
    return this.declared.columns.findIndex(({ name }) => name.toLowerCase() === wanted);
  }

  /** A number for a new row. */
  newId(): number {
    this.nextId += 1;
    return this.nextId - 1;
  }

  /** Writes a row; undefined deletes it. Nothing is checked. */
  set(id: number, row: Row | undefined): void {
    const before = this.rows.get(id);
    if (before !== undefined) for (const keys of this.keys) this.forget(keys, before);
    if (row === undefined) {
      this.rows.delete(id);
      return;
    }
    this.rows.set(id, row);
    this.nextId = Math.max(this.nextId, id + 1);
    for (const keys of this.keys) {
      const key = this.key(keys, row);
      if (key !== undefined) keys.ids.set(key, id);
    }
  }

  /** Brings rows into the order of their numbers: what undoing deletions takes away. */
  restoreOrder(): void {
    const rows = [...this.rows].sort(([a], [b]) => a - b);
    this.rows.clear();
    for (const [id, row] of rows) this.rows.set(id, row);
  }

  /** A row besides `id` that has the same values in a unique index. */
  conflict(row: Row, id?: number): Conflict | undefined {
    for (const keys of this.keys) {
      const key = this.key(keys, row);
      const other = key === undefined ? undefined : keys.ids.get(key);
      if (other === undefined || other === id) continue;
      return { id: other, index: keys.index, entry: keys.positions.map((position) => row[position] ?? null) };
    }
    return undefined;
  }

  /** Rows that can have these values in the columns of a unique index; undefined when no index covers them. */
  find(values: ReadonlyMap<number, SqlValue>): readonly number[] | undefined {
    const keys = this.keys.find(({ positions }) => positions.every((position) => values.has(position)));
    if (keys === undefined) return undefined;
    const wanted = keys.positions.map((position) => values.get(position) ?? null);
    const id = wanted.includes(null) ? undefined : keys.ids.get(keyOf(wanted, this.collate));
    return id === undefined ? [] : [id];
  }

  /** Declares it anew; `convert` makes rows of the new form. */
  redefine(definition: TableDefinition, convert: (row: Row) => Row): void {
    const rows = [...this.rows];
    this.declared = definition;
    this.keys = this.newKeys();
    this.rows.clear();
    for (const [id, row] of rows) this.set(id, convert(row));
  }

  /** Deletes all rows, and begins to count anew. */
  truncate(firstAutomatic: number): void {
    this.rows.clear();
    this.keys = this.newKeys();
    this.nextAutomatic = firstAutomatic;
  }

  private newKeys(): readonly Keys[] {
    return this.declared.indexes
      .filter(({ isUnique }) => isUnique)
      .map((index) => ({ index, positions: index.columns.map((name) => this.position(name)), ids: new Map() }));
  }

  /** NULL is equal to nothing: a row with one has no key. */
  private key({ positions }: Keys, row: Row): string | undefined {
    const values = positions.map((position) => row[position] ?? null);
    return values.includes(null) ? undefined : keyOf(values, this.collate);
  }

  private forget(keys: Keys, row: Row): void {
    const key = this.key(keys, row);
    if (key !== undefined) keys.ids.delete(key);
  }
}
