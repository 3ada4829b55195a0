import { type Cluster, createCluster } from '../../src/simulator';
import { defineImage } from '../../src/simulator/images';
import { ApiError, KubernetesClient } from '../../src/simulator/images/clients/kubernetes/client';
import { type FollowedObject, FollowedObjects } from '../../src/simulator/images/clients/kubernetes/followed-objects';
import { type Coroutine, type Process, readBodyText, request, waitForEver } from '../../src/simulator/process';

/** An image whose program says what it got from the API server, a line each. */
const asking = (program: (process: Process, say: (text: string) => void) => Coroutine<void>) => {
  const said: string[] = [];
  const image = defineImage({
    repositories: ['example.com/asker'],
    image: () => ({
      command: ['/ask'],
      layers: [
        {
          '/ask': {
            type: 'program',
            *program(process) {
              yield* program(process, (text) => said.push(text));
              return yield* waitForEver();
            },
          },
        },
      ],
    }),
  });
  return { said, image };
};

function runAsker(cluster: Cluster, spec: Readonly<Record<string, unknown>> = {}): void {
  cluster.client.create('pods', {
    metadata: { name: 'asker', namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'example.com/asker', resources: {} }], ...spec },
  } as never);
  cluster.settle();
}

function grant(cluster: Cluster, verbs: readonly string[]): void {
  const group = 'rbac.authorization.k8s.io';
  cluster.client.create(`${group}/clusterroles`, {
    metadata: { name: 'asker' },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs }],
  } as never);
  cluster.client.create(`${group}/clusterrolebindings`, {
    metadata: { name: 'asker' },
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'asker' },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }],
  } as never);
}

const configMap = (name: string) => ({ metadata: { name, namespace: 'default' }, data: { a: '1' } }) as never;

/** Tells of the ConfigMaps of `default` whenever they change. */
function* followMaps(process: Process, hear: (names: readonly string[]) => void): Coroutine<void> {
  const path = '/api/v1/namespaces/default/configmaps';
  const maps = new FollowedObjects<FollowedObject>(process, KubernetesClient.inCluster(process), path, () =>
    hear(maps.all().map(({ metadata }) => metadata.name)),
  );
  yield* maps.follow((text) => process.complain(text));
}

/** The text of an answer to a request without a token. */
function* plainly(process: Process, url: string): Coroutine<string> {
  const { status, body } = yield* request(process, url);
  return `${status} ${yield* readBodyText(body)}`;
}

test('a program reaches the API server by the name and by the variables of its Service', () => {
  const { said, image } = asking(function* (process, say) {
    say(yield* plainly(process, 'https://kubernetes.default.svc/readyz'));
    const host = process.env.get('KUBERNETES_SERVICE_HOST') ?? '';
    say(yield* plainly(process, `https://${host}:443/readyz`));
  });
  runAsker(createCluster({ images: [image] }));
  // The plain profile has no DNS Pods, and a server of its own at their address.
  expect(said).toEqual(['200 ok', '200 ok']);
});

test('without a token a program is anonymous', () => {
  const { said, image } = asking(function* (process, say) {
    say(yield* plainly(process, 'https://kubernetes.default.svc/api/v1/namespaces/default/configmaps'));
  });
  runAsker(createCluster({ images: [image] }));
  expect(said[0]).toMatch(/^403 .*User \\"system:anonymous\\" cannot list resource/);
});

test('a program is its service account: what that may not do is refused', () => {
  const { said, image } = asking(function* (process, say) {
    try {
      yield* KubernetesClient.inCluster(process).call('GET', '/api/v1/namespaces/default/configmaps');
    } catch (error) {
      say(error instanceof ApiError ? `${error.status} ${error.message}` : String(error));
    }
  });
  runAsker(createCluster({ images: [image] }));
  expect(said).toEqual([
    '403 configmaps is forbidden: User "system:serviceaccount:default:default" cannot list resource "configmaps" in API group "" in the namespace "default"',
  ]);
});

test('a Pod without its token has no way to ask as somebody', () => {
  const { said, image } = asking(function* (process, say) {
    try {
      yield* KubernetesClient.inCluster(process).call('GET', '/version');
    } catch (error) {
      say(error instanceof Error ? error.name : '');
    }
  });
  runAsker(createCluster({ images: [image] }), { automountServiceAccountToken: false });
  expect(said).toEqual(['NotInCluster']);
});

test('what a program writes is there for all, and what all write the program sees', () => {
  const { said, image } = asking(function* (process, say) {
    const client = KubernetesClient.inCluster(process);
    yield* client.call('POST', `/api/v1/namespaces/${client.namespace}/configmaps`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'written' },
    });
    yield* followMaps(process, (names) => say(names.join()));
  });
  const cluster = createCluster({ images: [image] });
  grant(cluster, ['create', 'list', 'watch']);
  runAsker(cluster);
  expect(cluster.client.get('configmaps', 'default', 'written')).toBeDefined();
  expect(said).toEqual(['kube-root-ca.crt,written']);
  cluster.client.create('configmaps', configMap('new'));
  cluster.advance('1s');
  cluster.client.delete('configmaps', 'default', 'written');
  cluster.advance('1s');
  expect(said.slice(1)).toEqual(['kube-root-ca.crt,written,new', 'kube-root-ca.crt,new']);
});

test('a watch outlives its stream: what was missed is there after the next list', () => {
  const { said, image } = asking(function* (process, say) {
    yield* followMaps(process, ({ length }) => say(String(length)));
  });
  const cluster = createCluster({ images: [image] });
  grant(cluster, ['list', 'watch']);
  runAsker(cluster);
  cluster.advance('3h');
  cluster.client.create('configmaps', configMap('late'));
  cluster.advance('1s');
  expect(said.at(-1)).toBe('2');
});
