import type { Labels, Secret } from '../../../../src/simulator/api';
import { createCluster } from '../../../../src/simulator/create-cluster';
import { requestOf } from '../../apiserver/sample-server';

const NAME = 'kubernetes.io/service-account.name';
const LAST_USED = 'kubernetes.io/legacy-token-last-used';

/** A cluster without nodes where the account `robot` of `default` may read ConfigMaps. */
class Accounts {
  readonly cluster = createCluster({ nodes: 0, authority: 'PEM' });
  readonly client = this.cluster.client;

  constructor() {
    this.client.create('serviceaccounts', { metadata: { name: 'robot', namespace: 'default' } });
    const binding = {
      metadata: { name: 'robot', namespace: 'default' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'default' }],
    };
    this.client.create('rbac.authorization.k8s.io/rolebindings', binding);
  }

  makeSecret(name = 'key', account = 'robot'): void {
    const annotations = { [NAME]: account };
    const type = 'kubernetes.io/service-account-token';
    this.client.create('secrets', { metadata: { name, namespace: 'default', annotations }, type });
    this.cluster.advance('1s');
  }

  secret(name = 'key'): Secret | undefined {
    return this.client.get('secrets', 'default', name);
  }

  token(): string {
    return atob(this.secret()?.data?.['token'] ?? '');
  }

  /** Status of a request for the ConfigMaps of a namespace with a token. */
  read(token: string, namespace = 'default'): number {
    const headers = { authorization: `Bearer ${token}` };
    return this.cluster.handle(requestOf('GET', `/api/v1/namespaces/${namespace}/configmaps`, undefined, { headers }))
      .status;
  }

  label(labels: Labels): void {
    const secret = this.secret();
    if (secret === undefined) throw new Error('not there');
    this.client.update('secrets', { ...secret, metadata: { ...secret.metadata, labels } });
  }
}

test('accounts have no tokens of their own', () => {
  const { cluster, client } = new Accounts();
  cluster.settle();
  expect(client.list('secrets', 'default')).toEqual([]);
});

test('a Secret for an account gets a token that the server believes', () => {
  const accounts = new Accounts();
  accounts.makeSecret();
  expect(accounts.secret()?.data).toMatchObject({ 'ca.crt': btoa('PEM'), namespace: btoa('default') });
  expect(accounts.read(accounts.token())).toBe(200);
  expect(accounts.read(accounts.token(), 'kube-system')).toBe(403);
});

test('its Secret says on which day it was last used', () => {
  const accounts = new Accounts();
  accounts.makeSecret();
  expect(accounts.secret()?.metadata.labels).toBeUndefined();
  accounts.read(accounts.token());
  expect(accounts.secret()?.metadata.labels).toEqual({ [LAST_USED]: '2026-01-01' });
  const { resourceVersion } = { ...accounts.secret()?.metadata };
  accounts.read(accounts.token());
  expect(accounts.secret()?.metadata.resourceVersion).toBe(resourceVersion);
  accounts.cluster.advance('25h');
  accounts.read(accounts.token());
  expect(accounts.secret()?.metadata.labels).toEqual({ [LAST_USED]: '2026-01-02' });
});

test('a token that was taken out of use is refused', () => {
  const accounts = new Accounts();
  accounts.makeSecret();
  accounts.label({ 'kubernetes.io/legacy-token-invalid-since': '2026-01-01' });
  expect(accounts.read(accounts.token())).toBe(401);
});

test('a token ends with its Secret', () => {
  const accounts = new Accounts();
  accounts.makeSecret();
  const token = accounts.token();
  accounts.client.delete('secrets', 'default', 'key');
  expect(accounts.read(token)).toBe(401);
});

test('another token in the Secret ends the one before', () => {
  const accounts = new Accounts();
  accounts.makeSecret();
  const token = accounts.token();
  accounts.client.update('secrets', { ...(accounts.secret() as Secret), data: { token: btoa('other') } });
  expect(accounts.read(token)).toBe(401);
  expect(accounts.read('other')).toBe(401);
});

test('the Secrets of an account go with it, those of others stay', () => {
  const accounts = new Accounts();
  accounts.makeSecret();
  accounts.makeSecret('of-default', 'default');
  const token = accounts.token();
  accounts.client.delete('serviceaccounts', 'default', 'robot');
  expect(accounts.read(token)).toBe(401);
  accounts.cluster.advance('1s');
  expect(accounts.secret()).toBeUndefined();
  expect(accounts.secret('of-default')).toBeDefined();
});

test('a Secret for an account that is missing goes', () => {
  const accounts = new Accounts();
  accounts.makeSecret('key', 'nobody');
  expect(accounts.secret()).toBeUndefined();
});

test('an account does not list a Secret that is gone', () => {
  const accounts = new Accounts();
  accounts.makeSecret();
  const robot = accounts.client.get('serviceaccounts', 'default', 'robot');
  if (robot === undefined) throw new Error('not there');
  accounts.client.update('serviceaccounts', { ...robot, secrets: [{ name: 'key' }, { name: 'other' }] });
  accounts.client.delete('secrets', 'default', 'key');
  accounts.cluster.advance('1s');
  expect(accounts.client.get('serviceaccounts', 'default', 'robot')?.secrets).toEqual([{ name: 'other' }]);
});
