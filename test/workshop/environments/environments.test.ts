import type { ProductionEnvironment } from '../../../src';
import { environments, stacks } from '../../../src/workshops';
import { buildSets } from '../../../src/workshop/synthesis/build-sets';

/** What every environment runs; a stack of a team's own runs where the team says. */
const OF_WORKSHOPS = [
  'awsme',
  'dockercoins',
  'elastic',
  'flask-redis',
  'frontend-layout',
  'ghost',
  'helloflask',
  'jupyter',
  'kuar-daemonsets',
  'kuar-ingress',
  'kuar-mongo',
  'kuar-mysql',
  'kuar-work-queue',
  'kuard-deployment',
  'parse',
  'redis-sentinel',
  'sleepy',
  'voting-deployments',
];

/** The way of a version; further environments may stand anywhere. */
const IN_ORDER = ['workshop', 'dev', 'test', 'staging', 'canary', 'production-eastus', 'production-westus'];

const production = environments.filter((one): one is ProductionEnvironment => one.form === 'production');
const deployable = stacks.filter((stack) => stack.production !== undefined);
const sets = buildSets({ stacks, environments: production });

const valuesOf = (environment: string, pattern: RegExp, ids?: readonly string[]): string[] =>
  sets
    .filter((set) => set.environment.name === environment && (ids === undefined || ids.includes(set.stack.id)))
    .flatMap(({ objects }) => objects.map(({ manifest }) => JSON.stringify(manifest)))
    .flatMap((text) => [...text.matchAll(pattern)].map(([, value]) => value as string));

test('a version passes through the environments in this order', () => {
  expect(environments.map(({ name }) => name).filter((name) => IN_ORDER.includes(name))).toEqual(IN_ORDER);
});

test('regions come in the order of their traffic and serve all of it', () => {
  const shares = production.flatMap(({ region }) => (region === undefined ? [] : [region.trafficPercent]));
  expect(shares).toEqual([...shares].sort((left, right) => left - right));
  expect(shares.reduce((sum, share) => sum + share, 0)).toBe(100);
});

test('only dev writes Secrets', () => {
  const withSecrets = sets.filter(({ objects }) => objects.some(({ manifest }) => manifest.kind === 'Secret'));
  expect([...new Set(withSecrets.map(({ environment }) => environment.name))]).toEqual(['dev']);
});

describe.each(production.filter(({ name }) => IN_ORDER.includes(name)))('$name', ({ name, stacks: chosen }) => {
  test('runs every deployable stack of the workshops', () => {
    expect(OF_WORKSHOPS.filter((id) => !(id in chosen))).toEqual([]);
  });

  test('runs the images of the workshops that every other environment runs', () => {
    const imagesIn = (environment: string) =>
      [...new Set(valuesOf(environment, /"image":"([^"]+)"/g, OF_WORKSHOPS))].sort();
    expect(imagesIn(name)).toEqual(imagesIn('dev'));
  });
});

describe.each(production)('$name', ({ name, shared = {} }) => {
  test('shares only values that some stack asks for', () => {
    const asked = deployable.flatMap((stack) => Object.keys(stack.production?.parameters ?? {}));
    expect(Object.keys(shared).filter((value) => !asked.includes(value))).toEqual([]);
  });

  test('gives each node port once', () => {
    const ports = [...valuesOf(name, /"nodePort":(\d+)/g)];
    expect(new Set(ports).size).toBe(ports.length);
  });

  test('answers to host names that no other environment has', () => {
    const host = /"host":"([^"]+)","http"/g;
    const own = valuesOf(name, host);
    const others = production.flatMap((other) => (other.name === name ? [] : valuesOf(other.name, host)));
    expect(others).not.toEqual([]);
    expect(own.filter((value) => others.includes(value))).toEqual([]);
  });
});
