import type { Secret, ServiceAccount } from '../../../../src/simulator/api';
import {
  accountNameOf,
  decideSecret,
  withoutSecret,
} from '../../../../src/simulator/controllers/service-account-token/decide';

const NAME = 'kubernetes.io/service-account.name';
const UID = 'kubernetes.io/service-account.uid';
const TYPE = 'kubernetes.io/service-account-token';

const BORN = { resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };

const robot: ServiceAccount = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { ...BORN, name: 'robot', namespace: 'shop', uid: 'u1' },
};
const secretOf = (annotations: Readonly<Record<string, string>>, data?: Secret['data']): Secret => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: TYPE,
  metadata: { ...BORN, name: 'key', namespace: 'shop', uid: 's1', annotations },
  ...(data === undefined ? {} : { data }),
});
const tokens = { authority: 'PEM', newToken: () => 'TOKEN' };
const FULL = { 'ca.crt': btoa('PEM'), namespace: btoa('shop'), token: btoa('TOKEN') };

test.each<{ title: string; data: Secret['data']; authority?: string; filled: Secret['data'] }>([
  { title: 'an empty one', data: undefined, filled: FULL },
  { title: 'one with a token', data: { token: 'b2xk' }, filled: { ...FULL, token: 'b2xk' } },
  { title: 'one with a namespace', data: { namespace: 'eA==' }, filled: { ...FULL, namespace: 'eA==' } },
  { title: 'one with another certificate', data: { ...FULL, 'ca.crt': 'b2xk' }, filled: FULL },
  { title: 'one with more in it', data: { more: 'eA==' }, filled: { ...FULL, more: 'eA==' } },
  {
    title: 'one without a certificate, when there is none',
    data: {},
    authority: '',
    filled: { namespace: FULL.namespace, token: FULL.token },
  },
])('$title gets what it lacks, and the UID of its account', ({ data, authority = 'PEM', filled }) => {
  const action = decideSecret(secretOf({ [NAME]: 'robot', note: 'mine' }, data), robot, { ...tokens, authority });
  expect(action).toMatchObject({ type: 'fill', secret: { data: filled } });
  expect(action.type === 'fill' && action.secret.data).toEqual(filled);
  expect(action.type === 'fill' && action.secret.metadata.annotations).toEqual({
    [NAME]: 'robot',
    [UID]: 'u1',
    note: 'mine',
  });
});

test('a full one stays as it is', () => {
  expect(decideSecret(secretOf({ [NAME]: 'robot', [UID]: 'u1' }, FULL), robot, tokens)).toEqual({ type: 'nothing' });
});

test.each([
  { title: 'there is no account', account: undefined, uid: '' },
  { title: 'the account is another one of that name', account: robot, uid: 'u0' },
])('it goes when $title', ({ account, uid }) => {
  expect(decideSecret(secretOf({ [NAME]: 'robot', [UID]: uid }, FULL), account, tokens)).toEqual({ type: 'delete' });
});

test('only Secrets of the type are for accounts', () => {
  expect(accountNameOf(secretOf({ [NAME]: 'robot' }))).toBe('robot');
  expect(accountNameOf({ ...secretOf({ [NAME]: 'robot' }), type: 'Opaque' })).toBeUndefined();
});

test('an account that lists a Secret which is gone lists the others', () => {
  const listing = { ...robot, secrets: [{ name: 'key' }, { name: 'other' }] };
  expect(withoutSecret(listing, 'key')?.secrets).toEqual([{ name: 'other' }]);
  expect(withoutSecret(listing, 'third')).toBeUndefined();
  expect(withoutSecret(robot, 'key')).toBeUndefined();
});
