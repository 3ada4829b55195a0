import type { Process } from '../../../process';
import { Catalog, type Storage, type Table } from '../../sql';
import type { PostgresVersion } from '../postgres-version';
import { keptPassword } from '../protocol/passwords';
import { keptScram } from '../protocol/scram';
import { postgresDialect } from '../sql/dialect';
import { PostgresSession, type SessionParts } from '../sql/postgres-session';
import { type SqlSession, StatementError } from '../sql/sql-session';
import { TableFiles } from '../sql/table-files';
import type { ServerControl } from '../sql/utility-statements';
import type { Role } from './accounts';
import { type DatabaseEntry, readDatabases, readRoles, writeDatabases, writeRoles } from './catalogue-files';
import type { ServerSettings } from './settings';

type TableName = Parameters<Catalog['databaseOf']>[0];

/** Number of the first database that somebody makes. Source: PostgreSQL, FirstNormalObjectId. */
const FIRST_NUMBER = 16_384;

/** Databases and users of a server, as they are in its data directory. */
export class Databases {
  private entries: readonly DatabaseEntry[] = [];
  private roles: readonly Role[] = [];
  private readonly catalog: Catalog;
  private readonly files: TableFiles;
  private readonly parts: SessionParts;

  constructor(
    private readonly process: Process,
    private readonly directory: string,
    version: PostgresVersion,
    private readonly settings: ServerSettings,
  ) {
    this.files = new TableFiles(process.files, (database) => this.folderOf(database));
    const { files } = this;
    const storage: Storage = {
      createDatabase: (name) => this.add(name),
      dropDatabase: (name) => this.remove(name),
      writeTable: (table) => files.writeTable(table),
      dropTable: (table) => files.dropTable(table),
      writeRows: (changes) => files.writeRows(changes),
    };
    this.catalog = new DatabaseCatalog(storage, (text) => text);
    const control = this.control(version);
    const facts = {
      version,
      databases: () => this.entries,
      roles: () => this.roles,
      owner: () => this.roles[0]?.name ?? 'postgres',
      setting: control.setting,
    };
    const dialect = postgresDialect(facts);
    const { random } = process;
    this.parts = { version, catalog: this.catalog, dialect, control, random, nowMs: () => process.nowMs };
  }

  /** Takes up what is in the directory. */
  load(): void {
    const { files } = this.process;
    this.entries = readDatabases(files, this.directory);
    this.roles = readRoles(files, this.directory);
    for (const { name } of this.entries) this.files.load(this.catalog, name);
  }

  role(name: string): Role | undefined {
    return this.roles.find((role) => role.name === name);
  }

  /** Begins to work in a database; undefined when there is none of that name. */
  open(database: string, role: Role, pid: number): SqlSession | undefined {
    return this.catalog.has(database) ? new PostgresSession(this.parts, database, role.name, pid) : undefined;
  }

  /** Notes a database that was made. */
  private add(name: string): void {
    const number = Math.max(FIRST_NUMBER - 1, ...this.entries.map((entry) => entry.number)) + 1;
    this.write([...this.entries, { number, name }]);
  }

  /** Forgets a database, with all that is in it. */
  private remove(name: string): void {
    const folder = this.folderOf(name);
    this.write(this.entries.filter((entry) => entry.name !== name));
    if (folder !== undefined) this.process.files.remove(folder, { isRecursive: true });
  }

  private write(entries: readonly DatabaseEntry[]): void {
    this.entries = entries;
    writeDatabases(this.process.files, this.directory, entries);
  }

  private folderOf(database: string): string | undefined {
    const entry = this.entries.find(({ name }) => name === database);
    return entry === undefined ? undefined : `${this.directory}/base/${entry.number}`;
  }

  private writeRoles(roles: readonly Role[]): void {
    this.roles = roles;
    writeRoles(this.process.files, this.directory, roles);
  }

  private control(version: PostgresVersion): ServerControl {
    const given = new Map([
      ['client_encoding', 'UTF8'],
      ['server_encoding', 'UTF8'],
      ['server_version', version.number],
    ]);
    return {
      setting: (name) => given.get(name) ?? this.settings.get(name),
      set: (name, value) => void given.set(name, value),
      writeRole: (name, password, isNew, isSuperuser) => {
        const before = this.role(name);
        if (isNew && before !== undefined) throw new StatementError('42710', `role "${name}" already exists`);
        if (!isNew && before === undefined) throw new StatementError('42704', `role "${name}" does not exist`);
        const kept = password === undefined ? before?.password : this.kept(name, password);
        const role: Role = {
          name,
          isSuperuser: isSuperuser ?? before?.isSuperuser ?? false,
          ...(kept === undefined ? {} : { password: kept }),
        };
        this.writeRoles([...this.roles.filter((each) => each.name !== name), role]);
      },
      dropRole: (name) => {
        if (this.role(name) === undefined) throw new StatementError('42704', `role "${name}" does not exist`);
        this.writeRoles(this.roles.filter((each) => each.name !== name));
      },
    };
  }

  private kept(user: string, password: string): string {
    const isScram = this.settings.get('password_encryption') === 'scram-sha-256';
    return isScram ? keptScram(password, this.process.random) : keptPassword(user, password);
  }
}

/** Databases of a server. A schema is no database here: `public` is what is in the one that a client works in. */
class DatabaseCatalog extends Catalog {
  override databaseOf(name: TableName, current: string | undefined): string {
    return super.databaseOf(name.database === 'public' ? { name: name.name } : name, current);
  }

  override table(name: TableName, current: string | undefined): Table {
    return super.table(name.database === 'public' ? { name: name.name } : name, current);
  }
}
