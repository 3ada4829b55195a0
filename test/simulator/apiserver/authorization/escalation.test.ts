import type { UserInfo } from '../../../../src/simulator/cluster';
import { createCluster } from '../../../../src/simulator/create-cluster';
import type { Draft, PolicyRule } from '../../../../src/simulator/api';
import { requestOf } from '../sample-server';

const GROUP = 'rbac.authorization.k8s.io';
const ANNA: UserInfo = { username: 'anna', groups: ['devs', 'system:authenticated'] };
const MASTER: UserInfo = { username: 'root', groups: ['system:masters'] };

const HEAD =
  'user "anna" (groups=["devs" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n';

const rule = (verbs: string, resources: string, more: Partial<PolicyRule> = {}): PolicyRule => ({
  apiGroups: [''],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
  ...more,
});

const WRITES = rule('get create update patch', 'roles rolebindings clusterroles clusterrolebindings', {
  apiGroups: [GROUP],
});

const bindingOf = (name: string, kind: string, role: string, user = 'ben'): Draft => ({
  metadata: { name },
  roleRef: { apiGroup: GROUP, kind, name: role },
  subjects: [{ kind: 'User', apiGroup: GROUP, name: user }],
});

/** A cluster where anna may write roles and bindings of the namespace `default`, or everywhere, and has these rules. */
class Rights {
  readonly cluster = createCluster({ nodes: 0 });

  constructor(rules: readonly PolicyRule[], isEverywhere = false) {
    this.must('clusterroles', { metadata: { name: 'of-anna' }, rules: [WRITES, ...rules] });
    const given = bindingOf('of-anna', 'ClusterRole', 'of-anna', 'anna');
    this.must(isEverywhere ? 'clusterrolebindings' : 'rolebindings', given);
  }

  send(user: UserInfo, method: string, resource: string, body: object, name?: string) {
    const place = resource.startsWith('cluster') ? '' : 'namespaces/default/';
    const path = `/apis/${GROUP}/v1/${place}${resource}${name === undefined ? '' : `/${name}`}`;
    const answer = this.cluster.handle({ ...requestOf(method, path, body, {}), certificate: user });
    if ('start' in answer) throw new Error('a stream');
    const { message } = JSON.parse(String(answer.body)) as { message?: string };
    return { status: answer.status, message };
  }

  /** What anna is told: `created` when nothing is wrong. */
  create(resource: string, body: object): string {
    return this.send(ANNA, 'POST', resource, body).message ?? 'created';
  }

  must(resource: string, body: object): void {
    const { status, message = '' } = this.send(MASTER, 'POST', resource, body);
    if (status !== 201) throw new Error(message);
  }
}

const role = (rules: readonly PolicyRule[], more: Draft = {}): Draft => ({ metadata: { name: 'new' }, rules, ...more });
const FORBIDDEN_ROLE = `roles.${GROUP} "new" is forbidden: `;

