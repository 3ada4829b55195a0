/** What a command of psql that begins with a backslash asks the server, and how the answer is shown. */
export interface BackslashQuery {
  readonly query: string;
  readonly title?: string;
  /** What is said instead when there are no rows. @default - an empty table */
  readonly nothing?: string;
}

const name = (pattern: string): string => pattern.replace(/'/g, "''").replace(/\*/g, '%');

/** The query behind `\dt`, `\d`, `\l`, `\du`; undefined for commands that ask for no rows. */
export function backslashQuery(command: string, argument: string): BackslashQuery | undefined {
  const like = argument === '' ? '' : ` AND tablename LIKE '${name(argument)}'`;
  if (/^\\dt\+?$/.test(command) || (/^\\d\+?$/.test(command) && argument === '')) {
    return {
      query:
        'SELECT schemaname AS "Schema", tablename AS "Name", \'table\' AS "Type", tableowner AS "Owner" ' +
        `FROM pg_catalog.pg_tables WHERE schemaname = 'public'${like} ORDER BY 1, 2`,
      title: 'List of relations',
      nothing: argument === '' ? 'Did not find any relations.' : `Did not find any relation named "${argument}".`,
    };
  }
  if (/^\\d\+?$/.test(command)) {
    return {
      query:
        'SELECT column_name AS "Column", data_type AS "Type", ' +
        "CASE is_nullable WHEN 'NO' THEN 'not null' ELSE '' END AS \"Nullable\" FROM information_schema.columns " +
        `WHERE table_name = '${name(argument)}'`,
      title: `Table "public.${argument}"`,
      nothing: `Did not find any relation named "${argument}".`,
    };
  }
  if (/^\\l\+?$/.test(command) || command === '\\list') {
    return {
      query:
        'SELECT datname AS "Name", owner AS "Owner", \'UTF8\' AS "Encoding", \'en_US.utf8\' AS "Collate", ' +
        '\'en_US.utf8\' AS "Ctype" FROM pg_catalog.pg_database ORDER BY 1',
      title: 'List of databases',
    };
  }
  if (/^\\d[ug]\+?$/.test(command)) {
    return {
      query: 'SELECT rolname AS "Role name", attributes AS "Attributes" FROM pg_catalog.pg_roles ORDER BY 1',
      title: 'List of roles',
    };
  }
  return undefined;
}
