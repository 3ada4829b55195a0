import type { Coroutine, Process, Program } from '../../../process';
import { isSystemError } from '../../../process';
import { Session } from '../../sql';
import type { MysqlVersion } from '../version';
import { ACCOUNT_TABLES } from './accounts';
import { DataDirectory } from './data-directory';
import { mysqldOptions } from './mysqld';
import { refusalOf, StatementRunner } from './run-statement';
import { ServerState } from './server-state';
import { splitStatements } from './split-statements';
import { parseMysql } from './statements';

/** Time that the files of a new server take, and the time zones that are read into it. From memory. */
const FILES_MS = 3000;
const ZONES_MS = 2500;

/** Settings that may stand in a file named by `NAME_FILE`. */
const SETTINGS = ['MYSQL_ROOT_HOST', 'MYSQL_DATABASE', 'MYSQL_USER', 'MYSQL_PASSWORD', 'MYSQL_ROOT_PASSWORD'];

/** What ends the start of a container; its message was not yet told. */
class StartRefused extends Error {}

/** Prepares a data directory, as the scripts of the image do. */
class Setup {
  private readonly directory: DataDirectory;

  constructor(
    private readonly process: Process,
    private readonly version: MysqlVersion,
    args: readonly string[],
  ) {
    this.directory = new DataDirectory(process.files, mysqldOptions(args).dataDirectory);
  }

  *run(): Coroutine<void> {
    yield* this.note(`Entrypoint script for MySQL Server ${this.version.text} started.`);
    this.readSettingFiles();
    if (this.directory.isInitialized) return;
    yield* this.checkSettings();
    yield* this.note('Initializing database files');
    if (this.version.isSince57 && !this.directory.isEmpty) {
      throw new StartRefused('--initialize specified but the data directory has files in it. Aborting.');
    }
    yield* this.process.sleep(FILES_MS);
    this.directory.initialize(this.process.random.uuid());
    yield* this.note('Database files initialized');
    yield* this.note('Starting temporary server');
    yield* this.note('Temporary server started.');
    yield* this.process.sleep(ZONES_MS);
    yield* this.fill();
    yield* this.note('Stopping temporary server');
    yield* this.note('Temporary server stopped');
    yield* this.process.print('\n');
    yield* this.note('MySQL init process done. Ready for start up.');
    yield* this.process.print('\n');
  }

  *say(level: string, text: string): Coroutine<void> {
    const time = `${new Date(this.process.nowMs).toISOString().slice(0, 19).replace('T', ' ')}+00:00`;
    const line = `${time} [${level}] [Entrypoint]: ${text}\n`;
    if (level === 'Note') yield* this.process.print(line);
    else yield* this.process.complain(line);
  }

  private note(text: string): Coroutine<void> {
    return this.say('Note', text);
  }

  private setting(name: string): string {
    return this.process.env.get(name) ?? '';
  }

  private readSettingFiles(): void {
    const { env, files } = this.process;
    for (const name of SETTINGS) {
      const file = this.setting(`${name}_FILE`);
      if (file === '') continue;
      if (this.setting(name) !== '')
        throw new StartRefused(`Both ${name} and ${name}_FILE are set (but are exclusive)`);
      env.set(name, files.readText(file).replace(/\n+$/, ''));
      env.delete(`${name}_FILE`);
    }
  }

  private *checkSettings(): Coroutine<void> {
    const roots = ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'];
    if (roots.every((name) => this.setting(name) === '')) {
      const needs = this.version.isSince57
        ? `    You need to specify one of the following as an environment variable:\n    - ${roots.join('\n    - ')}`
        : '\tYou need to specify one of MYSQL_ROOT_PASSWORD, MYSQL_ALLOW_EMPTY_PASSWORD and MYSQL_RANDOM_ROOT_PASSWORD';
      throw new StartRefused(`Database is uninitialized and password option is not specified\n${needs}`);
    }
    const [user, password] = [this.setting('MYSQL_USER'), this.setting('MYSQL_PASSWORD')];
    if (user === 'root') {
      throw new StartRefused(
        'MYSQL_USER="root", MYSQL_USER and MYSQL_PASSWORD are for configuring a regular user and cannot be used for the ' +
          'root user',
      );
    }
    if (user !== '' && password === '') {
      yield* this.say('Warn', 'MYSQL_USER specified, but missing MYSQL_PASSWORD; MYSQL_USER will not be created');
    } else if (user === '' && password !== '') {
      yield* this.say('Warn', 'MYSQL_PASSWORD specified, but missing MYSQL_USER; MYSQL_PASSWORD will be ignored');
    }
  }

