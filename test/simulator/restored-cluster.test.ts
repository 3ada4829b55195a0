import {
  createCluster,
  type Cluster,
  type KubeObject,
  type ProfileName,
  readManifests,
  applyManifests,
} from '../../src/simulator';

/** Workloads of every kind, with Services, volumes and an autoscaler. */
const MANIFESTS = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: web, image: 'nginx:1.27', ports: [{ containerPort: 80 }], readinessProbe: { httpGet: { port: 80 } } }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  replicas: 2
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: 'redis:7' }] }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec:
  selector: { matchLabels: { app: agent } }
  template:
    metadata: { labels: { app: agent } }
    spec: { containers: [{ name: agent, image: 'busybox:1.36', command: [sleep, infinity] }] }
---
apiVersion: batch/v1
kind: Job
metadata: { name: once }
spec:
  completions: 3
  template:
    spec: { restartPolicy: Never, containers: [{ name: once, image: 'busybox:1.36', command: [sh, -c, 'exit 0'] }] }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: often }
spec:
  schedule: '*/5 * * * *'
  jobTemplate:
    spec:
      template:
        spec: { restartPolicy: Never, containers: [{ name: often, image: 'busybox:1.36', command: ['true'] }] }
`;

const RELATED = ['pods', 'services', 'persistentvolumeclaims', 'apps/replicasets', 'batch/jobs', 'nodes'] as const;

function applied(profile: ProfileName): Cluster {
  const cluster = createCluster({ profile, seed: 3 });
  const { manifests, problems } = readManifests([{ file: 'all.yaml', text: MANIFESTS }]);
  expect(problems).toEqual([]);
  const outcomes = applyManifests(cluster.handle, manifests, { wait: () => cluster.advance('1s') });
  expect(outcomes.filter(({ outcome }) => outcome === 'error')).toEqual([]);
  return cluster;
}

/** The cluster that goes on after this one was killed, `downMs` later. */
function restored(cluster: Cluster, profile: ProfileName, downMs = 0): Cluster {
  const { revision, nowMs, machines, objects } = cluster.state();
  // As on the disk.
  const saved = JSON.parse(JSON.stringify([...objects])) as typeof objects;
  const at = { start: nowMs + downMs, saved: { revision, nowMs, objects: saved, ...(machines && { machines }) } };
  return createCluster({ profile, seed: 3, ...at });
}

/** What a person would call the same: who is there, where, how often restarted. */
function identities(cluster: Cluster): string[] {
  const described = ({ kind, metadata, spec, status }: KubeObject): string => {
    const { clusterIP, nodeName, volumeName } = (spec ?? {}) as Record<string, unknown>;
    const {
      podIP,
      phase,
      containerStatuses = [],
    } = (status ?? {}) as {
      podIP?: string;
      phase?: string;
      containerStatuses?: readonly { readonly restartCount: number }[];
    };
    const restarts = containerStatuses.map(({ restartCount }) => restartCount);
    return JSON.stringify([kind, metadata.name, metadata.uid, clusterIP, nodeName, volumeName, podIP, phase, restarts]);
  };
  return RELATED.flatMap((storage) => (cluster.client.list(storage) as readonly KubeObject[]).map(described)).sort();
}

describe.each(['plain', 'workshop', 'minikube', 'aws'] as const)('a cluster of the profile %s', (profile) => {
  test('goes on as if nothing had happened', () => {
    const cluster = applied(profile);
    cluster.advance('4m');
    const again = restored(cluster, profile);
    again.advance('30s');
    expect(identities(again)).toEqual(identities(cluster));
  });

  test('that was off for hours runs on', () => {
    const cluster = applied(profile);
    cluster.advance('3m');
    const before = identities(cluster).filter((each) => !each.includes('often-'));
    const again = restored(cluster, profile, 5 * 3600 * 1000);
    again.advance('10m');
    expect(identities(again).filter((each) => !each.includes('often-'))).toEqual(before);
  });
});

test.each([0, 1, 2, 3, 5, 8, 13, 21, 34])(
  'a cluster that is killed %s s after it was told what to do comes to the same end',
  (seconds) => {
    const profile = 'workshop';
    const cluster = applied(profile);
    cluster.advance(seconds * 1000);
    const again = restored(cluster, profile);
    for (const each of [cluster, again]) each.advance('3m');
    const names = (each: Cluster): string[] =>
      RELATED.flatMap((storage) =>
        each.client.list(storage).map(({ kind, metadata: { name = '' }, status }: KubeObject) => {
          const { phase } = (status ?? {}) as { readonly phase?: string };
          // Suffixes are drawn.
          return `${kind} ${name.replace(/-[a-z0-9]{5}$/, '')} ${phase}`;
        }),
      ).sort();
    expect(names(again)).toEqual(names(cluster));
  },
);

describe('machines', () => {
  test('that are off stay off, and places and images are remembered', () => {
    const cluster = createCluster({ nodes: 2 });
    cluster.nodes.fail('node-2');
    cluster.nodes.add('extra');
    cluster.push('mine/worker:v9');
    cluster.advance('2m');
    const { machines } = restored(cluster, 'plain').state();
    expect(machines).toEqual({ places: 3, off: ['node-2'], images: ['mine/worker:v9'] });

    const again = restored(cluster, 'plain');
    again.advance('2m');
    const readyOf = (name: string): string | undefined =>
      again.client.get('nodes', '', name)?.status.conditions?.find(({ type }) => type === 'Ready')?.status;
    expect(['node-1', 'node-2', 'extra'].map(readyOf)).toEqual(['True', 'Unknown', 'True']);
    again.nodes.recover('node-2');
    again.advance('1m');
    expect(readyOf('node-2')).toBe('True');
  });
});
