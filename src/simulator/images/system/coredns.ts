import { type Coroutine, isSystemError, type Process, serveHttp } from '../../process';
import { textAnswer } from '../web/answers';
import { Router } from '../web/router';
import { componentImage } from './component';
import { flagValue } from './flags';

const MEBIBYTE = 1024 * 1024;

/** Where a Corefile is looked for that nobody names. Source: CoreDNS 1.13, core/dnsserver/register.go. */
const DEFAULT_CONFIG = 'Corefile';

/** What it says of itself. */
const RELEASE = 'CoreDNS-1.13.1\nlinux/amd64, go1.25.2, 1db4568\n';

/** What of a Corefile concerns others than the DNS of the cluster. */
interface CoreSettings {
  /** Zones and ports of its servers: `.:53`. */
  readonly servers: readonly string[];
  /** Port of the plugin `health`. @default - it is not there */
  readonly healthPort?: number;
  /** How long it still serves when it is asked to end. */
  readonly lameDuckMs: number;
  /** Port of the plugin `ready`. @default - it is not there */
  readonly readyPort?: number;
  /** Port of the plugin `prometheus`. @default - it is not there */
  readonly metricsPort?: number;
}

function portOf(text: string, plugin: string, fallback: number): number | undefined {
  const match = new RegExp(`^\\s+${plugin}\\b[^\\S\\n]*(?:[\\w.]*:(\\d+))?`, 'm').exec(text);
  return match === null ? undefined : Number(match[1] ?? fallback);
}

function readCorefile(text: string): CoreSettings {
  const healthPort = portOf(text, 'health', 8080);
  const readyPort = portOf(text, 'ready', 8181);
  const metricsPort = portOf(text, 'prometheus', 9153);
  return {
    servers: [...text.matchAll(/^(\S+)\s*\{/gm)].map(([, server = '']) => server),
    lameDuckMs: Number(/^\s+lameduck\s+(\d+)s/m.exec(text)?.[1] ?? 0) * 1000,
    ...(healthPort === undefined ? {} : { healthPort }),
    ...(readyPort === undefined ? {} : { readyPort }),
    ...(metricsPort === undefined ? {} : { metricsPort }),
  };
}

const configPath = ({ argv }: Process): string => flagValue(argv, '-conf') ?? DEFAULT_CONFIG;

const settingsOf = (process: Process): CoreSettings => readCorefile(process.files.readText(configPath(process)));

/** Answers one path with a text. */
function answer(process: Process, port: number, path: string, text: string): void {
  const router = new Router().add('GET', path, () => textAnswer(text));
  serveHttp(process, { port }, (request) => router.handle(request));
}

function* begin(process: Process): Coroutine<void> {
  let settings: CoreSettings;
  try {
    settings = settingsOf(process);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield* process.print(`open ${configPath(process)}: ${error.message.toLowerCase()}\n`);
    process.exit(1);
  }
  const { servers, healthPort, readyPort, metricsPort } = settings;
  if (healthPort !== undefined) answer(process, healthPort, '/health', 'OK');
  if (readyPort !== undefined) answer(process, readyPort, '/ready', 'OK');
  if (metricsPort !== undefined) {
    answer(process, metricsPort, '/metrics', `process_start_time_seconds ${process.nowMs / 1000}\n`);
  }
  for (const server of servers) yield* process.print(`${server}\n`);
  yield* process.print(RELEASE);
}

function* end(process: Process): Coroutine<void> {
  yield* process.print('[INFO] SIGTERM: Shutting down servers then terminating\n');
  const { lameDuckMs } = settingsOf(process);
  if (lameDuckMs === 0) return;
  yield* process.print(`[INFO] plugin/health: Going into lameduck mode for ${lameDuckMs / 1000}s\n`);
  yield* process.sleep(lameDuckMs);
}

/**
 * The DNS server of a cluster: its health and readiness on the ports that its Corefile says, and its first and last words.
 * Queries are answered by the network itself, as long as the Service of DNS has ready endpoints.
 *
 * Source: CoreDNS 1.13, plugin/health, plugin/ready; log lines from memory. Not modelled: other plugins, reloading.
 */
export const coredns = componentImage({
  repositories: ['registry.k8s.io/coredns/coredns', 'k8s.gcr.io/coredns/coredns', 'docker.io/coredns/coredns'],
  path: '/coredns',
  memoryBytes: 14 * MEBIBYTE,
  cores: 0.002,
  begin,
  end,
});
