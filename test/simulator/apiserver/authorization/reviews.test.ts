import { type ApiRequest, createCluster } from '../../../../src/simulator';

const cluster = createCluster();
const ADMIN = { username: 'kubernetes-admin', groups: ['system:masters'] };

interface Answer {
  readonly status?: unknown;
  readonly spec?: unknown;
  readonly message?: string;
}

function post(path: string, body: object, as?: string): { readonly code: number; readonly body: Answer } {
  const request: ApiRequest = {
    method: 'POST',
    path,
    query: new Map(),
    headers: { 'content-type': 'application/json', ...(as === undefined ? {} : { 'impersonate-user': as }) },
    body: new TextEncoder().encode(JSON.stringify(body)),
    certificate: ADMIN,
  };
  const answer = cluster.handle(request);
  if (!('body' in answer)) throw new Error('a review is no watch');
  return { code: answer.status, body: JSON.parse(String(answer.body)) as Answer };
}

const review = (resource: string, kind: string, spec: object, as?: string) =>
  post(`/apis/authorization.k8s.io/v1/${resource}`, { apiVersion: 'authorization.k8s.io/v1', kind, spec }, as);

const PODS = { verb: 'list', resource: 'pods', namespace: 'default' };

beforeAll(() => {
  post('/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'views' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'alice' }],
  });
});

const BECAUSE = 'RBAC: allowed by RoleBinding "views/default" of ClusterRole "view" to User "alice"';

test.each([
  { as: undefined, spec: { resourceAttributes: PODS }, status: { allowed: true } },
  { as: 'alice', spec: { resourceAttributes: PODS }, status: { allowed: true, reason: BECAUSE } },
  { as: 'bob', spec: { resourceAttributes: PODS }, status: { allowed: false } },
  { as: 'alice', spec: { resourceAttributes: { ...PODS, verb: 'create' } }, status: { allowed: false } },
  { as: 'bob', spec: { nonResourceAttributes: { verb: 'get', path: '/metrics' } }, status: { allowed: false } },
])('$as asks for $spec', ({ as, spec, status }) => {
  expect(review('selfsubjectaccessreviews', 'SelfSubjectAccessReview', spec, as)).toMatchObject({
    code: 201,
    body: { status },
  });
});

test('a subject access review asks about somebody else', () => {
  const ask = (user: string) =>
    review('subjectaccessreviews', 'SubjectAccessReview', { user, resourceAttributes: PODS }).body.status;
  expect(ask('alice')).toEqual({ allowed: true, reason: BECAUSE });
  expect(ask('bob')).toEqual({ allowed: false });
});

test('only who may create them asks about others', () => {
  const { code, body } = review('subjectaccessreviews', 'SubjectAccessReview', { user: 'alice' }, 'alice');
  expect([code, body.message]).toEqual([
    403,
    'subjectaccessreviews.authorization.k8s.io is forbidden: User "alice" cannot create resource "subjectaccessreviews" in API group "authorization.k8s.io" at the cluster scope',
  ]);
});

test.each([
  {
    spec: {},
    message:
      'SelfSubjectAccessReview.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
  },
])('a question must be one: $spec', ({ spec, message }) => {
  expect(review('selfsubjectaccessreviews', 'SelfSubjectAccessReview', spec)).toMatchObject({
    code: 422,
    body: { message },
  });
});

test('the rules of a user are those of everybody and those of the namespace', () => {
  const spec = { namespace: 'default' };
  const { body } = review('selfsubjectrulesreviews', 'SelfSubjectRulesReview', spec, 'alice');
  const { resourceRules, nonResourceRules, incomplete } = body.status as Record<string, { resources?: string[] }[]>;
  expect(incomplete).toBe(false);
  expect(nonResourceRules).not.toHaveLength(0);
  const resources = resourceRules?.flatMap((rule) => rule.resources ?? []);
  expect(resources).toEqual(expect.arrayContaining(['pods', 'configmaps', 'selfsubjectaccessreviews']));
  expect(resources).not.toContain('secrets');
});

test('everybody learns who they are', () => {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  expect(post('/apis/authentication.k8s.io/v1/selfsubjectreviews', body, 'alice').body.status).toEqual({
    userInfo: { username: 'alice', groups: ['system:authenticated'] },
  });
});

test('a token review tells whose token it is', () => {
  const tokenRequest = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
  const issued = post('/api/v1/namespaces/default/serviceaccounts/default/token', tokenRequest).body.status;
  const ask = (token: string): unknown =>
    post('/apis/authentication.k8s.io/v1/tokenreviews', {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenReview',
      spec: { token },
    }).body.status;
  expect(ask((issued as { token: string }).token)).toMatchObject({
    authenticated: true,
    user: { username: 'system:serviceaccount:default:default' },
  });
  expect(ask('forged')).toEqual({ user: {} });
});