  /** Makes accounts and databases, and runs what stands in `/docker-entrypoint-initdb.d`. */
  private *fill(): Coroutine<void> {
    const { process, version, directory } = this;
    const settings = { port: 0, dataDirectory: directory.path, hostname: process.machine.hostname };
    const state = new ServerState(process, version, directory, settings);
    const session = new Session(0, 'root@localhost');
    for (const name of ['mysql', 'performance_schema']) state.catalog.createDatabase(name);
    for (const statement of ACCOUNT_TABLES) state.execute(statement, session);
    const { accounts } = state;
    const password = yield* this.rootPassword();
    const rootHost = this.setting('MYSQL_ROOT_HOST') === '' ? '%' : this.setting('MYSQL_ROOT_HOST');
    for (const host of new Set(['localhost', rootHost])) {
      accounts.create({ user: 'root', host }, version.plugin, password);
      accounts.grant({ user: 'root', host }, undefined);
    }
    const [user, database] = [this.setting('MYSQL_USER'), this.setting('MYSQL_DATABASE')];
    if (database !== '') {
      yield* this.note(`Creating database ${database}`);
      state.catalog.createDatabase(database);
      session.database = database;
    }
    if (user !== '' && this.setting('MYSQL_PASSWORD') !== '') {
      yield* this.note(`Creating user ${user}`);
      accounts.create({ user, host: '%' }, version.plugin, this.setting('MYSQL_PASSWORD'));
      if (database !== '') {
        yield* this.note(`Giving user ${user} access to schema ${database}`);
        accounts.grant({ user, host: '%' }, database);
      }
    }
    const root = accounts.get({ user: 'root', host: 'localhost' });
    if (root !== undefined) yield* this.runFiles(new StatementRunner(state, session, root));
  }

  private *rootPassword(): Coroutine<string> {
    if (this.setting('MYSQL_RANDOM_ROOT_PASSWORD') === '') return this.setting('MYSQL_ROOT_PASSWORD');
    const password = this.process.random.uuid().replaceAll('-', '');
    yield* this.note(`GENERATED ROOT PASSWORD: ${password}`);
    return password;
  }

  /** Not modelled: scripts of a shell, and compressed files. */
  private *runFiles(runner: StatementRunner): Coroutine<void> {
    const folder = '/docker-entrypoint-initdb.d';
    const { files } = this.process;
    if (!files.exists(folder)) return;
    for (const { name } of files.list(folder).filter(({ name: each }) => !each.startsWith('.'))) {
      const path = `${folder}/${name}`;
      if (!name.endsWith('.sql')) {
        yield* this.say('Warn', `/usr/local/bin/docker-entrypoint.sh: ignoring ${path}`);
        continue;
      }
      yield* this.note(`/usr/local/bin/docker-entrypoint.sh: running ${path}`);
      for (const statement of splitStatements(files.readText(path))) {
        try {
          runner.run(parseMysql(statement));
        } catch (error) {
          const problem = refusalOf(error);
          if (problem === undefined) throw error;
          yield* this.process.complain(`ERROR ${problem.number} (${problem.state}) at line 1: ${problem.message}\n`);
          this.process.exit(1);
        }
      }
    }
  }
}

/**
 * What the image starts: prepares an empty data directory when a server is to run, and becomes that, or another program.
 *
 * Source: github.com/docker-library/mysql, docker-entrypoint.sh.
 */
export const entrypoint = (version: MysqlVersion): Program =>
  function* (process) {
    const args = process.argv.slice(1);
    const argv = args[0]?.startsWith('-') === true ? ['mysqld', ...args] : args;
    const asksOnly = argv.some((arg) => ['--help', '-?', '--version', '-V', '--print-defaults'].includes(arg));
    if (argv[0] === 'mysqld' && !asksOnly) {
      const setup = new Setup(process, version, argv.slice(1));
      try {
        yield* setup.run();
      } catch (error) {
        if (!(error instanceof StartRefused)) throw error;
        yield* setup.say('ERROR', error.message);
        return 1;
      }
    }
    try {
      return yield* process.exec({ argv });
    } catch (error) {
      if (!isSystemError(error)) throw error;
      yield* process.complain(`/usr/local/bin/docker-entrypoint.sh: line 444: exec: ${argv[0] ?? ''}: not found\n`);
      return 127;
    }
  };
