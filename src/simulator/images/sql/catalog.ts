import type { TableName } from './ast';
import { SqlError } from './sql-error';
import { Table, type TableDefinition } from './table';
import type { RowChange } from './transaction';

/** What keeps data beyond the life of a server. */
export interface Storage {
  createDatabase(name: string): void;
  dropDatabase(name: string): void;
  /** A table that is new or was declared anew, with all of its rows. */
  writeTable(table: Table): void;
  dropTable(table: Table): void;
  /** Rows that a transaction has changed. */
  writeRows(changes: readonly RowChange[]): void;
}

/** Keeps nothing. */
export const NO_STORAGE: Storage = {
  createDatabase: () => undefined,
  dropDatabase: () => undefined,
  writeTable: () => undefined,
  dropTable: () => undefined,
  writeRows: () => undefined,
};

/** Databases and their tables. */
export class Catalog {
  private readonly databases = new Map<string, Map<string, Table>>();

  constructor(
    readonly storage: Storage,
    readonly collate: (text: string) => string,
  ) {}

  /** Sorted by name. */
  get names(): readonly string[] {
    return [...this.databases.keys()].sort();
  }

  has(database: string): boolean {
    return this.databases.has(database);
  }

  /** Tables of a database, sorted by name; none when there is no such database. */
  tables(database: string): readonly Table[] {
    return [...(this.databases.get(database)?.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(database: string, name: string): Table | undefined {
    return this.databases.get(database)?.get(name);
  }

  /** The database that a name of a table means. Throws SqlError when nobody says, or when there is none. */
  databaseOf({ database: given }: TableName, current: string | undefined): string {
    const database = given ?? current;
    if (database === undefined) throw new SqlError({ kind: 'noDatabase' });
    return database;
  }

  /** Throws SqlError when there is none. */
  table(name: TableName, current: string | undefined): Table {
    const database = this.databaseOf(name, current);
    const table = this.find(database, name.name);
    if (table === undefined) throw new SqlError({ kind: 'tableMissing', database, table: name.name });
    return table;
  }

  /** Throws SqlError when there is one of that name. */
  createDatabase(name: string): void {
    if (this.has(name)) throw new SqlError({ kind: 'databaseExists', database: name });
    this.databases.set(name, new Map());
    this.storage.createDatabase(name);
  }

  /** Throws SqlError when there is none. Returns how many tables it had. */
  dropDatabase(name: string): number {
    const tables = this.databases.get(name);
    if (tables === undefined) throw new SqlError({ kind: 'databaseMissing', database: name });
    this.databases.delete(name);
    this.storage.dropDatabase(name);
    return tables.size;
  }

  /** Throws SqlError when the database is missing or the table is there. */
  createTable(database: string, name: string, definition: TableDefinition, firstAutomatic: number): Table {
    if (this.find(database, name) !== undefined) throw new SqlError({ kind: 'tableExists', table: name });
    return this.add(new Table(database, name, definition, this.collate, firstAutomatic));
  }

  dropTable(table: Table): void {
    this.databases.get(table.database)?.delete(table.name);
    this.storage.dropTable(table);
  }

  /** Gives a table another name, perhaps in another database. Throws SqlError when that is taken. */
  renameTable(table: Table, database: string, name: string): Table {
    const renamed = this.createTable(database, name, table.definition, table.nextAutomatic);
    for (const [id, row] of table.rows) renamed.set(id, row);
    this.dropTable(table);
    this.storage.writeTable(renamed);
    return renamed;
  }

  /** Takes what was read from where data is kept. */
  restore(database: string, tables: readonly Table[]): void {
    this.databases.set(database, new Map(tables.map((table) => [table.name, table])));
  }

  private add(table: Table): Table {
    const tables = this.databases.get(table.database);
    if (tables === undefined) throw new SqlError({ kind: 'unknownDatabase', database: table.database });
    tables.set(table.name, table);
    this.storage.writeTable(table);
    return table;
  }
}
