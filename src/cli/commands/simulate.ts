import { join, resolve } from 'node:path';
import type { Command } from '../command';
import { EXIT, type ExitCode } from '../exit-code';
import { UsageError } from '../failure';
import { loadEdge, loadSimulator } from '../load';
import { numberOption } from '../number-option';
import type { Given } from '../options';
import { counted, styled, type Terminal } from '../terminal';
import type { ClusterCertificates, Edge, ServeOptions } from '../../simulator/edge';

/** Folder for what the simulator keeps, where the command is given. */
const KEPT_FOLDER = '.workshop';
const DEFAULT_PORT = 6443;
const DEFAULT_NODES = 3;

/** What to serve, as given. */
interface Wanted {
  readonly nodes: number;
  readonly seed: number;
  readonly speed: number;
  readonly port: number;
  readonly startBeforeMs: number;
  /** File of the kubeconfig; undefined for the one in the kept folder. */
  readonly kubeconfig: string | undefined;
}

function startBefore(text: string | undefined): number {
  if (text === undefined) return 0;
  try {
    return loadSimulator().durationMs(text);
  } catch {
    throw new UsageError(`'--start-before' must be a duration such as 90s, 10m, 1h30m or 2d, got '${text}'`);
  }
}

function wantedOf(given: Given): Wanted {
  if (!given.flag('empty')) {
    throw new UsageError("a cluster with the workshops' applications cannot be started yet: give '--empty'");
  }
  return {
    nodes: numberOption(given, 'nodes', { min: 0, max: 30_000, otherwise: DEFAULT_NODES }),
    seed: numberOption(given, 'seed', { min: 0, max: 2 ** 32 - 1, otherwise: 1 }),
    speed: numberOption(given, 'speed', { min: 0.001, max: 100_000, otherwise: 1, isFraction: true }),
    port: numberOption(given, 'port', { min: 0, max: 65_535, otherwise: DEFAULT_PORT }),
    startBeforeMs: startBefore(given.text('start-before')),
    kubeconfig: given.text('kubeconfig'),
  };
}

/** Refuses somebody else's file as wrong usage, before anything is started. */
function requireOwnKubeconfig(file: string): void {
  try {
    loadEdge().requireOwnFile(file);
  } catch (error) {
    if (error instanceof Error && error.name === 'ForeignFileError') throw new UsageError(error.message);
    throw error;
  }
}

/** Certificates for a kubeconfig of one's own are new; those beside the default one are kept with it. */
function certificatesFor(kubeconfig: string | undefined): ClusterCertificates {
  const { keptCertificates, makeClusterCertificates } = loadEdge();
  if (kubeconfig !== undefined) return makeClusterCertificates(Date.now());
  return keptCertificates(resolve(KEPT_FOLDER, 'certificates.json'), Date.now());
}

const PORT_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken: name another one with --port, or 0 for any free one',
  EACCES: 'is not allowed to you: name one above 1023 with --port, or 0 for any free one',
};

async function listen(options: ServeOptions): Promise<Edge> {
  try {
    return await loadEdge().serve(options);
  } catch (error) {
    const problem = PORT_PROBLEMS[(error as NodeJS.ErrnoException).code ?? ''];
    if (problem === undefined) throw error;
    throw new UsageError(`port ${options.port} ${problem}`);
  }
}

/** Waits until someone ends the program; a second signal ends it at once. */
const untilSignal = (): Promise<void> =>
  new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });

async function run(given: Given, terminal: Terminal): Promise<ExitCode> {
  const wanted = wantedOf(given);
  const kubeconfig = resolve(wanted.kubeconfig ?? join(KEPT_FOLDER, 'kubeconfig'));
  requireOwnKubeconfig(kubeconfig);
  const { createCluster } = loadSimulator();
  const { tokenSigner, writeKubeconfig } = loadEdge();
  const certificates = certificatesFor(wanted.kubeconfig);
  const cluster = createCluster({
    seed: wanted.seed,
    nodes: wanted.nodes,
    start: Date.now() - wanted.startBeforeMs,
    authority: certificates.authority,
    sign: tokenSigner(certificates),
  });
  const ended = untilSignal();
  const edge = await listen({ cluster, certificates, port: wanted.port, speed: wanted.speed });
  try {
    writeKubeconfig(kubeconfig, edge.url, certificates);
    const milliseconds = Math.round(performance.now());
    terminal.out(
      `${styled(terminal.hasColorsOut, 'bold', `Kubernetes 1.36 answers on ${edge.url}`)}: ${counted(wanted.nodes, 'node')}, ready after ${milliseconds} ms\n` +
        `  export KUBECONFIG=${kubeconfig}\n` +
        'Ctrl-C ends it and forgets its objects.\n',
    );
    await ended;
  } finally {
    await edge.close();
  }
  return EXIT.ok;
}

/** `workshop simulate`: a cluster in this process, for kubectl. */
export const simulate: Command = {
  name: 'simulate',
  summary: 'Serve a simulated Kubernetes cluster that kubectl can use',
  positionals: [],
  options: {
    empty: { kind: 'flag', description: 'a cluster without applications; needed for now' },
    nodes: { kind: 'text', value: 'N', description: `number of equal, ready nodes; ${DEFAULT_NODES} if not given` },
    port: {
      kind: 'text',
      value: 'P',
      description: `port on 127.0.0.1, or 0 for any free one; ${DEFAULT_PORT} if not given`,
    },
    kubeconfig: {
      kind: 'text',
      value: 'FILE',
      description: `kubeconfig to write; ${KEPT_FOLDER}/kubeconfig if not given`,
    },
    seed: { kind: 'text', value: 'N', description: 'number that decides everything drawn by chance; 1 if not given' },
    speed: { kind: 'text', value: 'N', description: 'seconds of the cluster in one of yours; 1 if not given' },
    'start-before': {
      kind: 'text',
      value: 'DURATION',
      description: "how far the cluster's clock begins before yours, such as 90s or 2d",
    },
  },
  details: `
The cluster lives in this process and answers on the loopback interface only. Objects are stored, checked and served as
a real API server does; nothing runs them yet: Pods stay Pending, and a Deployment makes no Pods. The kubeconfig is
written once the server answers; a file that somebody else wrote is never replaced.

Examples:
  workshop simulate --empty
  workshop simulate --empty --port 0 --kubeconfig /tmp/simulated
  KUBECONFIG=.workshop/kubeconfig kubectl get nodes
`,
  run,
};