describe('who makes a role', () => {
  test.each([
    { title: 'all of it', own: rule('*', 'pods'), wanted: rule('get list', 'pods') },
    {
      title: 'the same names',
      own: rule('get', 'pods', { resourceNames: ['a', 'b'] }),
      wanted: rule('get', 'pods', { resourceNames: ['a'] }),
    },
    { title: 'all subresources', own: rule('get', '*/log'), wanted: rule('get', 'pods/log') },
  ])('gives $title when they have it', ({ own, wanted }) => {
    expect(new Rights([own]).create('roles', role([wanted]))).toBe('created');
  });

  test.each([
    {
      title: 'verbs of a resource, in one line',
      wanted: [rule('get list', 'pods'), rule('watch', 'pods')],
      lines: '{APIGroups:[""], Resources:["pods"], Verbs:["list" "watch"]}',
    },
    {
      title: 'resources, sorted',
      wanted: [rule('get', 'secrets configmaps')],
      lines:
        '{APIGroups:[""], Resources:["configmaps"], Verbs:["get"]}\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}',
    },
    {
      title: 'names',
      wanted: [rule('get', 'secrets', { resourceNames: ['a'] })],
      lines: '{APIGroups:[""], Resources:["secrets"], ResourceNames:["a"], Verbs:["get"]}',
    },
  ])('is told what they do not have: $title', ({ wanted, lines }) => {
    expect(new Rights([rule('get', 'pods')]).create('roles', role(wanted))).toBe(`${FORBIDDEN_ROLE}${HEAD}${lines}`);
  });

  test('is told of paths, one in a line', () => {
    const paths = { verbs: ['get', 'post'], nonResourceURLs: ['/metrics'] };
    expect(new Rights([], true).create('clusterroles', role([paths]))).toBe(
      `clusterroles.${GROUP} "new" is forbidden: ${HEAD}` +
        '{NonResourceURLs:["/metrics"], Verbs:["get"]}\n{NonResourceURLs:["/metrics"], Verbs:["post"]}',
    );
  });

  test('needs none of it with the verb escalate', () => {
    const escalate = rule('escalate', 'roles', { apiGroups: [GROUP] });
    expect(new Rights([escalate]).create('roles', role([rule('get', 'secrets')]))).toBe('created');
  });

  test('cannot use escalate on a name, which a new role has not yet', () => {
    const escalate = rule('escalate', 'roles', { apiGroups: [GROUP], resourceNames: ['new'] });
    const rights = new Rights([escalate]);
    expect(rights.create('roles', role([rule('get', 'secrets')]))).toContain(HEAD);
    rights.must('roles', role([]));
    expect(rights.send(ANNA, 'PUT', 'roles', role([rule('get', 'secrets')]), 'new').status).toBe(200);
  });

  test('may do it as a master', () => {
    expect(new Rights([]).send(MASTER, 'POST', 'roles', role([rule('get', 'secrets')])).status).toBe(201);
  });

  test('hears of a role that one of their own bindings misses', () => {
    const rights = new Rights([]);
    rights.must('rolebindings', bindingOf('lost', 'ClusterRole', 'gone', 'anna'));
    expect(rights.create('roles', role([rule('get', 'pods')]))).toBe(
      `${FORBIDDEN_ROLE}${HEAD}{APIGroups:[""], Resources:["pods"], Verbs:["get"]}` +
        `; resolution errors: [clusterroles.${GROUP} "gone" not found]`,
    );
  });
});

describe('who changes a role', () => {
  const wide = role([rule('get', 'secrets')]);

  test('needs its rules, also those that were there', () => {
    const rights = new Rights([]);
    rights.must('roles', wide);
    const label = { metadata: { labels: { team: 'blue' } } };
    expect(rights.send(ANNA, 'PATCH', 'roles', label, 'new').message).toContain(`${FORBIDDEN_ROLE}${HEAD}`);
    expect(rights.send(ANNA, 'PATCH', 'roles', { rules: [] }, 'new').status).toBe(200);
  });

  test('needs none of them to change its owners and finalizers', () => {
    const rights = new Rights([]);
    rights.must('roles', wide);
    const finalizers = { metadata: { finalizers: ['example.com/wait'] } };
    expect(rights.send(ANNA, 'PATCH', 'roles', finalizers, 'new').status).toBe(200);
  });
});

