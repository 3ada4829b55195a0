import type { FileSystem } from '../../../process';
import { type Row, type RowChange, type Storage, Table, type TableDefinition } from '../../sql';

/** A row as a line of a file: its number, and its values; without values it was deleted. */
type Line = readonly [id: number, row?: Row];

const line = (id: number, row?: Row): string => `${JSON.stringify(row === undefined ? [id] : [id, row])}\n`;

/** Lines beyond those of rows after which a file is written anew when it is read. */
const SPARE_LINES_MAX = 100;

/**
 * Databases in files: a directory each, with a declaration (`.frm`) and rows (`.ibd`) for each table. Rows are appended,
 * so that what was told to a client is there after whatever ends the server. Not modelled: the real formats.
 */
export class DataDirectory implements Storage {
  constructor(
    private readonly files: FileSystem,
    readonly path: string,
  ) {}

  /** Whether there is anything of a server in it. */
  get isInitialized(): boolean {
    return this.files.exists(`${this.path}/mysql`);
  }

  /** Whether there is anything at all in it. */
  get isEmpty(): boolean {
    return !this.files.exists(this.path) || this.files.list(this.path).length === 0;
  }

  /** Writes the files that every server has. */
  initialize(uuid: string): void {
    this.files.makeDirectory(this.path, { isRecursive: true });
    this.files.write(`${this.path}/auto.cnf`, `[auto]\nserver-uuid=${uuid}\n`);
    for (const name of ['ibdata1', 'ib_logfile0', 'ib_logfile1']) this.files.write(`${this.path}/${name}`, '');
  }

  /** All databases with their tables. */
  read(collate: (text: string) => string): ReadonlyMap<string, readonly Table[]> {
    const databases = new Map<string, readonly Table[]>();
    for (const { name, type } of this.files.list(this.path)) {
      if (type !== 'directory' || !this.files.exists(`${this.path}/${name}/db.opt`)) continue;
      const tables = this.files
        .list(`${this.path}/${name}`)
        .filter((file) => file.name.endsWith('.frm'))
        .map((file) => this.readTable(name, file.name.slice(0, -'.frm'.length), collate));
      databases.set(name, tables);
    }
    return databases;
  }

  createDatabase(name: string): void {
    this.files.makeDirectory(`${this.path}/${name}`, { isRecursive: true, mode: 0o750 });
    this.files.write(
      `${this.path}/${name}/db.opt`,
      'default-character-set=latin1\ndefault-collation=latin1_swedish_ci\n',
    );
  }

  dropDatabase(name: string): void {
    this.files.remove(`${this.path}/${name}`, { isRecursive: true });
  }

  writeTable(table: Table): void {
    this.files.write(`${this.file(table)}.frm`, JSON.stringify(table.definition));
    this.files.write(`${this.file(table)}.ibd`, [...table.rows].map(([id, row]) => line(id, row)).join(''));
  }

  dropTable(table: Table): void {
    for (const extension of ['frm', 'ibd']) this.files.remove(`${this.file(table)}.${extension}`);
  }

  writeRows(changes: readonly RowChange[]): void {
    const lines = new Map<Table, string>();
    for (const { table, id, after } of changes) lines.set(table, (lines.get(table) ?? '') + line(id, after));
    for (const [table, text] of lines) this.files.append(`${this.file(table)}.ibd`, text);
  }

  private readTable(database: string, name: string, collate: (text: string) => string): Table {
    const path = `${this.path}/${database}/${name}`;
    const definition = JSON.parse(this.files.readText(`${path}.frm`)) as TableDefinition;
    const table = new Table(database, name, definition, collate);
    const lines = this.files.readText(`${path}.ibd`).split('\n').slice(0, -1);
    for (const each of lines) {
      const [id, row] = JSON.parse(each) as Line;
      table.set(id, row);
    }
    // As InnoDB before 8.0 does, counting goes on behind the highest value that is left.
    const automatic = definition.columns.findIndex(({ isAutoIncrement }) => isAutoIncrement);
    for (const row of table.rows.values()) {
      table.nextAutomatic = Math.max(table.nextAutomatic, Number(row[automatic] ?? 0) + 1);
    }
    if (lines.length > table.rows.size + SPARE_LINES_MAX) this.writeTable(table);
    return table;
  }

  private file({ database, name }: Table): string {
    return `${this.path}/${database}/${name}`;
  }
}
