import type { Secret } from '../../../src/simulator/api';
import {
  coversRepository,
  hasSameAccess,
  type PullLogin,
  pullLogins,
} from '../../../src/simulator/kubelet/pull-logins';

const secret = (type: string, data: Readonly<Record<string, string>>, name = 's'): Secret =>
  ({ metadata: { namespace: 'default', name, uid: name }, type, data }) as unknown as Secret;

const dockerconfigjson = (auths: unknown, name?: string): Secret =>
  secret('kubernetes.io/dockerconfigjson', { '.dockerconfigjson': btoa(JSON.stringify({ auths })) }, name);

const dockercfg = (config: unknown): Secret =>
  secret('kubernetes.io/dockercfg', { '.dockercfg': btoa(JSON.stringify(config)) });

const names = (secrets: readonly Secret[], repository: string): string[] =>
  pullLogins(secrets, repository).map(({ login }) => `${login.username}:${login.password}`);

const ann = { username: 'ann', password: 'pass' };
const bob = { username: 'bob', password: 'word' };

test.each([
  { place: 'registry.example.com', repository: 'registry.example.com/shop', covers: true },
  { place: 'registry.example.com', repository: 'other.example.com/shop', covers: false },
  { place: 'registry.example.com:5000', repository: 'registry.example.com:5000/shop', covers: true },
  { place: 'registry.example.com', repository: 'registry.example.com:5000/shop', covers: false },
  { place: 'registry.example.com/team', repository: 'registry.example.com/team/shop', covers: true },
  { place: 'registry.example.com/team', repository: 'registry.example.com/teams/shop', covers: true },
  { place: 'registry.example.com/team', repository: 'registry.example.com/shop', covers: false },
  { place: '*.example.com', repository: 'registry.example.com/shop', covers: true },
  { place: '*.example.com', repository: 'a.b.example.com/shop', covers: false },
  { place: 'reg?stry.example.com', repository: 'registry.example.com/shop', covers: true },
  { place: '*', repository: 'example.com/shop', covers: false },
])('a login for $place is one for $repository: $covers', ({ place, repository, covers }) => {
  expect(coversRepository(place, repository)).toBe(covers);
});

test.each(['https://index.docker.io/v1/', 'index.docker.io', 'http://index.docker.io/v2/', 'docker.io'])(
  'a login for %s is one for Docker Hub, and for nobody else',
  (address) => {
    const secrets = [dockerconfigjson({ [address]: ann })];
    expect(names(secrets, 'docker.io/ann/kuard')).toEqual(['ann:pass']);
    expect(names(secrets, 'gcr.io/ann/kuard')).toEqual([]);
  },
);

test('both types of Secrets count, each with its own key; any other does not', () => {
  expect(names([dockercfg({ 'gcr.io': ann })], 'gcr.io/kuard')).toEqual(['ann:pass']);
  const content = btoa(JSON.stringify({ auths: { 'gcr.io': ann } }));
  expect(names([secret('Opaque', { '.dockerconfigjson': content })], 'gcr.io/kuard')).toEqual([]);
  expect(names([secret('kubernetes.io/dockercfg', { '.dockerconfigjson': content })], 'gcr.io/kuard')).toEqual([]);
});

test('auth stands for name and password, and counts more', () => {
  expect(names([dockerconfigjson({ 'gcr.io': { ...bob, auth: btoa('ann:pass:word') } })], 'gcr.io/kuard')).toEqual([
    'ann:pass:word',
  ]);
  expect(names([dockerconfigjson({ 'gcr.io': { auth: btoa('nobody') } })], 'gcr.io/kuard')).toEqual([]);
  expect(names([dockerconfigjson({ 'gcr.io': { auth: '?' } })], 'gcr.io/kuard')).toEqual([]);
});

test('what is no JSON holds nothing', () => {
  expect(names([secret('kubernetes.io/dockerconfigjson', { '.dockerconfigjson': btoa('{') })], 'gcr.io/x')).toEqual([]);
  expect(names([secret('kubernetes.io/dockerconfigjson', {})], 'gcr.io/x')).toEqual([]);
});

test('the login with the longest path comes first, of equal ones that of the first Secret', () => {
  const secrets = [
    dockerconfigjson({ 'gcr.io': bob }, 'first'),
    dockerconfigjson({ 'gcr.io/team': ann, 'https://index.docker.io/v1/': bob }, 'second'),
    dockerconfigjson({ 'gcr.io': ann }, 'third'),
  ];
  expect(names(secrets, 'gcr.io/team/shop')).toEqual(['ann:pass', 'bob:word', 'ann:pass']);
  expect(pullLogins(secrets, 'gcr.io/team/shop').map((each) => each.secret.name)).toEqual(['second', 'first', 'third']);
});

test('who has the same login, or the same Secret with another one, has the same access', () => {
  const login = (username: string, uid: string): PullLogin => ({
    login: { username, password: 'pass' },
    secret: { namespace: 'default', name: 's', uid },
  });
  const used = [login('ann', '1')];
  expect(hasSameAccess([login('ann', '2')], used)).toBe(true);
  expect(hasSameAccess([login('bob', '1')], used)).toBe(true);
  expect(hasSameAccess([login('bob', '2')], used)).toBe(false);
  expect(hasSameAccess([], used)).toBe(false);
});
