import { createPrivateKey, X509Certificate } from 'node:crypto';
import { RequiredSecret, type SynthesisContext, Worker } from '../../../src/workshop/constructs';
import { manifestsOf, synthesizeChart } from '../../support/manifests';

const dataOf = (context: SynthesisContext | undefined, id = 'mysql'): Record<string, string> | undefined => {
  const manifests = manifestsOf(
    (scope) =>
      new RequiredSecret(scope, id, {
        keys: { password: { sample: 'root' }, url: { sample: 'x', derived: (password) => `db://${password}` } },
      }),
    { context },
  );
  const data = manifests[`Secret/${id}`]?.['data'] as Record<string, string> | undefined;
  return (
    data &&
    Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]))
  );
};

test('in lessons a Secret holds the published sample values', () => {
  expect(dataOf({ secrets: 'sample' })).toEqual({ password: 'root', url: 'x' });
});

test('derived values are equal on every machine and differ per seed, Secret and key', () => {
  const first = dataOf({ secrets: 'derived', secretSeed: 'dev' });
  expect(first).toEqual({ password: '328923f8d056358b7950c568', url: expect.stringMatching(/^db:\/\/[0-9a-f]{24}$/) });
  expect(dataOf({ secrets: 'derived', secretSeed: 'test' })?.['password']).not.toBe(first?.['password']);
  expect(dataOf({ secrets: 'derived', secretSeed: 'dev' }, 'other')?.['password']).not.toBe(first?.['password']);
  expect(first?.['url']).not.toContain(first?.['password']);
});

test('elsewhere, and in a plain cdk8s app, nothing is written and the requirement is noted', () => {
  expect(dataOf({ secrets: 'reference' })).toBeUndefined();
  expect(dataOf(undefined)).toBeUndefined();
  const { objects, secrets } = synthesizeChart(
    (scope) => {
      const secret = new RequiredSecret(scope, 'mysql', { keys: { password: {} } });
      new Worker(scope, 'web', { containers: [{ image: 'web:1', env: { PASSWORD: secret.value('password') } }] });
    },
    { chart: { namespace: 'shop' } },
  );
  expect(objects.map(({ manifest }) => manifest.kind)).toEqual(['Deployment']);
  expect(secrets).toMatchObject([{ name: 'mysql', namespace: 'shop', keys: ['password'], type: 'Opaque' }]);
});

test('a Secret without sample values cannot be part of a lesson', () => {
  expect(() =>
    manifestsOf((scope) => new RequiredSecret(scope, 'mysql', { keys: { password: {} } }), {
      context: { secrets: 'sample' },
    }),
  ).toThrow("chart/mysql: 'keys.password.sample' is required where Secrets hold sample values, got undefined");
});

test('a derived certificate is a real one: it names its hosts, verifies itself and fits its key', () => {
  const manifests = manifestsOf(
    (scope) =>
      new RequiredSecret(scope, 'tls', {
        type: 'kubernetes.io/tls',
        hosts: ['alpaca.example.com', 'bandicoot.example.com'],
        keys: { 'tls.crt': { derived: 'certificate' }, 'tls.key': { derived: 'private-key' } },
      }),
    { context: { secrets: 'derived', secretSeed: 'dev' } },
  );
  const data = manifests['Secret/tls']?.['data'] as unknown as Record<string, string>;
  const certificate = new X509Certificate(Buffer.from(data['tls.crt'] as string, 'base64'));
  const key = createPrivateKey(Buffer.from(data['tls.key'] as string, 'base64'));
  expect(certificate.subjectAltName).toBe('DNS:alpaca.example.com, DNS:bandicoot.example.com');
  expect(certificate.checkPrivateKey(key)).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkHost('bandicoot.example.com')).toBe('bandicoot.example.com');
});
