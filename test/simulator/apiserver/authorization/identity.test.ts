import type { KubeObject } from '../../../../src/simulator/api';
import type { ApiRequest } from '../../../../src/simulator/apiserver/request';
import {
  ClusterAuthenticator,
  impersonate,
  RbacAuthorizer,
  ServiceAccountTokens,
} from '../../../../src/simulator/apiserver/authorization';
import { DEFAULT_FLAGS } from '../../../../src/simulator/apiserver/server-flags';
import { binding, readerOf, role } from './roles';

const account: KubeObject = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'robot', namespace: 'shop', uid: 'u1' },
};
const webPod: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop', uid: 'p1' } };

const requestWith = (headers: Record<string, string>, more: Partial<ApiRequest> = {}): ApiRequest => ({
  method: 'GET',
  path: '/api/v1/pods',
  query: new Map(),
  headers,
  body: new Uint8Array(),
  ...more,
});

const sign = (text: string): string => `s${text.length}`;
const tokensOver = (...objects: readonly KubeObject[]) => new ServiceAccountTokens(sign, readerOf(objects), () => 'id');

describe('tokens of service accounts', () => {
  const tokens = tokensOver(account, webPod);
  const { token, expirationTimestamp } = tokens.issue(account, { expirationSeconds: 600 }, 0);

  test('say when they end', () => {
    expect(expirationTimestamp).toBe('1970-01-01T00:10:00Z');
  });

  test('name the account, its groups and themselves', () => {
    expect(tokens.verify(token, 0)).toEqual({
      username: 'system:serviceaccount:shop:robot',
      uid: 'u1',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:shop'],
      extra: { 'authentication.kubernetes.io/credential-id': ['JTI=id'] },
    });
  });

  test('end after their time', () => {
    expect(tokens.verify(token, 599_999)).toBeDefined();
    expect(tokens.verify(token, 600_000)).toBeUndefined();
  });

  test('end with their account, also when another one takes its name', () => {
    expect(tokensOver().verify(token, 0)).toBeUndefined();
    const other = { ...account, metadata: { ...account.metadata, uid: 'u2' } };
    expect(tokensOver(other).verify(token, 0)).toBeUndefined();
  });

  test('end with the Pod they are bound to', () => {
    const boundObjectRef = { kind: 'Pod', name: 'web', uid: 'p1' };
    const bound = tokens.issue(account, { boundObjectRef }, 0).token;
    expect(tokens.verify(bound, 0)?.extra).toMatchObject({ 'authentication.kubernetes.io/pod-name': ['web'] });
    expect(tokensOver(account).verify(bound, 0)).toBeUndefined();
  });

  test('are refused when they are meant for someone else', () => {
    expect(tokens.verify(tokens.issue(account, { audiences: ['vault'] }, 0).token, 0)).toBeUndefined();
  });

  test.each([
    { title: 'with another signature', text: token.replace(/[^.]+$/, 'forged') },
    { title: 'with another body', text: token.replace(/\.[^.]+\./, '.e30.') },
    { title: 'without signature', text: token.replace(/\.[^.]+$/, '') },
    { title: 'that are no tokens', text: 'abc' },
  ])('are refused $title', ({ text }) => {
    expect(tokens.verify(text, 0)).toBeUndefined();
  });
});

describe('tokens that Secrets keep', () => {
  const issuer = tokensOver(account);
  const token = issuer.issueForSecret(account, 'key');
  const secret = (text: string, metadata: object = {}): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'key', namespace: 'shop', ...metadata },
    data: { token: btoa(text) },
  });
  const deletionTimestamp = '2026-01-01T00:00:00Z';

  test('name the account and its groups, and never end', () => {
    expect(tokensOver(account, secret(token)).verify(token, Number.MAX_SAFE_INTEGER)).toEqual({
      username: 'system:serviceaccount:shop:robot',
      uid: 'u1',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:shop'],
    });
  });

  test('say so in the words of a real cluster', () => {
    expect(JSON.parse(atob(token.split('.')[1] ?? ''))).toEqual({
      iss: 'kubernetes/serviceaccount',
      'kubernetes.io/serviceaccount/namespace': 'shop',
      'kubernetes.io/serviceaccount/secret.name': 'key',
      'kubernetes.io/serviceaccount/service-account.name': 'robot',
      'kubernetes.io/serviceaccount/service-account.uid': 'u1',
      sub: 'system:serviceaccount:shop:robot',
    });
  });

  test.each<{ title: string; world: readonly KubeObject[] }>([
    { title: 'without their Secret', world: [account] },
    { title: 'when the Secret keeps another', world: [account, secret('other')] },
    { title: 'when the Secret is going', world: [account, secret(token, { deletionTimestamp })] },
    { title: 'without their account', world: [secret(token)] },
    {
      title: 'when another account has the name',
      world: [{ ...account, metadata: { ...account.metadata, uid: 'u2' } }, secret(token)],
    },
    {
      title: 'when the account is going',
      world: [{ ...account, metadata: { ...account.metadata, deletionTimestamp } }, secret(token)],
    },
  ])('are refused $title', ({ world }) => {
    expect(tokensOver(...world).verify(token, 0)).toBeUndefined();
  });
});

