import { type Cluster, createCluster, type KubeObject } from '../../src/simulator';
import { localApiServices } from '../../src/simulator/bootstrap/api-services';

const API_SERVICES = 'apiregistration.k8s.io/apiservices';
const METRICS = 'v1beta1.metrics.k8s.io';
const MASTER = { username: 'admin', groups: ['system:masters'] };
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

interface Answer {
  readonly status: number;
  readonly text: string;
}

function get(cluster: Cluster, path: string, accept = 'application/json'): Answer {
  const answer = cluster.handle({
    method: 'GET',
    path,
    query: new Map(),
    headers: { accept },
    body: new Uint8Array(),
    certificate: MASTER,
  });
  if (!('body' in answer)) throw new Error('the answer is a stream');
  return { status: answer.status, text: String(answer.body) };
}

interface Listed {
  readonly groups: readonly { readonly name: string; readonly versions: readonly { readonly version: string }[] }[];
}

interface Discovered {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly versions: readonly { readonly version: string; readonly freshness: string }[];
  }[];
}

/** `group/version` of all that `/apis` lists. */
const listed = (cluster: Cluster): string[] =>
  (JSON.parse(get(cluster, '/apis').text) as Listed).groups.flatMap(({ name, versions }) =>
    versions.map(({ version }) => `${name}/${version}`),
  );

/** What aggregated discovery says of metrics. */
const freshness = (cluster: Cluster): string | undefined =>
  (JSON.parse(get(cluster, '/apis', AGGREGATED).text) as Discovered).items.find(
    ({ metadata }) => metadata.name === 'metrics.k8s.io',
  )?.versions[0]?.freshness;

const NODES = '/apis/metrics.k8s.io/v1beta1/nodes';

const available = (cluster: Cluster, name = METRICS): unknown =>
  (cluster.client.get(API_SERVICES, '', name)?.['status'] as { conditions?: readonly unknown[] } | undefined)
    ?.conditions?.[0];

function withMetrics(): Cluster {
  const cluster = createCluster({ profile: 'minikube' });
  cluster.advance('2m');
  return cluster;
}

describe('metrics.k8s.io', () => {
  test('is served as long as it has an APIService', () => {
    const cluster = withMetrics();
    expect(get(cluster, NODES).status).toBe(200);
    expect(freshness(cluster)).toBe('Current');
    const { metadata, spec } = cluster.client.get(API_SERVICES, '', METRICS) as KubeObject;
    cluster.client.delete(API_SERVICES, '', METRICS);
    expect(get(cluster, NODES)).toEqual({ status: 404, text: '404 page not found\n' });
    expect(freshness(cluster)).toBeUndefined();
    expect(listed(cluster)).not.toContain('metrics.k8s.io/v1beta1');
    cluster.client.create(API_SERVICES, { metadata: { name: metadata.name }, spec } as never);
    expect(get(cluster, NODES)).toEqual({ status: 503, text: 'service unavailable\n' });
    cluster.advance('1s');
    expect(get(cluster, NODES).status).toBe(200);
    expect(listed(cluster)).toContain('metrics.k8s.io/v1beta1');
  });

  test('does not answer while nobody is ready behind its Service', () => {
    const cluster = createCluster({ profile: 'minikube' });
    cluster.advance('5s');
    expect(get(cluster, NODES)).toEqual({ status: 503, text: 'service unavailable\n' });
    expect(available(cluster)).toMatchObject({ status: 'False', reason: 'MissingEndpoints' });
    cluster.advance('2m');
    expect(available(cluster)).toMatchObject({ status: 'True', reason: 'Passed' });
    const deployment = cluster.client.get('apps/deployments', 'kube-system', 'metrics-server');
    if (deployment === undefined) throw new Error('no deployment');
    cluster.client.update('apps/deployments', { ...deployment, spec: { ...deployment.spec, replicas: 0 } });
    cluster.advance('1m');
    expect(get(cluster, NODES).status).toBe(503);
    expect(freshness(cluster)).toBe('Stale');
    expect(listed(cluster)).toContain('metrics.k8s.io/v1beta1');
  });

  test('comes with its add-on to a cluster without it', () => {
    const cluster = createCluster({ profile: 'plain' });
    expect(get(cluster, NODES).status).toBe(404);
    cluster.client.create(API_SERVICES, {
      metadata: { name: METRICS },
      spec: {
        group: 'metrics.k8s.io',
        version: 'v1beta1',
        groupPriorityMinimum: 100,
        versionPriority: 100,
        insecureSkipTLSVerify: true,
        service: { name: 'metrics-server', namespace: 'kube-system' },
      },
    } as never);
    cluster.advance('1s');
    expect(available(cluster)).toMatchObject({ reason: 'ServiceNotFound' });
    cluster.client.create('services', {
      metadata: { name: 'metrics-server', namespace: 'kube-system' },
      spec: { selector: { app: 'm' }, ports: [{ name: 'https', port: 443, targetPort: 10250 }] } as never,
    });
    cluster.client.create('pods', {
      metadata: { name: 'm', namespace: 'kube-system', labels: { app: 'm' } },
      spec: { containers: [{ name: 'm', image: 'registry.k8s.io/metrics-server/metrics-server:v0.8.0' }] } as never,
    });
    cluster.advance('2m');
    expect(get(cluster, NODES).status).toBe(200);
  });

  test('is missed by autoscalers, in the words of what is wrong', () => {
    const cluster = withMetrics();
    cluster.client.create('apps/deployments', {
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'web', image: 'nginx:1.27', resources: { requests: { cpu: '10m' } } }] },
        },
      } as never,
    });
    cluster.client.create('autoscaling/horizontalpodautoscalers', {
      metadata: { name: 'web', namespace: 'default' },
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 3 } as never,
    });
    const message = (): string =>
      cluster.client
        .get('autoscaling/horizontalpodautoscalers', 'default', 'web')
        ?.status.conditions?.find(({ type }) => type === 'ScalingActive')?.message ?? '';
    cluster.advance('2m');
    expect(message()).toMatch(/^the HPA was able to successfully calculate a replica count/);
    cluster.client.delete('services', 'kube-system', 'metrics-server');
    cluster.advance('30s');
    expect(message()).toMatch(/: the server is currently unable to handle the request \(get pods\.metrics\.k8s\.io\)$/);
    cluster.client.delete(API_SERVICES, '', METRICS);
    cluster.advance('30s');
    expect(message()).toMatch(/: the server could not find the requested resource \(get pods\.metrics\.k8s\.io\)$/);
  });
});

