import {
  applyManifests,
  type Cluster,
  createCluster,
  drainNode,
  EndpointWatch,
  missingFor,
  readManifests,
  readyEndpoints,
  setSchedulable,
  upgradeWorkload,
} from '../../../src/simulator';

const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: nginx:1.27, ports: [{ containerPort: 80 }] }] }
---
{ apiVersion: v1, kind: Service, metadata: { name: web }, spec: { selector: { app: web }, ports: [{ port: 80 }] } }
`;

const BUDGET =
  '{ apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: { name: web }, spec: { minAvailable: 3, selector: { matchLabels: { app: web } } } }';

const DAEMON = `
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec:
  selector: { matchLabels: { app: agent } }
  template: { metadata: { labels: { app: agent } }, spec: { containers: [{ name: agent, image: nginx:1.27 }] } }
`;

function clusterWith(...texts: readonly string[]): Cluster {
  const cluster = createCluster();
  const { manifests } = readManifests(texts.map((text) => ({ file: 'a.yaml', text })));
  applyManifests(cluster.handle, manifests, { wait: () => cluster.advance('1s') });
  cluster.settle();
  return cluster;
}

const nodesOf = ({ client }: Cluster, app: string): (string | undefined)[] =>
  client
    .list('pods', 'default')
    .filter(({ metadata }) => metadata.labels?.['app'] === app)
    .map(({ spec }) => spec.nodeName)
    .sort();

describe('drainNode', () => {
  test('moves Pods to other nodes and leaves those of daemons; the node takes none until it may', () => {
    const cluster = clusterWith(WEB, DAEMON);
    const { evicted, refused } = drainNode(cluster, 'node-1');
    expect(refused).toEqual([]);
    expect(evicted).toHaveLength(1);
    cluster.settle();
    expect(nodesOf(cluster, 'web')).not.toContain('node-1');
    expect(nodesOf(cluster, 'agent')).toEqual(['node-1', 'node-2', 'node-3']);
    setSchedulable(cluster.client, 'node-1', true);
    cluster.client.scale('apps/deployments', 'default', 'web', 9);
    cluster.settle();
    expect(nodesOf(cluster, 'web')).toContain('node-1');
  });

  test('says what a disruption budget keeps, after trying for as long as it may', () => {
    const cluster = clusterWith(WEB, BUDGET);
    const beganMs = cluster.nowMs;
    const { evicted, refused } = drainNode(cluster, 'node-2', 60_000);
    expect(evicted).toEqual([]);
    expect(refused).toEqual([
      expect.objectContaining({
        namespace: 'default',
        message: expect.stringContaining("Cannot evict pod as it would violate the pod's disruption budget."),
      }),
    ]);
    expect(cluster.nowMs - beganMs).toBe(60_000);
  });

  test('knows the nodes that there are', () => {
    expect(() => drainNode(createCluster(), 'node-9')).toThrow("there is no node 'node-9'");
  });
});

describe('upgradeWorkload', () => {
  const named = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' };

  test('replaces all Pods by the policy of their controller', () => {
    const cluster = clusterWith(WEB);
    const before = cluster.client.list('pods', 'default').map(({ metadata }) => metadata.uid);
    upgradeWorkload(cluster.client, 'apps/deployments', 'default', 'web', cluster.nowMs, {
      images: { web: 'nginx:1.26' },
    });
    expect(missingFor(cluster.client, named)).toBeDefined();
    cluster.settle();
    expect(missingFor(cluster.client, named)).toBeUndefined();
    const after = cluster.client.list('pods', 'default');
    expect(after.filter(({ metadata }) => before.includes(metadata.uid))).toEqual([]);
    expect(after.map(({ spec }) => spec.containers[0]?.image)).toEqual(['nginx:1.26', 'nginx:1.26', 'nginx:1.26']);
  });

  test('names what there is not', () => {
    const { client, nowMs } = clusterWith(WEB);
    expect(() => upgradeWorkload(client, 'apps/deployments', 'default', 'wep', nowMs)).toThrow(
      "there is no apps/deployments 'default/wep'",
    );
    expect(() =>
      upgradeWorkload(client, 'apps/deployments', 'default', 'web', nowMs, { images: { main: 'x' } }),
    ).toThrow("Deployment default/web has no container 'main', it has web");
  });
});

describe('EndpointWatch', () => {
  test('remembers what was lost for a moment, with its time', () => {
    const cluster = clusterWith(WEB);
    const watch = new EndpointWatch(cluster.client, () => cluster.nowMs);
    expect([watch.ready('default/web'), watch.fewest('default/web')]).toEqual([3, 3]);
    const lostMs = cluster.nowMs;
    cluster.client.scale('apps/deployments', 'default', 'web', 0);
    cluster.advance('1m');
    cluster.client.scale('apps/deployments', 'default', 'web', 3);
    cluster.settle();
    expect([watch.ready('default/web'), watch.fewest('default/web')]).toEqual([3, 0]);
    const [gap] = watch.gaps('default/web');
    expect(gap?.fromMs).toBeGreaterThanOrEqual(lostMs);
    expect((gap?.toMs ?? 0) - (gap?.fromMs ?? 0)).toBeGreaterThan(59_000);
    expect(watch.gaps('default/other')).toEqual([]);
    watch.stop();
    cluster.client.scale('apps/deployments', 'default', 'web', 0);
    cluster.settle();
    expect(watch.ready('default/web')).toBe(3);
    expect(readyEndpoints(cluster.client, 'default', 'web')).toEqual([]);
  });
});
