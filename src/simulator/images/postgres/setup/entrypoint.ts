import { type Coroutine, isSystemError, type Process, type Program } from '../../../process';
import type { PostgresVersion } from '../postgres-version';
import { SOCKET_FOLDER, socketFile } from '../server/socket-file';
import { defaultEncryption } from './initdb';
import { NO_PASSWORD, PASSWORD_MISSING, TRUST_CHOSEN } from './warnings';

/** User of the database in the images, and its number. */
const userNumber = ({ isAlpine }: PostgresVersion): number => (isAlpine ? 70 : 999);

/** Time until a server that is being set up is looked at again. */
const POLL_MS = 100;

/** What ends the start of a container, with code 1. */
class SetupFailed extends Error {}

/** A variable, or what is in the file that NAME_FILE names. Source: docker-library/postgres, `file_env`. */
function variable({ env, files }: Process, name: string, fallback = ''): string {
  const [value, path] = [env.get(name) ?? '', env.get(`${name}_FILE`) ?? ''];
  if (value !== '' && path !== '') {
    throw new SetupFailed(`error: both ${name} and ${name}_FILE are set (but are exclusive)\n`);
  }
  if (value !== '') return value;
  return path === '' ? fallback : files.readText(path).replace(/\n+$/, '');
}

/** Runs a program to its end. @throws SetupFailed when its code is not 0 */
function* runToEnd(
  process: Process,
  argv: readonly string[],
  more: ReadonlyMap<string, string> = new Map(),
): Coroutine<void> {
  const { code } = yield* process.spawn({ argv, env: new Map([...process.env, ...more]) }).wait();
  if (code !== 0) throw new SetupFailed('');
}

/** Makes the files of the database, with the password that the variables name. */
function* initialize(process: Process, user: string, password: string): Coroutine<void> {
  const path = `/tmp/.pwfile.${process.pid}`;
  process.files.write(path, `${password}\n`, 0o600);
  const args = variable(process, 'POSTGRES_INITDB_ARGS')
    .split(/\s+/)
    .filter((each) => each !== '');
  try {
    yield* runToEnd(process, ['initdb', `--username=${user}`, `--pwfile=${path}`, ...args]);
  } finally {
    process.files.remove(path);
  }
}

/** Line of pg_hba.conf for everybody else. Source: docker-library/postgres, `pg_setup_hba_conf`. */
function accessMethod({ env, files }: Process, version: PostgresVersion, directory: string, password: string): string {
  if (version.isModern) {
    const chosen = env.get('POSTGRES_HOST_AUTH_METHOD') ?? '';
    if (chosen !== '') return chosen;
    const configured = files
      .readText(`${directory}/postgresql.conf`)
      .match(/password_encryption = '([^']+)'/g)
      ?.pop();
    const encryption = configured?.replace(/^.*'([^']+)'$/, '$1') ?? defaultEncryption(version);
    return Number(version.major) >= 14 ? encryption : 'md5';
  }
  return password === '' ? 'trust' : 'md5';
}

/** Runs what the image finds in /docker-entrypoint-initdb.d. */
function* runScripts(process: Process, psql: readonly string[]): Coroutine<void> {
  const folder = '/docker-entrypoint-initdb.d';
  if (!process.files.exists(folder)) return;
  const self = process.argv[0] ?? '';
  for (const { name } of process.files.list(folder)) {
    const path = `${folder}/${name}`;
    if (name.endsWith('.sql')) {
      yield* process.print(`${self}: running ${path}\n`);
      yield* runToEnd(process, [...psql, '-f', path]);
    } else if (name.endsWith('.sh')) {
      yield* process.print(`${self}: running ${path}\n`);
      yield* runToEnd(process, process.files.mayAccess(path, 'execute') ? [path] : ['sh', path]);
    } else {
      yield* process.print(`${self}: ignoring ${path}\n`);
    }
    yield* process.print('\n');
  }
}

