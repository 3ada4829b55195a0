import {
  type Coroutine,
  type HttpHandler,
  type HttpResponse,
  isSystemError,
  type Process,
  type Program,
  type ReceivedRequest,
  serveHttp,
  type ServerCertificate,
  waitForEver,
} from '../../process';
import { goLog } from './go-log';
import { endsAsGoDoes } from './go-signals';
import { FlagError, HelpRequest, type KuardFlags, parseFlags, settings, usage } from './flags';
import { readCertificate } from './read-certificate';
import { KeyGenerator, keygenConfig } from './key-generator';
import { kuardRoutes } from './routes';

const MEBIBYTE = 1024 * 1024;

/** What kuard holds at its start. */
const MEMORY_BYTES = 12 * MEBIBYTE;

const STARS = '*'.repeat(70);

function* greet(process: Process, version: string, flags: KuardFlags): Coroutine<void> {
  const lines = [
    `Starting kuard version: ${version}`,
    STARS,
    '* WARNING: This server may expose sensitive',
    '* and secret information. Be careful.',
    STARS,
    `Config: \n${JSON.stringify(settings(flags), null, 2)}`,
  ];
  for (const line of lines) yield* goLog(process, line);
}

/** Port of an address such as `:8080`. */
const portOf = (address: string): number => Number(address.slice(address.lastIndexOf(':') + 1));

/** Answers at an address, over TLS where there is a certificate; whether that was free. */
function* listen(
  process: Process,
  address: string,
  handle: HttpHandler,
  certificate?: ServerCertificate,
): Coroutine<boolean> {
  const secure = certificate === undefined ? {} : { isSecure: true, certificateFor: () => certificate };
  try {
    serveHttp(process, { port: portOf(address), ...secure }, handle);
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield* goLog(process, `listen tcp ${address}: bind: ${error.message.toLowerCase()}`);
    return false;
  }
}

/**
 * The demo server of the book. `version` is what it calls itself; `page` is its page.
 *
 * Source: kuard v0.10.0. Not modelled: `/metrics`.
 */
export const kuard = (version: string, page: string): Program =>
  function* (process) {
    let flags: KuardFlags;
    try {
      flags = parseFlags(process.argv.slice(1));
    } catch (error) {
      if (!(error instanceof FlagError)) throw error;
      const help = usage(process.argv[0] ?? 'kuard');
      yield* process.complain(error instanceof HelpRequest ? help : `${error.message}\n${help}`);
      yield* process.print(`${error.message}\n`);
      return 2;
    }
    process.useMemory(MEMORY_BYTES);
    endsAsGoDoes(process);
    process.useProcessor(0.001);
    yield* greet(process, version, flags);
    const generator = new KeyGenerator(process, keygenConfig(flags));
    const router = kuardRoutes({ process, version, page, flags, generator, memoryBytes: MEMORY_BYTES });
    const handle = function* (request: ReceivedRequest): Coroutine<HttpResponse> {
      yield* goLog(process, `${request.remoteAddress}:${request.remotePort} ${request.method} ${request.target}`);
      return yield* router.handle(request);
    };
    const directory = flags['tls-dir'];
    if (process.files.exists(`${directory}/kuard.crt`) && process.files.exists(`${directory}/kuard.key`)) {
      yield* goLog(process, `Serving HTTPS on ${flags['tls-address']}`);
      const certificate = readCertificate(process.files, `${directory}/kuard.crt`, `${directory}/kuard.key`);
      if (!('key' in certificate)) {
        yield* goLog(process, certificate.problem);
        return 1;
      }
      if (!(yield* listen(process, flags['tls-address'], handle, certificate))) return 1;
    } else {
      yield* goLog(process, 'Could not find certificates to serve TLS');
    }
    yield* goLog(process, `Serving on HTTP on ${flags.address}`);
    if (!(yield* listen(process, flags.address, handle))) return 1;
    generator.restart(generator.config);
    return yield* waitForEver();
  };
