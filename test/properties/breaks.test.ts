import { join } from 'node:path';
import { breaks, type Break } from './breaks';
import type { Simulator } from './play';
import type * as Search from './search';

/** Seeds within which every break must be caught, the same ones that the whole simulator passes in CI. */
const SEEDS_MAX = 1_000;

const TIMEOUT_MS = 600_000;

let active: Break | undefined;

/** A module in which each break of it can be switched on. */
function breakable(path: string, its: readonly Break[]): object {
  const original = jest.requireActual<Record<string, object | undefined>>(path);
  const module: Record<string, unknown> = { ...original };
  for (const name of new Set(its.map((each) => each.export))) {
    const value = original[name];
    if (value === undefined) throw new Error(`${path} exports no ${name}`);
    const replacements = new Map(
      its.filter((each) => each.export === name).map((each) => [each, replacementOf(each, value)]),
    );
    const [method] = its.flatMap((each) => (each.export === name ? (each.method ?? []) : []));
    if (method === undefined) {
      // Importers ask for the export each time that they use it.
      const get = (): unknown => (active === undefined ? undefined : replacements.get(active)) ?? value;
      Object.defineProperty(module, name, { get, enumerable: true });
    } else {
      module[name] = new Proxy(value, {
        get: (target, key): unknown => {
          const replacement = active === undefined ? undefined : replacements.get(active);
          return key === method && replacement !== undefined ? replacement : Reflect.get(target, key);
        },
      });
    }
  }
  return module;
}

const replacementOf = ({ replace, method }: Break, value: object): unknown =>
  replace((method === undefined ? value : Reflect.get(value, method)) as never);

const paths = new Map(breaks.map(({ module }) => [module, join(__dirname, '../../src/simulator', module)]));
for (const [module, path] of paths) {
  const its = breaks.filter((each) => each.module === module);
  jest.doMock(path, () => breakable(path, its));
}
// After the mocks: the simulator is made of them, and rules that read with its parts must not bring them in before.
const simulator = jest.requireActual<Simulator>('../../src/simulator');
const { trySeed } = jest.requireActual<typeof Search>('./search');

afterEach(() => {
  active = undefined;
});

/** Where all seeds are tried, it is counted from the first one how many it takes. */
const isCounted = process.env['PROPERTY_SEEDS'] !== undefined;

function caught(broken: Break): Search.Finding | undefined {
  active = broken;
  const { caughtBy, isChance = false } = broken;
  const seeds = Array.from({ length: SEEDS_MAX }, (_, index) => index + 1);
  for (const seed of isCounted || caughtBy === undefined ? seeds : [caughtBy, ...seeds]) {
    const finding = trySeed(simulator, seed, { isTwice: isChance });
    if (finding !== undefined) return finding;
  }
  return undefined;
}

test('at least 12 decision rules are broken on purpose', () => {
  expect(new Set(breaks.map(({ name }) => name)).size).toBeGreaterThanOrEqual(12);
});

test.each(breaks)(
  'is caught: $name',
  (broken) => {
    const finding = caught(broken);
    // A crash is no catch.
    expect(finding === undefined ? 'never caught' : finding.error.name).toBe('Violation');
    if (isCounted && finding !== undefined) {
      process.stdout.write(`caught by seed ${finding.seed}: ${broken.name}\n  ${finding.error.message}\n`);
    }
  },
  TIMEOUT_MS,
);
