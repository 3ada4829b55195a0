import {
  type Coroutine,
  isSystemError,
  type ListenOptions,
  type Process,
  type ProcessHandle,
  type Program,
  serveHttp,
  type ServerCertificate,
  type Signal,
  waitForEver,
} from '../../process';
import { plainToSecure } from './answers';
import { certificatesOf } from './certificates';
import { handleRequest } from './handle-request';
import { errorLine, NginxLog, type NginxLevel } from './nginx-log';
import { ConfigError, ConfigSource } from './read-config';
import { Remembered } from './remembered';
import { findSite, type Site, type Sites, sitesOf, wordsOf } from './site';

const MEBIBYTE = 1024 * 1024;

/** User and group of workers, which the image makes. */
const WORKER_USER = { uid: 101, gid: 101 };

const DEFAULT_FILE = '/etc/nginx/nginx.conf';
const DEFAULT_PID = '/var/run/nginx.pid';

const SIGNALS: Readonly<Record<string, Signal>> = { stop: 'TERM', quit: 'QUIT', reload: 'HUP', reopen: 'USR1' };

interface Options {
  readonly file: string;
  /** Directives of `-g`. */
  readonly globals: string;
  readonly signal: string | undefined;
  readonly isTest: boolean;
  readonly showsVersion: boolean;
}

function optionsOf(args: readonly string[]): Options {
  const after = (name: string): string | undefined => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  return {
    file: after('-c') ?? DEFAULT_FILE,
    globals: after('-g') ?? '',
    signal: after('-s'),
    isTest: args.includes('-t') || args.includes('-T'),
    showsVersion: args.includes('-v') || args.includes('-V'),
  };
}

const knownSites = new Remembered<Sites>();

/** All that a server is told: its configuration, and the certificates that this names. */
interface Setup {
  readonly sites: Sites;
  readonly certificates: ReadonlyMap<Site, ServerCertificate>;
}

/** Reads all of the configuration, and what it names. Throws ConfigError. */
function configure({ files }: Process, { file, globals }: Options): Setup {
  const source = new ConfigSource(files);
  const directives = [...source.read(file), ...source.parse('command line', globals)];
  const sites = knownSites.of(source.content, () => sitesOf(directives));
  return { sites, certificates: certificatesOf(files, sites) };
}

/** How a port is listened on. */
function listenOptions({ sites: { sites }, certificates }: Setup, server: string, port: number): ListenOptions {
  if (!sites.some(({ securePorts }) => securePorts.includes(port))) return { port };
  const certificateFor = (name: string): ServerCertificate | undefined => {
    const site = findSite(sites, port, name);
    return site === undefined ? undefined : certificates.get(site);
  };
  return { port, isSecure: true, certificateFor, plainAnswer: plainToSecure(server) };
}

function logOf(process: Process, { main, http }: Sites): NginxLog {
  const [errors = '/var/log/nginx/error.log', level = 'error'] = wordsOf(main, 'error_log');
  const [access = '/var/log/nginx/access.log'] = wordsOf(http, 'access_log');
  return new NginxLog(process, access === 'off' ? undefined : access, errors, level as NginxLevel);
}

const pidFile = ({ main }: Sites): string => wordsOf(main, 'pid')[0] ?? DEFAULT_PID;

/** A worker: answers requests until it is told to end. */
const worker = (setup: Setup, version: string, listens: boolean): Program =>
  function* (process) {
    const { sites } = setup;
    const log = logOf(process, sites);
    process.useMemory(3 * MEBIBYTE);
    const server = wordsOf(sites.http, 'server_tokens')[0] === 'off' ? 'nginx' : `nginx/${version}`;
    const ports = listens ? new Set(sites.sites.flatMap((site) => site.ports)) : [];
    const listeners = [...ports].map((port) =>
      serveHttp(process, listenOptions(setup, server, port), function* (request) {
        const problems: string[] = [];
        const response = yield* handleRequest(
          { process, sites, server, report: (text) => void problems.push(text) },
          request,
        );
        for (const text of problems) {
          const line = `"${request.method} ${request.target} HTTP/1.1"`;
          const about = `client: ${request.remoteAddress}, server: localhost, request: ${line}`;
          yield* log.error('error', `*1 ${text}, ${about}, host: "${request.headers.host ?? ''}"`);
        }
        yield* log.access(request, response);
        return response;
      }),
    );
    process.onSignal('QUIT', function* () {
      for (const listener of listeners) listener.close();
      yield* log.error('notice', 'gracefully shutting down');
      yield* log.error('notice', 'exiting');
      yield* log.error('notice', 'exit');
      process.exit(0);
    });
    process.onSignal('TERM', function* () {
      yield* log.error('notice', 'exiting');
      yield* log.error('notice', 'exit');
      process.exit(0);
    });
    return yield* waitForEver();
  };

/** The first process: keeps workers, and follows signals. */
class Master {
  private workers: readonly ProcessHandle[] = [];
  private log: NginxLog;

  constructor(
    private readonly process: Process,
    private readonly options: Options,
    private readonly version: string,
    private setup: Setup,
  ) {
    this.log = logOf(process, setup.sites);
  }