test('an add-on that is unknown here is listed and does not answer', () => {
  const cluster = createCluster({ profile: 'plain' });
  cluster.client.create(API_SERVICES, {
    metadata: { name: 'v1.wardle.example.com' },
    spec: {
      group: 'wardle.example.com',
      version: 'v1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
      insecureSkipTLSVerify: true,
      service: { name: 'kubernetes', namespace: 'default' },
    },
  } as never);
  cluster.advance('1s');
  expect(available(cluster, 'v1.wardle.example.com')).toMatchObject({ reason: 'FailedDiscoveryCheck' });
  expect(listed(cluster)).toContain('wardle.example.com/v1');
  expect(get(cluster, '/apis/wardle.example.com').status).toBe(200);
  expect(get(cluster, '/apis/wardle.example.com/v1/flunders').status).toBe(503);
});

describe("the server's own versions", () => {
  test('have an APIService each, but for the group of these', () => {
    const names = localApiServices().map(({ object }) => object.metadata.name);
    const served = listed(createCluster()).flatMap((each) => {
      const [group = '', version = ''] = each.split('/');
      return group === 'apiregistration.k8s.io' ? [] : [`${version}.${group}`];
    });
    expect([...names].sort()).toEqual(['v1.', ...served].sort());
  });

  test('go out of the list with their APIService, answer all the same, and are back with the next start', () => {
    const cluster = createCluster();
    cluster.client.delete(API_SERVICES, '', 'v1.apps');
    cluster.advance('1m');
    expect(cluster.client.get(API_SERVICES, '', 'v1.apps')).toBeUndefined();
    expect(listed(cluster)).not.toContain('apps/v1');
    expect(get(cluster, '/apis/apps/v1/deployments').status).toBe(200);
    cluster.restartServer();
    expect(listed(cluster)).toContain('apps/v1');
    cluster.advance('1s');
    expect(available(cluster, 'v1.apps')).toMatchObject({ status: 'True', reason: 'Local' });
  });

  test('of custom resources are registered as long as they are served', () => {
    const cluster = createCluster();
    const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';
    cluster.client.create(DEFINITIONS, {
      metadata: { name: 'crontabs.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'crontabs', singular: 'crontab', kind: 'CronTab' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    } as never);
    cluster.advance('1s');
    expect(available(cluster, 'v1.example.com')).toMatchObject({ status: 'True', reason: 'Local' });
    cluster.client.delete(API_SERVICES, '', 'v1.example.com');
    cluster.advance('1s');
    expect(available(cluster, 'v1.example.com')).toMatchObject({ status: 'True' });
    cluster.client.delete(DEFINITIONS, '', 'crontabs.example.com');
    cluster.advance('1m');
    expect(cluster.client.get(API_SERVICES, '', 'v1.example.com')).toBeUndefined();
  });
});
