import { SqlError } from '../../sql';
import type { Context, Dialect, LexicalRules, Listing, SqlFunction } from '../../sql';
import { versionText } from '../version-text';
import type { PostgresVersion } from '../postgres-version';
import { type DatabaseEntry } from '../server/catalogue-files';
import type { Role } from '../server/accounts';
import { declaredType } from './types';

/** How PostgreSQL writes texts and names. */
export const POSTGRES_RULES: LexicalRules = { nameQuote: '"', textQuotes: ["'"], hasBackslash: false };

/** What statements can ask a server about itself. */
export interface ServerFacts {
  readonly version: PostgresVersion;
  readonly databases: () => readonly DatabaseEntry[];
  readonly roles: () => readonly Role[];
  /** User who owns all. */
  readonly owner: () => string;
  readonly setting: (name: string) => string | undefined;
}

const attributes = ({ isSuperuser, password }: Role): string =>
  isSuperuser
    ? 'Superuser, Create role, Create DB, Replication, Bypass RLS'
    : password === undefined
      ? 'Cannot login'
      : '';

/** Tables of a database, and what they are declared as. */
function columnsListing({ catalog, session }: Context): Listing {
  const columns = ['table_schema', 'table_name', 'column_name', 'ordinal_position', 'is_nullable', 'data_type'];
  const rows = catalog
    .tables(session.database ?? '')
    .flatMap(({ name, definition }) =>
      definition.columns.map((column, index) => [
        'public',
        name,
        column.name,
        index + 1,
        column.isNullable ? 'YES' : 'NO',
        declaredType(column.type),
      ]),
    );
  return { columns, rows };
}

function virtualTable(facts: ServerFacts, name: string, context: Context): Listing | undefined {
  const { catalog, session } = context;
  const tables = catalog.tables(session.database ?? '').map((table) => table.name);
  const owner = facts.owner();
  switch (name) {
    case 'pg_tables':
      return {
        columns: ['schemaname', 'tablename', 'tableowner'],
        rows: tables.map((table) => ['public', table, owner]),
      };
    case 'tables':
      return {
        columns: ['table_catalog', 'table_schema', 'table_name', 'table_type'],
        rows: tables.map((table) => [session.database ?? '', 'public', table, 'BASE TABLE']),
      };
    case 'columns':
      return columnsListing(context);
    case 'pg_database':
      return {
        columns: ['oid', 'datname', 'owner'],
        rows: facts.databases().map((each) => [each.number, each.name, owner]),
      };
    case 'pg_roles':
    case 'pg_user':
      return {
        columns: ['rolname', 'usename', 'rolsuper', 'attributes'],
        rows: facts.roles().map((role) => [role.name, role.name, role.isSuperuser, attributes(role)]),
      };
    default:
      return undefined;
  }
}

const SYSTEM_TABLES: Readonly<Record<string, readonly string[]>> = {
  information_schema: ['tables', 'columns'],
  pg_catalog: ['pg_tables', 'pg_database', 'pg_roles', 'pg_user'],
};

/** Whether a name without a schema may mean a table of the system. */
const isSystemTable = (schema: string, name: string): boolean =>
  SYSTEM_TABLES[schema]?.includes(name) ?? SYSTEM_TABLES['pg_catalog']?.includes(name) ?? false;

/** SQL of PostgreSQL, on the core that all servers share. */
export function postgresDialect(facts: ServerFacts): Dialect {
  const user: SqlFunction = (_, { session }) => session.user;
  return {
    rules: POSTGRES_RULES,
    collate: (text) => text,
    truth: (isTrue) => isTrue,
    concatenates: true,
    functions: {
      version: () => versionText(facts.version),
      current_database: (_, { session }) => session.database ?? null,
      current_schema: () => 'public',
      current_user: user,
      session_user: user,
      pg_backend_pid: (_, { session }) => session.id,
      pg_is_in_recovery: () => false,
      current_setting: ([name]) => facts.setting(String(name)) ?? null,
      gen_random_uuid: (_, { random }) => random.uuid(),
    },
    variable: (name) => {
      throw new SqlError({ kind: 'unknownVariable', name });
    },
    virtualTable: (schema, name, context) =>
      isSystemTable(schema, name) ? virtualTable(facts, name, context) : undefined,
    firstAutomatic: 1,
  };
}
