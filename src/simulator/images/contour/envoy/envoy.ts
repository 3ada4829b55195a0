import {
  type Coroutine,
  decodeText,
  isSystemError,
  type Process,
  type Program,
  request,
  ResolutionError,
  serveHttp,
} from '../../../process';
import { textAnswer } from '../../web/answers';
import { Router } from '../../web/router';
import { type ControlPlaneAddress, readBootstrap } from '../bootstrap';
import { CONFIG_PATH, type ProxyConfig } from '../proxy-config';
import { Listeners } from './listeners';

const MEBIBYTE = 1024 * 1024;

/** Port at which a proxy says whether it is ready. Source: Contour 1.33, `--stats-port`. */
const STATS_PORT = 8002;

/** Time before a control plane that has gone is asked again. */
const RETRY_MS = 1_000;

function* note(process: Process, level: string, part: string, text: string): Coroutine<void> {
  const time = new Date(process.nowMs).toISOString().replace('T', ' ').replace('Z', '');
  yield* process.complain(`[${time}][${process.pid}][${level}][${part}] ${text}\n`);
}

/** Follows the configuration of a control plane until it breaks off. */
function* follow(
  process: Process,
  { address, port }: ControlPlaneAddress,
  apply: (config: ProxyConfig) => void,
): Coroutine<void> {
  const { body } = yield* request(process, `http://${address}:${port}${CONFIG_PATH}`);
  if (body instanceof Uint8Array) return;
  let rest = '';
  try {
    for (let bytes = yield* body.read(); bytes !== undefined; bytes = yield* body.read()) {
      const lines = (rest + decodeText(bytes)).split('\n');
      rest = lines.pop() ?? '';
      const newest = lines.at(-1);
      if (newest !== undefined) apply(JSON.parse(newest) as ProxyConfig);
    }
  } finally {
    body.close();
  }
}

/** Where the file that `-c` names says that the control plane is; undefined when it cannot be read. */
function* controlPlane(process: Process): Coroutine<ControlPlaneAddress | undefined> {
  const path = process.argv[process.argv.indexOf('-c') + 1] ?? '';
  try {
    const address = readBootstrap(process.files.readText(path));
    if (address !== undefined) return address;
    yield* note(process, 'critical', 'main', `error initializing configuration '${path}': it names no control plane`);
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof SyntaxError)) throw error;
    yield* note(process, 'critical', 'main', `error initializing configuration '${path}': ${error.message}`);
  }
  return undefined;
}

/**
 * A proxy: it does what its control plane says, and goes on with what it said last when that is gone.
 *
 * Source: Envoy 1.35; log lines from memory. Not modelled: configuration of its own besides where its control plane is, the
 * protocol xDS (a line of JSON for every version in its place), its admin pages.
 */
export const envoy: Program = function* (process) {
  process.useMemory(36 * MEBIBYTE);
  process.useProcessor(0.003);
  // eslint-disable-next-line require-yield -- It ends at once.
  process.onSignal('TERM', function* () {
    process.exit(0);
  });
  const address = yield* controlPlane(process);
  if (address === undefined) return 1;
  const listeners = new Listeners(process);
  const ready = new Router().add('GET', '/ready', () =>
    listeners.isConfigured ? textAnswer('LIVE\n') : textAnswer('PRE_INITIALIZING\n', 503),
  );
  serveHttp(process, { port: STATS_PORT }, (message) => ready.handle(message));
  yield* note(process, 'info', 'main', 'starting main dispatch loop');
  for (;;) {
    try {
      yield* follow(process, address, (config) => listeners.apply(config));
    } catch (error) {
      if (!isSystemError(error) && !(error instanceof ResolutionError)) throw error;
      yield* note(
        process,
        'warning',
        'config',
        `StreamAggregatedResources gRPC config stream closed: ${error.message}`,
      );
    }
    yield* process.sleep(RETRY_MS);
  }
};
