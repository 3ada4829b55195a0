import type { Coroutine, Process, Program } from '../../../process';
import type { PostgresVersion } from '../postgres-version';
import { writeControlState } from '../server/control-file';
import { writeDatabases, writeRoles } from '../server/catalogue-files';
import { keptPassword } from '../protocol/passwords';
import { keptScram } from '../protocol/scram';

/** What initdb is told. */
interface InitOptions {
  readonly directory: string;
  readonly user: string;
  readonly passwordFile?: string;
  /** Settings that postgresql.conf gets. */
  readonly settings: readonly (readonly [string, string])[];
}

function readOptions(args: readonly string[], directory: string): InitOptions {
  const settings: (readonly [string, string])[] = [];
  let options: InitOptions = { directory, user: 'postgres', settings };
  for (let index = 0; index < args.length; index += 1) {
    const [, name = args[index] ?? '', joined] = /^(--[^=]+)=(.*)$/s.exec(args[index] ?? '') ?? [];
    const value = (): string => {
      if (joined !== undefined) return joined;
      index += 1;
      return args[index] ?? '';
    };
    if (name === '--username' || name === '-U') options = { ...options, user: value() };
    else if (name === '--pwfile') options = { ...options, passwordFile: value() };
    else if (name === '--pgdata' || name === '-D') options = { ...options, directory: value() };
    else if (name === '--set' || name === '-c') {
      const [key = '', text = ''] = value().split('=');
      settings.push([key, text]);
    }
  }
  return options;
}

/** pg_hba.conf as initdb makes it: whoever is on the machine is trusted. */
const ACCESS_RULES =
  '# PostgreSQL Client Authentication Configuration File\n\n' +
  '# TYPE  DATABASE        USER            ADDRESS                 METHOD\n\n' +
  '# "local" is for Unix domain socket connections only\n' +
  'local   all             all                                     trust\n' +
  '# IPv4 local connections:\n' +
  'host    all             all             127.0.0.1/32            trust\n' +
  '# IPv6 local connections:\n' +
  'host    all             all             ::1/128                 trust\n';

/** How the version keeps passwords when nobody says otherwise. Source: PostgreSQL 14, release notes. */
export const defaultEncryption = ({ major }: PostgresVersion): 'md5' | 'scram-sha-256' =>
  Number(major) >= 14 ? 'scram-sha-256' : 'md5';

/** Why a directory cannot be used; undefined when it can. Source: PostgreSQL 16, src/bin/initdb/initdb.c. */
function directoryRefusal({ files }: Process, directory: string, { isModern }: PostgresVersion): string | undefined {
  const entries = files.exists(directory) ? files.list(directory).map(({ name }) => name) : [];
  if (entries.length === 0) return undefined;
  const [error, hint] = isModern ? ['initdb: error: ', 'initdb: hint: '] : ['initdb: ', ''];
  const head = `${error}directory "${directory}" exists but is not empty\n`;
  if (entries.length === 1 && entries[0] === 'lost+found') {
    return (
      `${head}${isModern ? 'initdb: detail: ' : ''}It contains a lost+found directory, perhaps due to it being a mount point.\n` +
      `${hint}Using a mount point directly as the data directory is not recommended.\n` +
      'Create a subdirectory under the mount point.\n'
    );
  }
  const empty = `either remove or empty the directory "${directory}" or run initdb with an argument other than "${directory}".`;
  return `${head}${hint}If you want to create a new database system, ${empty}\n`;
}

const FOLDERS = ['base', 'global', 'pg_logical', 'pg_multixact', 'pg_notify', 'pg_stat', 'pg_tblspc', 'pg_twophase'];

/** Makes the files of a new server. */
function* createFiles(process: Process, version: PostgresVersion, options: InitOptions): Coroutine<void> {
  const { files } = process;
  const { directory, user, passwordFile } = options;
  const settings = [
    ['listen_addresses', '*'],
    ['max_connections', '100'],
    ['shared_buffers', '128MB'],
    ['timezone', 'Etc/UTC'],
    ['password_encryption', defaultEncryption(version)],
    ...options.settings,
  ] as const;
  const encryption = new Map(settings).get('password_encryption');
  for (const folder of [...FOLDERS, version.isModern ? 'pg_wal' : 'pg_xlog']) {
    files.makeDirectory(`${directory}/${folder}`, { mode: 0o700, isRecursive: true });
  }
  files.write(`${directory}/PG_VERSION`, `${version.major}\n`, 0o600);
  files.write(`${directory}/pg_hba.conf`, ACCESS_RULES, 0o600);
  files.write(
    `${directory}/postgresql.conf`,
    settings.map(([name, value]) => `${name} = '${value}'\n`).join(''),
    0o600,
  );
  const password = passwordFile === undefined ? '' : files.readText(passwordFile).replace(/\n$/, '');
  yield* process.compute(400);
  const isScram = encryption === 'scram-sha-256';
  const kept = isScram ? keptScram(password, process.random) : keptPassword(user, password);
  writeRoles(files, directory, [{ name: user, isSuperuser: true, ...(password === '' ? {} : { password: kept }) }]);
  writeDatabases(files, directory, [
    { number: 1, name: 'template1' },
    { number: 4, name: 'template0' },
    { number: 5, name: 'postgres' },
  ]);
  writeControlState(files, directory, { state: 'shut down', timeMs: process.nowMs });
}

/** `initdb`: makes the files of a new server. Source: PostgreSQL 16, src/bin/initdb/initdb.c. */
export const initdb = (version: PostgresVersion): Program =>
  function* (process) {
    const options = readOptions(process.argv.slice(1), process.env.get('PGDATA') ?? '');
    const { directory } = options;
    const refusal = directoryRefusal(process, directory, version);
    yield* process.print(
      'The files belonging to this database system will be owned by user "postgres".\n' +
        'This user must also own the server process.\n\n' +
        'The database cluster will be initialized with locale "en_US.utf8".\n' +
        'The default database encoding has accordingly been set to "UTF8".\n' +
        'The default text search configuration will be set to "english".\n\n' +
        'Data page checksums are disabled.\n\n',
    );
    if (refusal !== undefined) {
      yield* process.complain(refusal);
      return 1;
    }
    const isThere = process.files.exists(directory);
    yield* process.print(`${isThere ? 'fixing permissions on existing' : 'creating'} directory ${directory} ... ok\n`);
    yield* createFiles(process, version, options);
    const steps = [
      'creating subdirectories ... ok',
      `selecting ${version.isModern ? '' : 'default '}dynamic shared memory implementation ... posix`,
      'selecting default max_connections ... 100',
      'selecting default shared_buffers ... 128MB',
      'selecting default time zone ... Etc/UTC',
      'creating configuration files ... ok',
      'running bootstrap script ... ok',
      'performing post-bootstrap initialization ... ok',
      'syncing data to disk ... ok',
    ];
    yield* process.print(`${steps.join('\n')}\n\n`);
    const prefix = version.isModern ? 'initdb: warning: ' : '\nWARNING: ';
    yield* process.complain(
      `${prefix}enabling "trust" authentication for local connections\n` +
        (version.isModern ? 'initdb: hint: ' : '') +
        'You can change this by editing pg_hba.conf or using the option -A, or --auth-local and --auth-host, ' +
        'the next time you run initdb.\n',
    );
    yield* process.print(
      `\nSuccess. You can now start the database server using:\n\n    pg_ctl -D ${directory} -l logfile start\n\n`,
    );
    return 0;
  };