describe('the authenticator', () => {
  const tokens = tokensOver(account);
  const authenticator = new ClusterAuthenticator(tokens, { nowMs: 0 }, () => DEFAULT_FLAGS);
  const { token } = tokens.issue(account, {}, 0);
  const certificate = { username: 'anna', groups: ['devs'] };

  test.each([
    { title: 'a certificate', request: requestWith({}, { certificate }), user: 'anna', group: 'system:authenticated' },
    {
      title: 'a token',
      request: requestWith({ authorization: `Bearer ${token}` }),
      user: 'system:serviceaccount:shop:robot',
      group: 'system:authenticated',
    },
    { title: 'nothing', request: requestWith({}), user: 'system:anonymous', group: 'system:unauthenticated' },
  ])('takes $title for $user', ({ request, user, group }) => {
    const found = authenticator.authenticate(request);
    expect(found?.username).toBe(user);
    expect(found?.groups.at(-1)).toBe(group);
  });

  test.each(['Bearer wrong', 'Basic YTpi', 'Bearer'])('refuses %p', (authorization) => {
    expect(authenticator.authenticate(requestWith({ authorization }))).toBeUndefined();
  });
});

describe('impersonation', () => {
  const sender = { username: 'anna', groups: ['system:authenticated'] };
  const rule = { apiGroups: [''], resources: ['users'], resourceNames: ['ben'], verbs: ['impersonate'] };
  const limited = new RbacAuthorizer(
    readerOf([role('ClusterRole', 'r', [rule]), binding('ClusterRoleBinding', 'b', 'r', [['User', 'anna']])]),
  );
  const master = { username: 'root', groups: ['system:masters'] };

  test('without headers everybody stays who they are', () => {
    expect(impersonate(requestWith({}), sender, limited)).toBe(sender);
  });

  test.each<{ readonly headers: Record<string, string>; readonly groups: readonly string[] }>([
    { headers: { 'impersonate-user': 'ben' }, groups: ['system:authenticated'] },
    { headers: { 'impersonate-user': 'ben', 'impersonate-group': 'a, b' }, groups: ['a', 'b', 'system:authenticated'] },
    { headers: { 'impersonate-user': 'system:anonymous' }, groups: ['system:unauthenticated'] },
    {
      headers: { 'impersonate-user': 'system:serviceaccount:shop:robot' },
      groups: ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'],
    },
  ])('$headers has the groups $groups', ({ headers, groups }) => {
    expect(impersonate(requestWith(headers), master, limited)).toEqual({
      username: headers['impersonate-user'],
      groups,
    });
  });

  test('carries a UID and more', () => {
    const headers = { 'impersonate-user': 'ben', 'impersonate-uid': '7', 'impersonate-extra-acme.com%2fteam': 'x' };
    expect(impersonate(requestWith(headers), master, limited)).toMatchObject({
      uid: '7',
      extra: { 'acme.com/team': ['x'] },
    });
  });

  test('needs the right to it, for the user and for each group', () => {
    expect(impersonate(requestWith({ 'impersonate-user': 'ben' }), sender, limited).username).toBe('ben');
    expect(() => impersonate(requestWith({ 'impersonate-user': 'cora' }), sender, limited)).toThrow(
      'users "cora" is forbidden: User "anna" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
    const headers = { 'impersonate-user': 'ben', 'impersonate-group': 'system:masters' };
    expect(() => impersonate(requestWith(headers), sender, limited)).toThrow(
      'groups "system:masters" is forbidden: User "anna" cannot impersonate resource "groups" in API group "" at the cluster scope',
    );
  });

  test('of a service account is a right in its namespace', () => {
    const headers = { 'impersonate-user': 'system:serviceaccount:shop:robot' };
    expect(() => impersonate(requestWith(headers), sender, limited)).toThrow(
      'serviceaccounts "robot" is forbidden: User "anna" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "shop"',
    );
  });

  test('of groups alone is an error', () => {
    expect(() => impersonate(requestWith({ 'impersonate-group': 'devs' }), master, limited)).toThrow(
      'Impersonate-User is required',
    );
  });
});
