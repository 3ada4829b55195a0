import { type ApiRequest, type Cluster, createCluster, type RemoteListener } from '../../src/simulator';

const MASTER = { username: 'admin', groups: ['system:masters'] };

const request = (target: string, more: Partial<ApiRequest> = {}): ApiRequest => ({
  method: 'GET',
  path: target.replace(/\?.*/, ''),
  query: new Map([...new URLSearchParams(/\?(.*)/.exec(target)?.[1])].map(([name, value]) => [name, [value]])),
  headers: { accept: 'application/json' },
  body: new Uint8Array(),
  ...more,
});

const ROLES = 'rbac.authorization.k8s.io/clusterroles';
const BINDINGS = 'rbac.authorization.k8s.io/clusterrolebindings';
const AUTOUPDATE = 'rbac.authorization.kubernetes.io/autoupdate';
const BASIC = 'system:basic-user';

function withoutRules(cluster: Cluster, annotations: Readonly<Record<string, string>>): void {
  const role = cluster.client.get(ROLES, '', BASIC);
  if (role === undefined) throw new Error('no role');
  const metadata = { ...role.metadata, annotations: { ...role.metadata.annotations, ...annotations } };
  cluster.client.update(ROLES, { ...role, metadata, rules: [] });
}

const rulesOf = (cluster: Cluster) => (cluster.client.get(ROLES, '', BASIC)?.['rules'] ?? []) as readonly object[];

describe('a restart of the API server', () => {
  test('gives a built-in role its rules back, unless autoupdate is off', () => {
    const cluster = createCluster();
    const before = rulesOf(cluster).length;
    expect(before).toBeGreaterThan(0);
    withoutRules(cluster, {});
    expect(rulesOf(cluster)).toEqual([]);
    cluster.restartServer();
    expect(rulesOf(cluster).length).toBeGreaterThanOrEqual(before);
    withoutRules(cluster, { [AUTOUPDATE]: 'false' });
    cluster.restartServer();
    expect(rulesOf(cluster)).toEqual([]);
  });

  test('makes deleted bindings and namespaces of its own anew', () => {
    const cluster = createCluster();
    cluster.client.delete(BINDINGS, '', 'system:discovery');
    cluster.client.delete('namespaces', '', 'kube-node-lease');
    cluster.advance('1m');
    expect(cluster.client.get('namespaces', '', 'kube-node-lease')).toBeUndefined();
    cluster.restartServer();
    expect(cluster.client.get(BINDINGS, '', 'system:discovery')?.['subjects']).toHaveLength(1);
    expect(cluster.client.get('namespaces', '', 'kube-node-lease')?.status).toEqual({ phase: 'Active' });
  });

  test('writes nothing when nothing is missing', () => {
    const cluster = createCluster();
    const { revision } = cluster.state();
    cluster.restartServer();
    expect(cluster.state().revision).toBe(revision);
  });

  test('is what a cluster that goes on begins with', () => {
    const cluster = createCluster();
    withoutRules(cluster, {});
    expect(rulesOf(createCluster({ saved: cluster.state() }))).not.toEqual([]);
  });

  test('ends watches, and new ones begin', () => {
    const cluster = createCluster();
    const watched = (): { readonly end: jest.Mock; readonly write: jest.Mock } => {
      const [write, end] = [jest.fn(), jest.fn()];
      const answer = cluster.handle(request('/api/v1/pods?watch=true', { certificate: MASTER }));
      if (!('start' in answer)) throw new Error('no stream');
      answer.start(write, end);
      return { write, end };
    };
    const first = watched();
    cluster.restartServer();
    expect(first.end).toHaveBeenCalledTimes(1);
    const second = watched();
    cluster.client.create('pods', {
      metadata: { name: 'a', namespace: 'default' },
      spec: { containers: [{ name: 'a', image: 'nginx:1.27' }] } as never,
    });
    expect(second.write).toHaveBeenCalled();
    expect(second.end).not.toHaveBeenCalled();
    expect(first.write).not.toHaveBeenCalled();
  });

  test('breaks what leads into containers; what runs there goes on', () => {
    const cluster = createCluster();
    cluster.client.create('pods', {
      metadata: { name: 'a', namespace: 'default' },
      spec: { containers: [{ name: 'a', image: 'busybox:1.36', command: ['sleep', 'infinity'] }] } as never,
    });
    cluster.settle();
    const target = '/api/v1/namespaces/default/pods/a/exec?command=sh&stdin=true&stdout=true';
    const answer = cluster.receive(
      request(target, { certificate: MASTER, headers: { connection: 'Upgrade', upgrade: 'websocket' } }),
    );
    if (!('kind' in answer) || answer.kind !== 'command') throw new Error('no command');
    const end = jest.fn();
    const listener: RemoteListener = { data: () => undefined, ready: () => undefined, end };
    answer.open(listener);
    cluster.restartServer();
    expect(end.mock.calls).toEqual([[{ error: 'unexpected EOF' }]]);
    cluster.advance('1m');
    expect(end).toHaveBeenCalledTimes(1);
    expect(cluster.client.get('pods', 'default', 'a')?.status.containerStatuses?.[0]?.restartCount).toBe(0);
  });
});

describe('--anonymous-auth', () => {
  const statusOf = (cluster: Cluster, path: string, certificate = false): number | undefined => {
    const answer = cluster.handle(request(path, certificate ? { certificate: MASTER } : {}));
    return answer.status;
  };

  test('lets strangers read what is public, and is on without a flag', () => {
    expect(statusOf(createCluster(), '/version')).toBe(200);
    expect(statusOf(createCluster(), '/api/v1/pods')).toBe(403);
  });

  test('refuses strangers everywhere when it is off; others come in', () => {
    const cluster = createCluster({ server: { anonymousAuth: false } });
    expect(['/version', '/healthz', '/api/v1/pods'].map((path) => statusOf(cluster, path))).toEqual([401, 401, 401]);
    expect(statusOf(cluster, '/version', true)).toBe(200);
  });

  test('stays as it is at a restart without flags, and in a cluster that goes on', () => {
    const cluster = createCluster();
    cluster.restartServer({ anonymousAuth: false });
    cluster.restartServer();
    expect(statusOf(cluster, '/version')).toBe(401);
    const state = cluster.state();
    expect(statusOf(createCluster({ saved: state }), '/version')).toBe(401);
    expect(statusOf(createCluster({ saved: state, server: { anonymousAuth: true } }), '/version')).toBe(200);
  });
});
