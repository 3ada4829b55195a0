import { type Cluster, createCluster } from '../../../src/simulator';
import { applyManifests, explain, missingFor, readManifests, upgradeWorkload } from '../../../src/simulator/manifests';

/** Applies a text, lets the cluster come to rest, and says what its objects lack. */
function lacking(text: string, cluster: Cluster = createCluster()): (string | undefined)[] {
  const { manifests } = readManifests([{ file: 'a.yaml', text }]);
  const applied = applyManifests(cluster.handle, manifests, { wait: () => cluster.advance('1s') });
  expect(applied.filter(({ outcome }) => outcome === 'error')).toEqual([]);
  cluster.settle();
  return applied.map((object) => missingFor(cluster.client, object));
}

const template = (container: object, more: object = {}): string =>
  JSON.stringify({
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'main', image: 'example.com/web:1', ...container }], ...more },
  });

const workload = (kind: string, spec: object, pod = template({})): string => `
apiVersion: apps/v1
kind: ${kind}
metadata: {name: web}
spec: ${JSON.stringify({ selector: { matchLabels: { app: 'web' } }, ...spec, template: JSON.parse(pod) as object })}
`;

const job = (container: object, spec: object = {}): string => `
apiVersion: batch/v1
kind: Job
metadata: {name: web}
spec: ${JSON.stringify({ ...spec, template: JSON.parse(template(container, { restartPolicy: 'Never' })) as object })}
`;

const TOO_LARGE = { resources: { requests: { cpu: '100' } } };

test.each([
  { name: 'a Deployment', text: workload('Deployment', { replicas: 3 }) },
  { name: 'a Deployment of no Pods', text: workload('Deployment', { replicas: 0 }) },
  { name: 'a StatefulSet', text: workload('StatefulSet', { replicas: 2, serviceName: 'web' }) },
  { name: 'a DaemonSet', text: workload('DaemonSet', {}) },
  { name: 'a ReplicaSet', text: workload('ReplicaSet', { replicas: 2 }) },
  { name: 'a Job that runs', text: job({}) },
  { name: 'a Job that is suspended', text: job({}, { suspend: true }) },
  { name: 'a ConfigMap', text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n' },
  { name: 'a Service', text: 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n' },
])('$name is ready', ({ text }) => {
  expect(lacking(text)).toEqual([undefined]);
});

test.each([
  {
    name: 'a Deployment',
    text: workload('Deployment', { replicas: 3 }, template(TOO_LARGE)),
    lacks: '0 of 3 Pods are available',
  },
  {
    name: 'a StatefulSet',
    text: workload('StatefulSet', { replicas: 2, serviceName: 'web' }, template(TOO_LARGE)),
    lacks: '0 of 2 Pods are ready',
  },
  {
    name: 'a ReplicaSet',
    text: workload('ReplicaSet', { replicas: 2 }, template(TOO_LARGE)),
    lacks: '0 of 2 Pods are ready',
  },
  {
    name: 'a Pod',
    text: `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: m, image: "x:1", resources: {requests: {cpu: "100"}}}]}\n`,
    lacks: 'it is Pending and not ready',
  },
  { name: 'a Job', text: job(TOO_LARGE), lacks: '0 of 1 Pods are ready' },
  {
    name: 'a claim',
    text: 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n',
    lacks: 'it is not bound',
  },
  {
    name: 'a load balancer',
    text: 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: LoadBalancer, ports: [{port: 80}]}\n',
    lacks: 'its load balancer has no address',
  },
])('$name that cannot be is not ready: $lacks', ({ text, lacks }) => {
  expect(lacking(text)).toEqual([lacks]);
});

test('a claim that waits for its first Pod is as ready as it can be', () => {
  const text = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: a}
spec: {storageClassName: managed-csi, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`;
  expect(lacking(text, createCluster({ profile: 'workshop' }))).toEqual([undefined]);
});

test('an object that nobody made is missing', () => {
  const name = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'nobody' };
  expect(missingFor(createCluster().client, name)).toBe('it does not exist');
});

describe('an explanation', () => {
  const about = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' };

  test('says why Pods of a Deployment go nowhere, once for all of them', () => {
    const cluster = createCluster();
    lacking(workload('Deployment', { replicas: 3 }, template(TOO_LARGE)), cluster);
    const [first, ...others] = explain(cluster.client, about);
    expect(first).toMatchObject({
      subject: expect.stringMatching(/^Pod web-/),
      reason: 'Unschedulable',
      message: expect.stringContaining('0/3 nodes are available: 3 Insufficient cpu.'),
    });
    expect(others.filter(({ reason }) => reason === 'Unschedulable')).toEqual([]);
  });

  test('says what a container waits for, once', () => {
    const cluster = createCluster();
    const env = [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'missing', key: 'a' } } }];
    lacking(workload('Deployment', { replicas: 1 }, template({ env })), cluster);
    const reasons = explain(cluster.client, about).map(({ reason, message }) => `${reason}: ${message}`);
    expect(reasons).toEqual(['CreateContainerConfigError: configmap "missing" not found']);
  });

  test('tells the warnings about the object itself', () => {
    const cluster = createCluster();
    const claim = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: a}
spec: {storageClassName: missing, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`;
    lacking(claim, cluster);
    const name = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'default', name: 'a' };
    expect(explain(cluster.client, name)).toEqual([
      {
        subject: 'PersistentVolumeClaim a',
        reason: 'ProvisioningFailed',
        message: 'storageclass.storage.k8s.io "missing" not found',
      },
    ]);
  });

  test('is empty where there is nothing to say', () => {
    const cluster = createCluster();
    lacking(workload('Deployment', { replicas: 1 }), cluster);
    expect(explain(cluster.client, about)).toEqual([]);
  });
});

