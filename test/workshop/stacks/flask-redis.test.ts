import fc from 'fast-check';
import { flaskRedis } from '../../../src/workshop/stacks/flask-redis';
import type { Manifest } from '../../../src/workshop/synthesis';
import { builtProduction } from '../../support/built-stack';
import { manifestsOf as manifestsMadeBy } from '../../support/manifests';
import { FlaskRedis } from '../../../src/workshop/stacks/flask-redis/flask-redis';

type Labels = Readonly<Record<string, string>>;
interface Spec {
  readonly selector?: { readonly matchLabels?: Labels } & Labels;
  readonly template?: { readonly metadata: { readonly labels: Labels } };
}

const specOf = (manifest: Manifest) => (manifest['spec'] ?? {}) as Spec;
const podLabelsOf = (manifests: readonly Manifest[]) =>
  manifests.map((manifest) => specOf(manifest).template?.metadata.labels).filter((labels) => labels !== undefined);
const selectorsOf = (manifests: readonly Manifest[]) =>
  manifests
    .map((manifest) => specOf(manifest).selector?.matchLabels ?? specOf(manifest).selector)
    .filter((selector) => selector !== undefined);
const fits = (selector: Labels, labels: Labels) =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

const applicationOf = (username: string, env: string): readonly Manifest[] =>
  Object.values(
    manifestsMadeBy((scope) => {
      const redis = { image: 'redis:7', size: '1Gi' };
      new FlaskRedis(scope, 'app', { username, env, flask: { image: 'api:1', replicas: 2 }, redis });
    }),
  );

const user = fc.stringMatching(/^[a-z][a-z0-9]{0,3}$/);
const env = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,2}[a-z0-9])?$/);

test('in one namespace the selectors of two users and environments know their own Pods only', () => {
  const two = fc.uniqueArray(fc.tuple(user, env), { minLength: 2, maxLength: 2, selector: String });
  fc.assert(
    fc.property(two, (pairs) => {
      const all = pairs.flatMap(([username, environment]) => applicationOf(username, environment));
      const pods = podLabelsOf(all);
      expect(pods).toHaveLength(4);
      for (const selector of selectorsOf(all)) expect(pods.filter((labels) => fits(selector, labels))).toHaveLength(1);
    }),
    { numRuns: 30 },
  );
});

test('user and environment are in every name and are labels of every object and Pod', () => {
  const production = builtProduction(flaskRedis, { username: 'lab', env: 'prod' });
  const manifests = production.manifests.filter(({ kind }) => kind !== 'Namespace');
  expect(manifests).toHaveLength(5);
  for (const { metadata } of manifests) {
    expect(metadata.name).toMatch(/^lab-prod-(redis|flask)-(pvc|deployment|service)$/);
    expect(metadata.labels).toMatchObject({ username: 'lab', env: 'prod' });
  }
  for (const labels of podLabelsOf(manifests)) expect(labels).toMatchObject({ username: 'lab', env: 'prod' });
});

test('a user name with a dash is refused, because it would read like another user and environment', () => {
  expect(() => builtProduction(flaskRedis, { username: 'lab-prod' })).toThrow(/parameter 'username' must be/);
});

test('the Flask API gets the name of the Service of redis', () => {
  expect(builtProduction(flaskRedis).get('Deployment/team-test-flask-deployment')).toHaveProperty(
    'spec.template.spec.containers[0].env',
    [{ name: 'REDIS_HOST', value: 'team-test-redis-service' }],
  );
});
