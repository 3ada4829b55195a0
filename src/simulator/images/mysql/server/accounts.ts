import { type Catalog, type Row, Session, type Table } from '../../sql';
import { type AuthPlugin, isProof, keptPassword } from '../protocol/passwords';
import type { AccountName } from './statements';
import type { Execute } from './server-state';

/** An account, as the table `mysql.user` has it. */
export interface Account extends AccountName {
  readonly plugin: AuthPlugin;
  /** What is kept of its password. */
  readonly kept: string;
  /** Whether it may do everything. */
  readonly isSuper: boolean;
}

/** Tables in which a server keeps its accounts. Not modelled: privileges one by one. */
export const ACCOUNT_TABLES: readonly string[] = [
  'CREATE TABLE mysql.user (Host char(60) NOT NULL, User char(32) NOT NULL, Super_priv char(1) NOT NULL, ' +
    'plugin char(64) NOT NULL, authentication_string text, PRIMARY KEY (Host, User))',
  'CREATE TABLE mysql.db (Host char(60) NOT NULL, Db char(64) NOT NULL, User char(32) NOT NULL, ' +
    'PRIMARY KEY (Host, Db, User))',
];

const text = (row: Row, place: number): string => String(row[place] ?? '');

const quoted = (value: string): string => `'${value.replace(/['\\]/g, '\\$&')}'`;

const accountOf = (row: Row): Account => ({
  host: text(row, 0),
  user: text(row, 1),
  isSuper: text(row, 2) === 'Y',
  plugin: text(row, 3) as AuthPlugin,
  kept: text(row, 4),
});

/** Whether a host of an account means an address: `%` and `_` stand for what they do in patterns. */
function isHost(pattern: string, address: string): boolean {
  if (pattern === address) return true;
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`).test(address);
}

/** Who may connect, and to what. It is kept in tables, and changed by statements. */
export class Accounts {
  constructor(
    private readonly catalog: Catalog,
    private readonly execute: Execute,
  ) {}

  private rows(name: string): readonly Row[] {
    const table: Table | undefined = this.catalog.find('mysql', name);
    return table === undefined ? [] : [...table.rows.values()];
  }

  /** The account that means a user at an address: the one with the most exact host. */
  find(user: string, address: string): Account | undefined {
    return this.rows('user')
      .map(accountOf)
      .filter((account) => account.user === user && isHost(account.host, address))
      .sort((a, b) => Number(a.host.includes('%')) - Number(b.host.includes('%')))[0];
  }

  /** The account of exactly that name. */
  get({ user, host }: AccountName): Account | undefined {
    return this.rows('user')
      .map(accountOf)
      .find((account) => account.user === user && account.host === host);
  }

  isPassword({ plugin, kept }: Account, proof: Uint8Array, nonce: Uint8Array): boolean {
    return isProof(plugin, kept, proof, nonce);
  }

  create({ user, host }: AccountName, plugin: AuthPlugin, password: string): void {
    const kept = quoted(keptPassword(plugin, password));
    this.run(`INSERT INTO mysql.user VALUES (${quoted(host)}, ${quoted(user)}, 'N', '${plugin}', ${kept})`);
  }

  setPassword(account: Account, password: string): void {
    const kept = quoted(keptPassword(account.plugin, password));
    this.run(`UPDATE mysql.user SET authentication_string = ${kept} WHERE ${this.condition(account)}`);
  }

  drop(name: AccountName): void {
    for (const table of ['user', 'db']) this.run(`DELETE FROM mysql.${table} WHERE ${this.condition(name)}`);
  }

  /** Lets an account do everything, in one database or in all. */
  grant(name: AccountName, database: string | undefined): void {
    if (database === undefined) this.run(`UPDATE mysql.user SET Super_priv = 'Y' WHERE ${this.condition(name)}`);
    else this.run(`REPLACE INTO mysql.db VALUES (${quoted(name.host)}, ${quoted(database)}, ${quoted(name.user)})`);
  }

  revoke(name: AccountName, database: string | undefined): void {
    if (database === undefined) this.run(`UPDATE mysql.user SET Super_priv = 'N' WHERE ${this.condition(name)}`);
    else this.run(`DELETE FROM mysql.db WHERE ${this.condition(name)} AND Db = ${quoted(database)}`);
  }

  /** Whether an account may use a database. */
  mayUse(account: Account, database: string): boolean {
    if (account.isSuper || database.toLowerCase() === 'information_schema') return true;
    return this.databasesOf(account).includes(database);
  }

  /** What an account may do, as statements. */
  grantsOf(account: Account): readonly string[] {
    const to = `TO '${account.user}'@'${account.host}'`;
    if (account.isSuper) return [`GRANT ALL PRIVILEGES ON *.* ${to} WITH GRANT OPTION`];
    const own = this.databasesOf(account).map((database) => `GRANT ALL PRIVILEGES ON \`${database}\`.* ${to}`);
    return [`GRANT USAGE ON *.* ${to}`, ...own];
  }

  private databasesOf({ user, host }: AccountName): readonly string[] {
    return this.rows('db').flatMap((row) => (text(row, 0) === host && text(row, 2) === user ? [text(row, 1)] : []));
  }

  private condition({ user, host }: AccountName): string {
    return `User = ${quoted(user)} AND Host = ${quoted(host)}`;
  }

  private run(statement: string): void {
    this.execute(statement, new Session(0, 'root@localhost'));
  }
}