  *run(): Coroutine<never> {
    const { process, log } = this;
    process.useMemory(6 * MEBIBYTE);
    yield* log.error('notice', 'using the "epoll" event method');
    yield* log.error('notice', `nginx/${this.version}`);
    yield* log.error('notice', `OS: Linux ${process.machine.kernel}`);
    yield* log.error('notice', 'getrlimit(RLIMIT_NOFILE): 1048576:1048576');
    process.files.write(pidFile(this.setup.sites), `${process.pid}\n`);
    yield* this.startWorkers();
    process.onSignal('HUP', () => this.reload());
    process.onSignal('QUIT', () => this.end('QUIT', 3));
    process.onSignal('TERM', () => this.end('TERM', 15));
    process.onSignal('INT', () => this.end('TERM', 2));
    return yield* waitForEver();
  }

  private *startWorkers(): Coroutine<void> {
    const { process } = this;
    const [wanted = '1'] = wordsOf(this.setup.sites.main, 'worker_processes');
    const count = wanted === 'auto' ? process.machine.cores : Number(wanted);
    yield* this.log.error('notice', 'start worker processes');
    const started: ProcessHandle[] = [];
    for (let index = 0; index < count; index += 1) {
      const handle = process.spawn({
        argv: ['nginx: worker process'],
        ...(process.uid === 0 ? WORKER_USER : {}),
        program: worker(this.setup, this.version, index === 0),
      });
      started.push(handle);
      yield* this.log.error('notice', `start worker process ${handle.pid}`);
    }
    this.workers = started;
  }

  /** Lets the workers end, and waits for it. */
  private *endWorkers(signal: Signal): Coroutine<void> {
    for (const each of this.workers) each.signal(signal);
    for (const each of this.workers) {
      const { code } = yield* each.wait();
      yield* this.log.error('notice', `worker process ${each.pid} exited with code ${code}`);
    }
  }

  private *reload(): Coroutine<void> {
    yield* this.log.error('notice', 'signal 1 (SIGHUP) received, reconfiguring');
    yield* this.log.error('notice', 'reconfiguring');
    try {
      this.setup = configure(this.process, this.options);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      yield* this.log.error('emerg', error.message);
      return;
    }
    this.log = logOf(this.process, this.setup.sites);
    yield* this.endWorkers('QUIT');
    yield* this.startWorkers();
  }

  private *end(signal: Signal, number: number): Coroutine<void> {
    const text =
      number === 3
        ? `signal 3 (SIGQUIT) received, shutting down`
        : `signal ${number} (SIG${number === 2 ? 'INT' : 'TERM'}) received, exiting`;
    yield* this.log.error('notice', text);
    yield* this.endWorkers(signal);
    yield* this.log.error('notice', 'exit');
    this.process.files.remove(pidFile(this.setup.sites));
    this.process.exit(0);
  }
}

/** `nginx -s reload`: tells the running one. */
function* tell(process: Process, sites: Sites, name: string): Coroutine<number> {
  const signal = SIGNALS[name];
  if (signal === undefined) {
    yield* process.complain(`nginx: invalid option: "-s ${name}"\n`);
    return 1;
  }
  yield* process.complain(errorLine(process, 'notice', 'signal process started'));
  const path = pidFile(sites);
  try {
    process.kill(Number(process.files.readText(path)), signal);
    return 0;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield* process.complain(errorLine(process, 'error', `open() "${path}" failed (2: No such file or directory)`));
    return 1;
  }
}

/** A port that somebody listens on already; undefined when all are free. */
function takenPort(process: Process, { sites }: Sites): number | undefined {
  return [...new Set(sites.flatMap(({ ports }) => ports))].find((port) => {
    try {
      process.network.listen({ port }).close();
      return false;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return true;
    }
  });
}

/**
 * `nginx` of a version: files, redirects, a reverse proxy, as its configuration says.
 *
 * Source: nginx 1.22. Not modelled: certificates of clients, `if`, `map`, `rewrite`, `upstream` blocks, formats of logs, limits; one of the
 * workers answers all requests.
 */
export const nginx = (version: string): Program =>
  function* (process) {
    const options = optionsOf(process.argv.slice(1));
    if (options.showsVersion) {
      yield* process.complain(`nginx version: nginx/${version}\n`);
      return 0;
    }
    let setup: Setup;
    try {
      setup = configure(process, options);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      yield* process.complain(errorLine(process, 'emerg', error.message));
      if (options.isTest) yield* process.complain(`nginx: configuration file ${options.file} test failed\n`);
      else yield* process.complain(`nginx: [emerg] ${error.message}\n`);
      return 1;
    }
    if (options.isTest) {
      yield* process.complain(
        `nginx: the configuration file ${options.file} syntax is ok\nnginx: configuration file ${options.file} test is successful\n`,
      );
      return 0;
    }
    if (options.signal !== undefined) return yield* tell(process, setup.sites, options.signal);
    const taken = takenPort(process, setup.sites);
    if (taken !== undefined) {
      yield* process.complain(
        errorLine(process, 'emerg', `bind() to 0.0.0.0:${taken} failed (98: Address already in use)`),
      );
      yield* process.complain(`nginx: [emerg] bind() to 0.0.0.0:${taken} failed (98: Address already in use)\n`);
      return 1;
    }
    return yield* new Master(process, options, version, setup).run();
  };
