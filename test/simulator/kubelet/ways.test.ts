import { type Cluster, createCluster, type RemoteListener, type Way } from '../../../src/simulator';
import type { NewObject } from '../../../src/simulator/api';

/** What is heard of a session. */
class Heard implements RemoteListener {
  text = '';
  outcome: Parameters<RemoteListener['end']>[0] | undefined;

  data(_stream: 'stdout' | 'stderr', bytes: Uint8Array): void {
    this.text += new TextDecoder().decode(bytes);
  }

  end(outcome: Parameters<RemoteListener['end']>[0]): void {
    this.outcome = outcome;
  }

  ready(): void {
    // Nothing was held.
  }
}

/** Bytes that are free on a node, as a program finds them. */
const freeBytes = (cluster: Cluster, node: string): number =>
  Number(/MemAvailable: +(\d+) kB/.exec(said(cluster, node, 'cat', '/proc/meminfo'))?.[1]) * 1024;

function opened(cluster: Cluster, way: Way) {
  const heard = new Heard();
  const entered = cluster.enter(way);
  const session = entered.kind === 'ports' ? entered.open(0, heard) : entered.open(heard);
  return { heard, session };
}

/** What a command says, on a node or outside. */
function said(cluster: Cluster, node: string | undefined, ...command: readonly string[]): string {
  const place = node === undefined ? {} : { node };
  const { heard } = opened(cluster, {
    type: 'command',
    ...place,
    command,
    hasStdin: false,
    hasTerminal: false,
  });
  cluster.until(() => heard.outcome !== undefined, '1m');
  return heard.text.trim();
}

const KUARD = {
  metadata: { name: 'kuard', namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: 'kuard' } },
    template: {
      metadata: { labels: { app: 'kuard' } },
      spec: { containers: [{ name: 'kuard', image: 'gcr.io/kuar-demo/kuard-amd64:blue' }] },
    },
  },
} as unknown as NewObject<'apps/deployments'>;

function withKuard(profile: 'plain' | 'aws'): Cluster {
  const cluster = createCluster({ profile });
  cluster.client.create('apps/deployments', KUARD);
  cluster.client.create('services', {
    metadata: { name: 'kuard', namespace: 'default' },
    spec: { type: 'LoadBalancer', selector: { app: 'kuard' }, ports: [{ port: 80, targetPort: 8080 }] },
  } as NewObject<'services'>);
  cluster.settle();
  return cluster;
}

const REQUEST = new TextEncoder().encode('GET /healthy HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');

test('a connection from outside reaches a load balancer by its name, and is over when the server ends it', () => {
  const cluster = withKuard('aws');
  cluster.advance('5m');
  const address = cluster.client.get('services', 'default', 'kuard')?.status.loadBalancer.ingress?.[0]?.hostname ?? '';
  expect(address).toContain('.elb.amazonaws.com');
  const { heard, session } = opened(cluster, { type: 'connection', address, port: 80 });
  session.send(REQUEST);
  cluster.until(() => heard.outcome !== undefined, '10s');
  expect(heard.text).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nok$/);
  expect(heard.outcome).toEqual({});
});

test('Pods are not reached from outside, and nobody is where there is no name', () => {
  const cluster = withKuard('plain');
  const [pod] = cluster.client.list('pods', 'default');
  const { heard } = opened(cluster, { type: 'connection', address: pod?.status.podIP ?? '', port: 8080 });
  const nobody = opened(cluster, { type: 'connection', address: 'nobody.example.com', port: 80 });
  cluster.until(() => heard.outcome !== undefined && nobody.heard.outcome !== undefined, '5m');
  expect(heard.outcome?.error).toMatch(/:8080: Connection timed out$/);
  expect(nobody.heard.outcome?.error).toBe('nobody.example.com:80: No route to host');
});

