import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../../src/simulator';
import { type Edge, makeClusterCertificates, serve, Session, writeKubeconfig } from '../../src/simulator/edge';
import { SampleServer } from '../simulator/apiserver/sample-server';
import { FakeContainers } from './fake-containers';

/** What a program said, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: Buffer;
  readonly err: string;
}

const status = (name: string, state: object): object => ({
  name,
  state,
  lastState: {},
  ready: true,
  restartCount: 0,
  image: 'fake:1',
  imageID: '',
});

const RUNNING = { running: { startedAt: '2026-01-01T00:00:00Z' } };

/** A Pod that runs, of containers with one port each. */
export function runningPod(name: string, containers: readonly string[] = ['main']): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: `uid-of-${name}`, labels: { app: name } },
    spec: {
      nodeName: 'node-1',
      containers: containers.map((each) => ({
        name: each,
        image: 'fake:1',
        ports: [{ containerPort: 80 }],
        tty: true,
        stdin: true,
      })),
    },
    status: {
      phase: 'Running',
      podIP: '10.244.0.5',
      containerStatuses: containers.map((each) => status(each, RUNNING)),
    },
  };
}

/** An API server with a running Pod, a Service before it, and containers that are fakes. */
export function streamingServer(verbs?: readonly string[]): { server: SampleServer; containers: FakeContainers } {
  const made: { containers?: FakeContainers } = {};
  const server = new SampleServer({
    containers: (loop) => (made.containers = new FakeContainers(loop)),
    ...(verbs === undefined ? {} : { verbs }),
  });
  const put = (storage: string, name: string, object: unknown): void => {
    const namespace = storage === 'nodes' || storage === 'namespaces' ? '' : 'default';
    server.store.create(storage, namespace, name, object as never);
  };
  const selector = { app: 'web' };
  put('namespaces', 'default', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
  put('pods', 'web', runningPod('web'));
  put('pods', 'two', runningPod('two', ['left', 'right']));
  const waiting = runningPod('waiting') as { status: object };
  put('pods', 'waiting', {
    ...waiting,
    metadata: { name: 'waiting', namespace: 'default' },
    status: { phase: 'Pending', containerStatuses: [status('main', { waiting: { reason: 'ContainerCreating' } })] },
  });
  const ports = [
    { name: 'http', port: 8080, targetPort: 80, protocol: 'TCP' },
    { name: 'other', port: 8081, targetPort: 81, protocol: 'TCP' },
  ];
  const meta = (name: string): object => ({ name, namespace: 'default' });
  const spec = { selector, ports, type: 'ClusterIP', clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.9'] };
  put('services', 'web', { apiVersion: 'v1', kind: 'Service', metadata: meta('web'), spec, status: {} });
  put('services', 'empty', { apiVersion: 'v1', kind: 'Service', metadata: meta('empty'), spec, status: {} });
  put('endpoints', 'empty', { apiVersion: 'v1', kind: 'Endpoints', metadata: meta('empty') });
  put('endpoints', 'web', {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: meta('web'),
    subsets: [
      {
        addresses: [{ ip: '10.244.0.5' }],
        ports: [
          { name: 'http', port: 80 },
          { name: 'other', port: 1 },
        ],
      },
    ],
  });
  put('apps/deployments', 'web', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: meta('web'),
    spec: { replicas: 1, selector: { matchLabels: selector }, template: { metadata: { labels: selector }, spec: {} } },
    status: {},
  });
  return { server, containers: made.containers as FakeContainers };
}

/** A server behind a real socket, whose virtual time follows the wall clock. */
export class StreamingCluster {
  private readonly running = new Set<ChildProcessWithoutNullStreams>();

  private constructor(
    readonly containers: FakeContainers,
    readonly session: Session,
    readonly edge: Edge,
    readonly certificates: ReturnType<typeof makeClusterCertificates>,
    readonly folder: string,
  ) {}

  /** Starts one on any free port. */
  static async start(): Promise<StreamingCluster> {
    const { server, containers } = streamingServer();
    const { handle, receive, loop } = server;
    loop.runTo(Date.now());
    const cluster = {
      handle,
      receive,
      get nowMs() {
        return loop.nowMs;
      },
      get nextDueMs() {
        return loop.nextMs;
      },
      advanceTo: (timeMs: number) => loop.runTo(timeMs),
    };
    const certificates = makeClusterCertificates(Date.now());
    const session = new Session(cluster as unknown as Cluster);
    const edge = await serve({ cluster: session, certificates, port: 0 });
    const folder = mkdtempSync(join(tmpdir(), 'workshop-stacks-'));
    writeKubeconfig(join(folder, 'kubeconfig'), edge.url, certificates);
    return new StreamingCluster(containers, session, edge, certificates, folder);
  }

  /** Starts a program that has this cluster as its only one. */
  spawn(program: string, words: readonly string[]): ChildProcessWithoutNullStreams {
    const { PATH } = process.env;
    const env = { PATH, HOME: this.folder, KUBECONFIG: join(this.folder, 'kubeconfig'), TERM: 'xterm' };
    const child = spawn(program, words, { env, cwd: this.folder });
    this.running.add(child);
    child.on('close', () => this.running.delete(child));
    child.stdin.on('error', () => undefined);
    return child;
  }

  /** Runs one to its end; without `input` its stdin is empty. */
  run(program: string, words: readonly string[], input: string | Buffer = ''): Promise<Ended> {
    const child = this.spawn(program, words);
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (piece: Buffer) => out.push(piece));
    child.stderr.on('data', (piece: Buffer) => err.push(piece));
    child.stdin.end(input);
    return new Promise((resolve) => {
      child.on('close', (code) => resolve({ code, out: Buffer.concat(out), err: Buffer.concat(err).toString() }));
    });
  }

  /** Waits in wall time until `holds`, for at most 30 seconds. */
  async until(holds: () => boolean): Promise<void> {
    const endMs = Date.now() + 30_000;
    while (!holds()) {
      if (Date.now() > endMs) throw new Error('it did not come to be within 30 seconds');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async stop(): Promise<void> {
    for (const child of this.running) child.kill('SIGKILL');
    await this.edge.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
