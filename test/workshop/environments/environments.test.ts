import { environments, stacks } from '../../../src';
import type { ProductionEnvironment } from '../../../src';
import { buildSets } from '../../../src/workshop/synthesis/build-sets';

const production = environments.filter((one): one is ProductionEnvironment => one.form === 'production');
const deployable = stacks.filter((stack) => stack.production !== undefined);
const sets = buildSets({ stacks, environments: production });

const valuesOf = (environment: string, pattern: RegExp): string[] =>
  sets
    .filter((set) => set.environment.name === environment)
    .flatMap(({ objects }) => objects.map(({ manifest }) => JSON.stringify(manifest)))
    .flatMap((text) => [...text.matchAll(pattern)].map(([, value]) => value as string));

test('a version passes through the environments in this order', () => {
  expect(environments.map(({ name }) => name)).toEqual([
    'workshop',
    'dev',
    'test',
    'staging',
    'canary',
    'production-eastus',
    'production-westus',
  ]);
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

describe.each(production)('$name', ({ name, stacks: chosen, shared = {} }) => {
  test('runs every stack that has a production form', () => {
    expect(Object.keys(chosen).sort()).toEqual(deployable.map(({ id }) => id).sort());
  });

  test('shares only values that some stack asks for', () => {
    const asked = deployable.flatMap((stack) => Object.keys(stack.production?.parameters ?? {}));
    expect(Object.keys(shared).filter((value) => !asked.includes(value))).toEqual([]);
  });

  test('runs the images that every other environment runs', () => {
    const image = /"image":"([^"]+)"/g;
    expect([...new Set(valuesOf(name, image))].sort()).toEqual([...new Set(valuesOf('dev', image))].sort());
  });

  test('gives each node port once', () => {
    const ports = [...valuesOf(name, /"nodePort":(\d+)/g)];
    expect(new Set(ports).size).toBe(ports.length);
  });

  test('answers to host names that no other environment has', () => {
    const host = /"host":"([^"]+)","http"/g;
    const own = valuesOf(name, host);
    const others = production.flatMap((other) => (other.name === name ? [] : valuesOf(other.name, host)));
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter((value) => others.includes(value))).toEqual([]);
  });
});
