import type { FileSystem } from '../../../process';
import { type Catalog, type Row, type RowChange, type Storage, Table, type TableDefinition } from '../../sql';

/** First line of a file. */
interface Head {
  readonly name: string;
  readonly definition: TableDefinition;
}

/** A row that was written, with its number and that of the next automatic one; without values: it was deleted. */
type Line = readonly [number, number, Row?];

/** Lines beyond those of the rows at which a file is written anew. */
const STALE_LINES_MAX = 1000;

const jsonLine = (value: unknown): string => `${JSON.stringify(value)}\n`;

/**
 * Tables as files of a data directory, one each in the folder of its database: what it is declared as, and then one line for
 * every row that was ever written. A change is there before the client hears of it, so that a server which is killed loses
 * nothing; a file with many old lines is written anew.
 */
export class TableFiles implements Pick<Storage, 'writeTable' | 'dropTable' | 'writeRows'> {
  /** Lines of files by their paths. */
  private readonly lines = new Map<string, number>();

  constructor(
    private readonly files: FileSystem,
    /** Folder of a database; undefined for one that is not there. */
    private readonly folderOf: (database: string) => string | undefined,
  ) {}

  writeTable(table: Table): void {
    const path = this.pathOf(table);
    if (path === undefined) return;
    const rows = [...table.rows].map(([id, row]): Line => [id, table.nextAutomatic, row]);
    const head: Head = { name: table.name, definition: table.definition };
    this.files.write(path, [head, ...rows].map(jsonLine).join(''), 0o600);
    this.lines.set(path, rows.length);
  }

  dropTable(table: Table): void {
    const path = this.pathOf(table);
    if (path === undefined) return;
    this.lines.delete(path);
    if (this.files.exists(path)) this.files.remove(path);
  }

  writeRows(changes: readonly RowChange[]): void {
    const texts = new Map<Table, string>();
    for (const { table, id, after } of changes) {
      const line: Line = after === undefined ? [id, table.nextAutomatic] : [id, table.nextAutomatic, after];
      texts.set(table, (texts.get(table) ?? '') + jsonLine(line));
    }
    for (const [table, text] of texts) this.append(table, text);
  }

  /** Reads the tables of a database into a catalog. */
  load(catalog: Catalog, database: string): void {
    const folder = this.folderOf(database);
    const names = folder === undefined ? [] : this.files.list(folder).map(({ name }) => name);
    catalog.restore(
      database,
      names.map((name) => this.read(`${folder ?? ''}/${name}`, database, catalog.collate)),
    );
  }

  private read(path: string, database: string, collate: (text: string) => string): Table {
    const [head = '{}', ...lines] = this.files.readText(path).trimEnd().split('\n');
    const { name, definition } = JSON.parse(head) as Head;
    const table = new Table(database, name, definition, collate);
    for (const text of lines) {
      const [id, nextAutomatic, row] = JSON.parse(text) as Line;
      table.set(id, row);
      table.nextAutomatic = nextAutomatic;
    }
    this.lines.set(path, lines.length);
    return table;
  }

  private append(table: Table, text: string): void {
    const path = this.pathOf(table);
    if (path === undefined) return;
    const lines = (this.lines.get(path) ?? 0) + text.split('\n').length - 1;
    if (lines > 2 * table.rows.size + STALE_LINES_MAX) {
      this.writeTable(table);
      return;
    }
    this.files.append(path, text);
    this.lines.set(path, lines);
  }

  private pathOf({ database, name }: Table): string | undefined {
    const folder = this.folderOf(database);
    return folder === undefined ? undefined : `${folder}/${encodeURIComponent(name)}`;
  }
}