test('Pods and Services answer on a node and not outside; names of Services are those of Pods alone', () => {
  const cluster = withKuard('plain');
  const pod = cluster.client.list('pods', 'default')[0]?.status.podIP ?? '';
  const service = cluster.client.get('services', 'default', 'kuard')?.spec.clusterIP ?? '';
  const node = cluster.client.list('nodes')[0]?.metadata.name;
  const code = (address: string) => `curl -s -m 5 -o /dev/null -w '%{http_code}' http://${address}; echo " $?"`;
  expect(said(cluster, node, code(`${pod}:8080`))).toBe('200 0');
  expect(said(cluster, node, code(service))).toBe('200 0');
  expect(said(cluster, undefined, code(`${pod}:8080`))).toBe('000 28');
  expect(said(cluster, undefined, code(service))).toBe('000 28');
  expect(said(cluster, node, code('kuard.default.svc.cluster.local'))).toBe('000 6');
});

test('who works on a machine finds the files and processes of others who do', () => {
  const cluster = createCluster({ nodes: 2 });
  const [first, second] = cluster.client.list('nodes').map(({ metadata }) => metadata.name);
  const sleeping = opened(cluster, {
    type: 'command',
    node: first as string,
    command: ['echo one > note; exec sleep 1000'],
    hasStdin: false,
    hasTerminal: false,
  });
  cluster.advance('1s');
  expect(said(cluster, first, 'cat note; pgrep sleep | wc -l')).toBe('one\n1');
  expect(said(cluster, second, 'cat note; pgrep sleep | wc -l')).toBe('cat: note: No such file or directory\n0');
  sleeping.session.close();
  cluster.advance('1s');
  expect(said(cluster, first, 'pgrep sleep | wc -l')).toBe('0');
});

test('a way is checked before it is gone', () => {
  const cluster = createCluster({ nodes: 1 });
  const [node] = cluster.client.list('nodes').map(({ metadata }) => metadata.name);
  const entered = cluster.enter({ type: 'command', node: node as string, hasStdin: true, hasTerminal: true });
  expect(entered).toMatchObject({ kind: 'command', hasTerminal: true, hasStderr: false });
  expect(() => cluster.enter({ type: 'command', node: 'nobody', hasStdin: true, hasTerminal: true })).toThrow(
    'nodes "nobody" not found',
  );
});

test('what programs hold is missing on their node, and there again when they have ended', () => {
  const cluster = createCluster({ nodes: 1 });
  const [node] = cluster.client.list('nodes');
  const name = node?.metadata.name ?? '';
  const before = freeBytes(cluster, name);
  const create = (pod: string): void => {
    const spec = { containers: [{ name: 'kuard', image: 'gcr.io/kuar-demo/kuard-amd64:blue' }] };
    cluster.client.create('pods', {
      metadata: { name: pod, namespace: 'default' },
      spec,
    } as unknown as NewObject<'pods'>);
  };
  create('one');
  cluster.settle();
  const held = before - freeBytes(cluster, name);
  expect(held).toBeGreaterThan(2 ** 20);
  create('two');
  cluster.settle();
  expect(before - freeBytes(cluster, name)).toBe(2 * held);
  for (const pod of ['one', 'two']) cluster.client.delete('pods', 'default', pod);
  cluster.settle();
  expect(freeBytes(cluster, name)).toBe(before);
});

describe('a command in the network of a Pod', () => {
  const ask = (cluster: Cluster, pod: string): string => {
    const { heard } = opened(cluster, {
      type: 'command',
      pod,
      command: ['curl -s http://localhost:8080/healthy'],
      hasStdin: false,
      hasTerminal: false,
    });
    cluster.until(() => heard.outcome !== undefined, '1m');
    return heard.text;
  };

  test('reaches what listens there, with tools that the image does not have', () => {
    const cluster = withKuard('plain');
    const [pod] = cluster.client.list('pods', 'default');
    expect(ask(cluster, `default/${pod?.metadata.name ?? ''}`)).toBe('ok');
  });

  test('needs a Pod with an address', () => {
    const cluster = withKuard('plain');
    expect(() => ask(cluster, 'default/nobody')).toThrow('pods "nobody" not found');
    cluster.client.create('pods', {
      metadata: { name: 'waiting', namespace: 'default' },
      spec: { nodeSelector: { disk: 'none' }, containers: [{ name: 'main', image: 'nginx', resources: {} }] },
    });
    expect(() => ask(cluster, 'default/waiting')).toThrow('pod waiting has no address');
  });
});