/** Starts a server for the container alone, makes the database of the variables, runs scripts, and stops it. */
function* setUp(process: Process, user: string, password: string): Coroutine<void> {
  const server = process.spawn({ argv: ['postgres', '-c', 'listen_addresses='] });
  yield* process.print('waiting for server to start....');
  while (!process.files.exists(`${SOCKET_FOLDER}/${socketFile('5432')}`)) {
    if (server.exit !== undefined) throw new SetupFailed(' stopped waiting\npg_ctl: could not start server\n');
    yield* process.sleep(POLL_MS);
  }
  yield* process.print(' done\nserver started\n');
  const database = variable(process, 'POSTGRES_DB', user);
  const psql = ['psql', '-v', 'ON_ERROR_STOP=1', '--username', user, '--no-password'];
  const env = new Map([['PGPASSWORD', password]]);
  if (database !== 'postgres') {
    const statement = `CREATE DATABASE "${database.replace(/"/g, '""')}"`;
    yield* runToEnd(process, [...psql, '--dbname', 'postgres', '-c', statement], env);
    yield* process.print('\n');
  }
  yield* process.print('\n');
  yield* runScripts(process, [...psql, '--dbname', database]);
  yield* process.print('waiting for server to shut down....');
  server.signal('INT');
  yield* server.wait();
  yield* process.print(' done\nserver stopped\n\nPostgreSQL init process complete; ready for start up.\n\n');
}

function* prepare(process: Process, version: PostgresVersion): Coroutine<void> {
  const directory = process.env.get('PGDATA') ?? '';
  if (process.files.exists(`${directory}/PG_VERSION`)) {
    if (version.isModern) {
      yield* process.print(
        '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n',
      );
    }
    return;
  }
  const user = variable(process, 'POSTGRES_USER', 'postgres');
  const password = variable(process, 'POSTGRES_PASSWORD');
  const isTrusting = process.env.get('POSTGRES_HOST_AUTH_METHOD') === 'trust';
  if (version.isModern && password === '' && !isTrusting) throw new SetupFailed(PASSWORD_MISSING);
  if (version.isModern && isTrusting) yield* process.complain(TRUST_CHOSEN);
  yield* initialize(process, user, password);
  if (!version.isModern && password === '') yield* process.complain(NO_PASSWORD);
  const method = accessMethod(process, version, directory, password);
  process.files.append(`${directory}/pg_hba.conf`, `\nhost all all all ${method}\n`);
  yield* setUp(process, user, password);
}

/** What root does before it becomes the user of the database. */
function takeFolders({ files, env }: Process, uid: number): void {
  for (const [path, mode] of [
    [env.get('PGDATA') ?? '', 0o700],
    [SOCKET_FOLDER, 0o775],
  ] as const) {
    files.makeDirectory(path, { isRecursive: true });
    files.changeOwner(path, uid, uid);
    files.changeMode(path, mode);
  }
}

/**
 * `docker-entrypoint.sh`: makes a database where there is none, as the user of the database, and becomes the server.
 *
 * Source: docker-library/postgres, docker-entrypoint.sh. Images before version 10 are those of 2018, which start without a
 * password and warn; later ones refuse.
 */
export const postgresEntrypoint = (version: PostgresVersion): Program =>
  function* (process) {
    const [self = '', ...given] = process.argv;
    const argv = given[0]?.startsWith('-') === true ? ['postgres', ...given] : given;
    if (argv[0] !== 'postgres') return yield* process.exec({ argv });
    if (process.uid === 0) {
      const uid = userNumber(version);
      takeFolders(process, uid);
      return yield* process.exec({ argv: [self, ...argv], uid, gid: uid });
    }
    try {
      yield* prepare(process, version);
    } catch (error) {
      if (isSystemError(error)) throw error;
      if (!(error instanceof SetupFailed)) throw error;
      yield* process.complain(error.message);
      return 1;
    }
    return yield* process.exec({ argv });
  };