describe('aggregated roles', () => {
  const aggregated = role([], { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'yes' } }] } });
  const REFUSED = `clusterroles.${GROUP} "new" is forbidden: must have cluster-admin privileges to use the aggregationRule`;

  test('are for those who may do everything', () => {
    expect(new Rights([rule('*', '*')], true).create('clusterroles', aggregated)).toBe(REFUSED);
    const everything = [rule('*', '*', { apiGroups: ['*'] }), { verbs: ['*'], nonResourceURLs: ['*'] }];
    expect(new Rights(everything, true).create('clusterroles', aggregated)).toBe('created');
  });

  test('are for those who may escalate', () => {
    const escalate = rule('escalate', 'clusterroles', { apiGroups: [GROUP] });
    expect(new Rights([escalate], true).create('clusterroles', aggregated)).toBe('created');
  });

  test('stay aggregated for all others', () => {
    const rights = new Rights([], true);
    rights.must('clusterroles', aggregated);
    expect(rights.send(ANNA, 'PUT', 'clusterroles', role([]), 'new').message).toBe(REFUSED);
  });

  test('are filled by their controller', () => {
    const rights = new Rights([]);
    rights.must('clusterroles', aggregated);
    rights.must('clusterroles', {
      metadata: { name: 'part', labels: { part: 'yes' } },
      rules: [rule('get', 'secrets')],
    });
    rights.cluster.settle();
    expect(rights.cluster.client.get(`${GROUP}/clusterroles`, '', 'new')?.rules).toEqual([rule('get', 'secrets')]);
  });
});

describe('who makes a binding', () => {
  const secrets = { metadata: { name: 'secrets' }, rules: [rule('get', 'secrets')] };

  test.each(['Role', 'ClusterRole'])('needs the rules of its %s', (kind) => {
    const binding = bindingOf('new', kind, 'secrets');
    const without = new Rights([]);
    without.must(`${kind.toLowerCase()}s`, secrets);
    expect(without.create('rolebindings', binding)).toBe(
      `rolebindings.${GROUP} "new" is forbidden: ${HEAD}{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}`,
    );
    const having = new Rights([rule('get list', 'secrets')]);
    having.must(`${kind.toLowerCase()}s`, secrets);
    expect(having.create('rolebindings', binding)).toBe('created');
  });

  test('needs them everywhere for a binding everywhere', () => {
    const binding = bindingOf('new', 'ClusterRole', 'secrets');
    const everywhere = rule('create', 'clusterrolebindings', { apiGroups: [GROUP] });
    const rights = new Rights([rule('get', 'secrets')]);
    rights.must('clusterroles', secrets);
    rights.must('clusterroles', { metadata: { name: 'binder' }, rules: [everywhere] });
    rights.must('clusterrolebindings', bindingOf('binder', 'ClusterRole', 'binder', 'anna'));
    expect(rights.create('rolebindings', binding)).toBe('created');
    expect(rights.create('clusterrolebindings', binding)).toContain(`clusterrolebindings.${GROUP} "new" is forbidden`);
  });

  test('needs none of them with the verb bind on that role', () => {
    const bind = rule('bind', 'clusterroles', { apiGroups: [GROUP], resourceNames: ['secrets'] });
    const rights = new Rights([bind]);
    rights.must('clusterroles', secrets);
    rights.must('clusterroles', { ...secrets, metadata: { name: 'others' } });
    expect(rights.create('rolebindings', bindingOf('new', 'ClusterRole', 'secrets'))).toBe('created');
    expect(rights.create('rolebindings', bindingOf('other', 'ClusterRole', 'others'))).toContain(HEAD);
  });

  test('hears that there is no such role, unless they may bind it', () => {
    const gone = bindingOf('new', 'Role', 'gone');
    expect(new Rights([]).send(ANNA, 'POST', 'rolebindings', gone)).toEqual({
      status: 404,
      message: `roles.${GROUP} "gone" not found`,
    });
    const bind = rule('bind', 'roles', { apiGroups: [GROUP] });
    expect(new Rights([bind]).create('rolebindings', gone)).toBe('created');
  });

  test('is told of kinds that are no roles', () => {
    expect(new Rights([]).send(ANNA, 'POST', 'rolebindings', bindingOf('new', 'User', 'x'))).toEqual({
      status: 500,
      message: 'unsupported role reference kind: "User"',
    });
  });

  test('needs them again to change its subjects', () => {
    const rights = new Rights([]);
    rights.must('clusterroles', secrets);
    rights.must('rolebindings', bindingOf('new', 'ClusterRole', 'secrets'));
    expect(rights.send(ANNA, 'PATCH', 'rolebindings', { subjects: [] }, 'new').message).toContain(HEAD);
  });
});