describe('a new template', () => {
  /** What the workload lacks, each time that it changes, from the moment of its new template to the end. */
  function lacksOf(kind: 'StatefulSet' | 'DaemonSet', spec: object): (string | undefined)[] {
    const cluster = createCluster();
    expect(lacking(workload(kind, spec), cluster)).toEqual([undefined]);
    const resource = kind === 'StatefulSet' ? 'apps/statefulsets' : 'apps/daemonsets';
    upgradeWorkload(cluster.client, resource, 'default', 'web', cluster.nowMs);
    const seen: (string | undefined)[] = [];
    for (let tick = 0; tick < 2000; tick++) {
      const now = missingFor(cluster.client, { apiVersion: 'apps/v1', kind, namespace: 'default', name: 'web' });
      if (tick === 0 || now !== seen.at(-1)) seen.push(now);
      cluster.advance('100ms');
    }
    return seen;
  }
  const set = (updateStrategy: object): object => ({ replicas: 3, serviceName: 'web', updateStrategy });

  test('of a StatefulSet or a DaemonSet is awaited, Pod by Pod', () => {
    const ordered = lacksOf('StatefulSet', set({ type: 'RollingUpdate' }));
    expect(ordered[0]).toBe('its controller has not seen its latest change');
    expect(ordered).toEqual(expect.arrayContaining(['1 of 3 Pods are updated', '2 of 3 Pods are updated']));
    expect(ordered.indexOf(undefined)).toBe(ordered.length - 1);
    const daemons = lacksOf('DaemonSet', {});
    expect(daemons).toEqual(expect.arrayContaining(['2 of 3 Pods are available', '2 of 3 Pods are updated']));
    expect(daemons.indexOf(undefined)).toBe(daemons.length - 1);
  });

  test('is awaited as far as the partition lets it go', () => {
    const seen = lacksOf('StatefulSet', set({ rollingUpdate: { partition: 2 } }));
    expect(seen).toContain('0 of 1 Pods are updated');
    expect(seen.indexOf(undefined)).toBe(seen.length - 1);
  });

  test.each(['StatefulSet', 'DaemonSet'] as const)('of a %s with OnDelete is nothing to wait for', (kind) => {
    const spec = kind === 'StatefulSet' ? set({ type: 'OnDelete' }) : { updateStrategy: { type: 'OnDelete' } };
    expect(lacksOf(kind, spec)).toEqual(['its controller has not seen its latest change', undefined]);
  });
});
