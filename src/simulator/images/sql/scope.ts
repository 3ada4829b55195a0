import type { ColumnType, Expression } from './ast';
import { SqlError } from './sql-error';
import type { Row } from './table';
import type { SqlValue } from './values';

/** A column of what a query reads. */
export interface RelationColumn {
  /** Name by which the query calls its table. */
  readonly table: string;
  readonly name: string;
  readonly type?: ColumnType;
  /** @default - it may be NULL */
  readonly isNullable?: boolean;
}

/** Where in a statement a name stands: errors say so. */
export type Clause = 'field list' | 'where clause' | 'on clause' | 'group statement' | 'having clause' | 'order clause';

/** Columns in their order, found by name. */
export class Relation {
  private readonly positions = new Map<string, number | 'ambiguous'>();

  constructor(readonly columns: readonly RelationColumn[]) {
    columns.forEach(({ table, name }, position) => {
      this.note(name, position);
      this.note(`${table}.${name}`, position);
    });
  }

  /** Position of a column, `ambiguous` when several have the name, undefined when none has. */
  find(name: string, table?: string): number | 'ambiguous' | undefined {
    return this.positions.get((table === undefined ? name : `${table}.${name}`).toLowerCase());
  }

  private note(name: string, position: number): void {
    const key = name.toLowerCase();
    this.positions.set(key, this.positions.has(key) ? 'ambiguous' : position);
  }
}

/** What names mean while an expression is evaluated: a row, or a group of rows, and what is around a query. */
export interface Scope {
  readonly relation: Relation;
  readonly row: Row;
  readonly clause: Clause;
  /** Rows of the group that aggregates are over. @default - aggregates have no meaning */
  readonly group?: readonly Row[];
  /** Values that an insert would have stored. @default - it is no insert */
  readonly inserted?: { readonly relation: Relation; readonly row: Row };
  /** What names of the select list mean: HAVING and ORDER BY may use them. @default - nothing */
  readonly aliases?: ReadonlyMap<string, Expression>;
  /** Scope of the query around this one. @default - none */
  readonly outer?: Scope;
}

const NO_COLUMNS = new Relation([]);

/** The scope of an expression that has no rows. */
export const emptyScope = (outer?: Scope): Scope => ({
  relation: NO_COLUMNS,
  row: [],
  clause: 'field list',
  ...(outer && { outer }),
});

/** Value of a column. Throws SqlError. */
export function columnValue(scope: Scope, name: string, table?: string): SqlValue {
  const column = table === undefined ? name : `${table}.${name}`;
  for (let around: Scope | undefined = scope; around !== undefined; around = around.outer) {
    const position = around.relation.find(name, table);
    if (position === 'ambiguous') throw new SqlError({ kind: 'ambiguousColumn', column: name, clause: scope.clause });
    if (position !== undefined) return around.row[position] ?? null;
  }
  throw new SqlError({ kind: 'unknownColumn', column, clause: scope.clause });
}
