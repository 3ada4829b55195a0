import { type Cluster, createCluster } from '../../../../src/simulator';
import type { KubeObject } from '../../../../src/simulator/api';
import { lessonObjects } from '../../../support/whole-program';

const PROXY = '/api/v1/namespaces/kubernetes-dashboard/services/https:kubernetes-dashboard:/proxy';
const ADMIN = { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

const RESOURCES: Readonly<Record<string, string>> = {
  Namespace: 'namespaces',
  Deployment: 'apps/deployments',
  Service: 'services',
};

/** A cluster with the dashboard as the lesson installs it. */
function withDashboard(): Cluster {
  const cluster = createCluster({ profile: 'minikube' });
  const objects = lessonObjects('cluster-system') as unknown as readonly KubeObject[];
  for (const object of [...objects].sort((left) => (left.kind === 'Namespace' ? -1 : 1))) {
    cluster.client.create(RESOURCES[object.kind ?? ''] ?? '', object as never);
  }
  cluster.settle();
  return cluster;
}

/** Status and text of an answer behind `kubectl proxy`. */
function open(cluster: Cluster, path: string, token = ''): { readonly status: number; readonly text: string } {
  const headers: Readonly<Record<string, string>> = token === '' ? {} : { jwetoken: token };
  const query = new Map<string, readonly string[]>();
  const body = new Uint8Array();
  const answer = cluster.receive({ method: 'GET', path: `${PROXY}${path}`, query, headers, body, certificate: ADMIN });
  if (!('kind' in answer) || answer.kind !== 'exchange') throw new Error('it is not proxied');
  let status = 0;
  let text = '';
  let isOver = false;
  answer.open((head) => (status = head.status), {
    ready: () => undefined,
    data: (_stream, bytes) => (text += new TextDecoder().decode(bytes)),
    end: () => (isOver = true),
  });
  cluster.until(() => isOver, '1m');
  return { status, text };
}

/** A token of a service account, as `kubectl create token` gets it. */
function tokenOf(cluster: Cluster, account: string): string {
  const answer = cluster.handle({
    method: 'POST',
    path: `/api/v1/namespaces/default/serviceaccounts/${account}/token`,
    query: new Map(),
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode('{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}'),
    certificate: ADMIN,
  });
  if (!('body' in answer)) throw new Error('it is a stream');
  return (JSON.parse(answer.body as string) as { status: { token: string } }).status.token;
}

test('the page opens at the proxied address of the lesson', () => {
  const { status, text } = open(withDashboard(), '/');
  expect(status).toBe(200);
  expect(text).toContain('<title>Kubernetes Dashboard</title>');
  expect(text).toContain('Sign in');
});

test('a token sees what its account may see; one that is none is refused', () => {
  const cluster = withDashboard();
  cluster.client.create('serviceaccounts', { metadata: { name: 'viewer', namespace: 'default' } } as never);
  cluster.client.create('rbac.authorization.k8s.io/rolebindings', {
    metadata: { name: 'viewer', namespace: 'kubernetes-dashboard' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'ServiceAccount', name: 'viewer', namespace: 'default' }],
  } as never);
  const overview = (namespace: string, token: string) => open(cluster, `/api/v1/overview/${namespace}`, token);
  const viewer = tokenOf(cluster, 'viewer');
  const seen = overview('kubernetes-dashboard', viewer);
  expect(seen.status).toBe(200);
  expect(JSON.parse(seen.text)).toMatchObject({
    namespaces: ['kubernetes-dashboard'],
    tables: [
      { title: 'Deployments', rows: [['kubernetes-dashboard', '1 / 1']] },
      { title: 'Pods', rows: [[expect.stringMatching(/^kubernetes-dashboard-/), 'Running', '0']] },
      { title: 'Services', rows: [['kubernetes-dashboard', 'ClusterIP', expect.stringMatching(/^10\./)]] },
    ],
  });
  const hidden = JSON.parse(overview('default', viewer).text) as { tables: unknown[]; problem: string };
  expect(hidden.tables).toEqual([]);
  expect(hidden.problem).toContain('cannot list resource "pods"');
  expect(overview('default', 'no token').status).toBe(401);
});
