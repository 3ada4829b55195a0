import {
  type AuthorizationAttributes,
  forbiddenRequest,
  RbacAuthorizer,
} from '../../../../src/simulator/apiserver/authorization';
import { binding, readerOf, role } from './roles';

const ask = (question: Partial<AuthorizationAttributes>): AuthorizationAttributes => ({
  user: { username: 'anna', groups: ['devs', 'system:authenticated'] },
  isResourceRequest: true,
  verb: 'get',
  group: '',
  version: 'v1',
  resource: 'pods',
  subresource: '',
  namespace: 'shop',
  name: '',
  path: '',
  ...question,
});

const allows = (rule: object, question: Partial<AuthorizationAttributes>): boolean => {
  const reader = readerOf([
    role('ClusterRole', 'r', [rule]),
    binding('ClusterRoleBinding', 'b', 'r', [['User', 'anna']]),
  ]);
  return new RbacAuthorizer(reader).authorize(ask(question)).isAllowed;
};

const PODS = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] };

test.each([
  { rule: PODS, question: {}, isAllowed: true },
  { rule: PODS, question: { verb: 'delete' }, isAllowed: false },
  { rule: PODS, question: { group: 'apps' }, isAllowed: false },
  { rule: PODS, question: { resource: 'secrets' }, isAllowed: false },
  { rule: PODS, question: { subresource: 'log' }, isAllowed: false },
  { rule: { ...PODS, resources: ['pods/log'] }, question: { subresource: 'log' }, isAllowed: true },
  { rule: { ...PODS, resources: ['pods/log'] }, question: {}, isAllowed: false },
  { rule: { ...PODS, resources: ['*/log'] }, question: { subresource: 'log' }, isAllowed: true },
  { rule: { ...PODS, resources: ['*/log'] }, question: {}, isAllowed: false },
  { rule: { ...PODS, resources: ['*'] }, question: { subresource: 'log' }, isAllowed: true },
  { rule: { ...PODS, verbs: ['*'] }, question: { verb: 'fly' }, isAllowed: true },
  { rule: { ...PODS, apiGroups: ['*'] }, question: { group: 'apps' }, isAllowed: true },
  { rule: { ...PODS, resourceNames: ['web'] }, question: { name: 'web' }, isAllowed: true },
  { rule: { ...PODS, resourceNames: ['web'] }, question: { name: 'db' }, isAllowed: false },
  { rule: { ...PODS, resourceNames: ['web'] }, question: { verb: 'list' }, isAllowed: false },
  { rule: PODS, question: { isResourceRequest: false, path: '/api' }, isAllowed: false },
  {
    rule: { verbs: ['get'], nonResourceURLs: ['/api/*'] },
    question: { isResourceRequest: false, path: '/api/v1' },
    isAllowed: true,
  },
  {
    rule: { verbs: ['get'], nonResourceURLs: ['/api/*'] },
    question: { isResourceRequest: false, path: '/api' },
    isAllowed: false,
  },
  {
    rule: { verbs: ['get'], nonResourceURLs: ['*'] },
    question: { isResourceRequest: false, path: '/any' },
    isAllowed: true,
  },
  { rule: { verbs: ['get'], nonResourceURLs: ['*'] }, question: {}, isAllowed: false },
])('$rule answers $question with $isAllowed', ({ rule, question, isAllowed }) => {
  expect(allows(rule, question)).toBe(isAllowed);
});

test.each([
  { subject: ['User', 'anna'], user: 'anna', isMeant: true },
  { subject: ['User', 'ben'], user: 'anna', isMeant: false },
  { subject: ['Group', 'devs'], user: 'anna', isMeant: true },
  { subject: ['Group', 'ops'], user: 'anna', isMeant: false },
  { subject: ['ServiceAccount', 'robot', 'shop'], user: 'system:serviceaccount:shop:robot', isMeant: true },
  { subject: ['ServiceAccount', 'robot', 'other'], user: 'system:serviceaccount:shop:robot', isMeant: false },
  { subject: ['ServiceAccount', 'robot'], user: 'system:serviceaccount:shop:robot', isMeant: true },
] as const)('$subject means $user: $isMeant', ({ subject, user, isMeant }) => {
  const reader = readerOf([
    role('Role', 'r', [PODS], 'shop'),
    binding('RoleBinding', 'b', 'r', [subject], 'shop', 'Role'),
  ]);
  const question = ask({ user: { username: user, groups: ['devs'] } });
  expect(new RbacAuthorizer(reader).authorize(question).isAllowed).toBe(isMeant);
});

test('a role binding gives the rules of a cluster role in its namespace only', () => {
  const reader = readerOf([
    role('ClusterRole', 'viewer', [PODS]),
    binding('RoleBinding', 'b', 'viewer', [['User', 'anna']], 'shop'),
  ]);
  const authorizer = new RbacAuthorizer(reader);
  expect(authorizer.authorize(ask({}))).toEqual({
    isAllowed: true,
    reason: 'RBAC: allowed by RoleBinding "b/shop" of ClusterRole "viewer" to User "anna"',
  });
  for (const namespace of ['other', '']) expect(authorizer.authorize(ask({ namespace }))).toEqual({ isAllowed: false });
});

test('members of system:masters may do everything, and need no role for it', () => {
  const question = ask({ user: { username: 'root', groups: ['system:masters'] }, verb: 'escalate' });
  expect(new RbacAuthorizer(readerOf([])).authorize(question)).toEqual({ isAllowed: true });
});

test('a binding to a role that is not there allows nothing, and says so', () => {
  const reader = readerOf([binding('ClusterRoleBinding', 'b', 'gone', [['User', 'anna']])]);
  expect(new RbacAuthorizer(reader).authorize(ask({}))).toEqual({
    isAllowed: false,
    reason: 'RBAC: clusterrole.rbac.authorization.k8s.io "gone" not found',
  });
});

test.each([
  {
    question: { verb: 'list' },
    message: 'pods is forbidden: User "anna" cannot list resource "pods" in API group "" in the namespace "shop"',
  },
  {
    question: { name: 'web', subresource: 'log' },
    message:
      'pods "web" is forbidden: User "anna" cannot get resource "pods/log" in API group "" in the namespace "shop"',
  },
  {
    question: { group: 'apps', resource: 'deployments', namespace: '' },
    message:
      'deployments.apps is forbidden: User "anna" cannot get resource "deployments" in API group "apps" at the cluster scope',
  },
  {
    question: { isResourceRequest: false, path: '/metrics' },
    message: 'forbidden: User "anna" cannot get path "/metrics"',
  },
])('the refusal of $question reads as that of a real server', ({ question, message }) => {
  expect(forbiddenRequest(ask(question), { isAllowed: false }).message).toBe(message);
});
