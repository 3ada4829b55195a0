/** What can be wrong with a statement; each dialect has its own words and numbers for it. */
export interface SqlProblems {
  /** The text from where it is not understood, and its line. */
  syntax: { readonly near: string; readonly line: number };
  unknownDatabase: { readonly database: string };
  noDatabase: object;
  databaseExists: { readonly database: string };
  databaseMissing: { readonly database: string };
  tableMissing: { readonly database: string; readonly table: string };
  /** A table that is to be dropped. */
  unknownTable: { readonly database: string; readonly table: string };
  tableExists: { readonly table: string };
  /** `clause` is where it stands: `field list`, `where clause`. */
  unknownColumn: { readonly column: string; readonly clause: string };
  ambiguousColumn: { readonly column: string; readonly clause: string };
  columnExists: { readonly column: string };
  /** A column or index that is to be dropped. */
  cannotDrop: { readonly name: string };
  keyColumnMissing: { readonly column: string };
  indexExists: { readonly name: string };
  duplicateEntry: { readonly entry: string; readonly table: string; readonly key: string };
  multiplePrimaryKeys: object;
  columnIsNull: { readonly column: string };
  noDefault: { readonly column: string };
  valueCount: { readonly row: number };
  tooLong: { readonly column: string; readonly row: number };
  outOfRange: { readonly column: string; readonly row: number };
  /** `wanted` is what it should be: `integer`, `datetime`. */
  incorrectValue: { readonly wanted: string; readonly value: string; readonly column: string; readonly row: number };
  unknownFunction: { readonly name: string };
  argumentCount: { readonly name: string };
  subqueryRows: object;
  columnCount: { readonly count: number };
  unknownSavepoint: { readonly name: string };
  unknownVariable: { readonly name: string };
  /** It is understood, but not done here. */
  notSupported: { readonly what: string };
}

type Problem = { [Kind in keyof SqlProblems]: { readonly kind: Kind } & SqlProblems[Kind] }[keyof SqlProblems];

/** A statement that is refused. */
export class SqlError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.kind);
    this.name = 'SqlError';
  }
}
