import type { SqlValue } from './values';

/** What has a value. */
export type Expression =
  | { readonly type: 'literal'; readonly value: SqlValue }
  | { readonly type: 'column'; readonly table?: string; readonly name: string }
  /** A value given beside the statement, counted from 0. */
  | { readonly type: 'parameter'; readonly index: number }
  /** `@@version`, `@mine`. */
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'unary'; readonly operator: 'not' | '-' | '+'; readonly operand: Expression }
  | { readonly type: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'isNull'; readonly operand: Expression; readonly isNegated: boolean }
  | { readonly type: 'isTruth'; readonly operand: Expression; readonly truth: boolean; readonly isNegated: boolean }
  | {
      readonly type: 'in';
      readonly operand: Expression;
      readonly list: readonly Expression[] | Select;
      readonly isNegated: boolean;
    }
  | {
      readonly type: 'between';
      readonly operand: Expression;
      readonly low: Expression;
      readonly high: Expression;
      readonly isNegated: boolean;
    }
  | {
      readonly type: 'like';
      readonly operand: Expression;
      readonly pattern: Expression;
      readonly isNegated: boolean;
      /** Whether the pattern is a regular expression. */
      readonly isRegular: boolean;
    }
  | {
      readonly type: 'case';
      readonly operand?: Expression;
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
      readonly otherwise?: Expression;
    }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly isDistinct: boolean }
  /** `COUNT(*)`. */
  | { readonly type: 'countRows' }
  | { readonly type: 'cast'; readonly operand: Expression; readonly to: ColumnType }
  | { readonly type: 'subquery'; readonly select: Select }
  | { readonly type: 'exists'; readonly select: Select }
  /** The value that an insert would have stored: `VALUES(name)`. */
  | { readonly type: 'inserted'; readonly name: string };

/** A table by its name. */
export interface TableName {
  readonly database?: string;
  readonly name: string;
}

/** What a query reads. */
export type Source =
  | ({ readonly type: 'table'; readonly alias: string } & TableName)
  | { readonly type: 'select'; readonly select: Select; readonly alias: string };

/** A source that is joined to those before it. */
export interface Join {
  readonly kind: 'inner' | 'left';
  readonly source: Source;
  readonly on?: Expression;
}

/** One entry of a select list. */
export type SelectItem =
  | { readonly type: 'all'; readonly table?: string }
  | { readonly type: 'value'; readonly value: Expression; readonly name: string };

/** An entry of ORDER BY. */
export interface Order {
  readonly value: Expression;
  readonly isDescending: boolean;
}

/** A query. */
export interface Select {
  readonly type: 'select';
  readonly isDistinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from?: Source;
  readonly joins: readonly Join[];
  readonly where?: Expression;
  readonly groupBy: readonly Expression[];
  readonly having?: Expression;
  readonly orderBy: readonly Order[];
  readonly limit?: Expression;
  readonly offset?: Expression;
  /** What other queries add, one after the other; order and limit are those of all of it. @default - nothing */
  readonly unions?: readonly Union[];
}

/** A query that adds its rows to those of another. */
export interface Union {
  readonly select: Select;
  /** Whether it adds rows that are there already. */
  readonly isAll: boolean;
}

/** Type of a column: `varchar(255)`, `int(10) unsigned`. */
export interface ColumnType {
  /** In lower case. */
  readonly name: string;
  /** Length, precision, or the values of an enumeration. */
  readonly args: readonly string[];
  readonly isUnsigned: boolean;
}

/** A column as a table declares it. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: ColumnType;
  readonly isNullable: boolean;
  /** @default - NULL where that is allowed */
  readonly defaultValue?: Expression;
  readonly isAutoIncrement: boolean;
  /** Whether an update that does not name it sets it to the time. */
  readonly isUpdateTime: boolean;
}

/** An index; only unique ones matter. */
export interface IndexDefinition {
  /** `PRIMARY` for the primary key. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly isUnique: boolean;
}

/** A change of a table's declaration. */
export type Alteration =
  | {
      readonly type: 'addColumn';
      readonly column: ColumnDefinition;
      readonly after?: string;
      readonly isFirst: boolean;
    }
  | { readonly type: 'dropColumn'; readonly name: string }
  | { readonly type: 'changeColumn'; readonly name: string; readonly column: ColumnDefinition }
  | { readonly type: 'addIndex'; readonly index: IndexDefinition }
  | { readonly type: 'dropIndex'; readonly name: string }
  | { readonly type: 'rename'; readonly to: TableName }
  /** Changes nothing here: engines, character sets, foreign keys. */
  | { readonly type: 'ignored' };

/** A value for a column. */
export interface Assignment {
  readonly column: string;
  readonly value: Expression;
}

/** A statement that all dialects have. */
export type Statement =
  | Select
  | {
      readonly type: 'insert';
      readonly table: TableName;
      readonly columns?: readonly string[];
      /** undefined stands for DEFAULT. */
      readonly rows: readonly (readonly (Expression | undefined)[])[] | Select;
      readonly onDuplicate: 'refuse' | 'ignore' | 'replace' | readonly Assignment[];
      /** Columns whose values are returned. @default - none */
      readonly returning?: readonly SelectItem[];
    }
  | {
      readonly type: 'update';
      readonly table: TableName;
      readonly alias: string;
      readonly assignments: readonly Assignment[];
      readonly where?: Expression;
      readonly orderBy: readonly Order[];
      readonly limit?: Expression;
    }
  | {
      readonly type: 'delete';
      readonly table: TableName;
      readonly alias: string;
      readonly where?: Expression;
      readonly orderBy: readonly Order[];
      readonly limit?: Expression;
    }
  | { readonly type: 'createDatabase'; readonly name: string; readonly isLenient: boolean }
  | { readonly type: 'dropDatabase'; readonly name: string; readonly isLenient: boolean }
  | {
      readonly type: 'createTable';
      readonly table: TableName;
      readonly isLenient: boolean;
      readonly columns: readonly ColumnDefinition[];
      readonly indexes: readonly IndexDefinition[];
    }
  | { readonly type: 'dropTable'; readonly tables: readonly TableName[]; readonly isLenient: boolean }
  | { readonly type: 'truncate'; readonly table: TableName }
  | { readonly type: 'alterTable'; readonly table: TableName; readonly alterations: readonly Alteration[] }
  | { readonly type: 'begin' }
  | { readonly type: 'commit' }
  | { readonly type: 'rollback' }
  | { readonly type: 'savepoint'; readonly name: string }
  | { readonly type: 'rollbackTo'; readonly name: string }
  | { readonly type: 'release'; readonly name: string };
