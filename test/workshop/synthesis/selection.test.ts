import { buildSets } from '../../../src';
import { nearest } from '../../../src/workshop/synthesis/nearest';
import { production, sampleProgram, shop } from '../../support/sample-program';

const build = (settings: Record<string, never>) => () =>
  buildSets({ stacks: [shop], environments: [production('live', settings)] });

test.each([
  {
    settings: { replica: 2 },
    message: "environment live, stack shop: unknown parameter 'replica'; did you mean 'replicas'?",
  },
  { settings: { colour: 'red' }, message: "unknown parameter 'colour'; there is replicas, tag, host, debug" },
  { settings: { replicas: 'two' }, message: "parameter 'replicas' must be a whole number from 1 up to 100, got 'two'" },
  { settings: { replicas: 0 }, message: "parameter 'replicas' must be a whole number from 1 up to 100, got 0" },
  { settings: { tag: 'latest' }, message: "parameter 'tag' must be text like /^\\d+\\.\\d+\\.\\d+$/, got 'latest'" },
  { settings: { debug: 'yes' }, message: "parameter 'debug' must be true or false, got 'yes'" },
])('a wrong value is refused: $message', ({ settings, message }) => {
  expect(build(settings as never)).toThrow(message);
});

test.each([
  { selection: { environments: ['lve'] }, message: "unknown environment 'lve'; did you mean 'live'?" },
  { selection: { stacks: ['sho'] }, message: "unknown stack 'sho'; did you mean 'shop'?" },
  { selection: { stacks: ['database'] }, message: "unknown stack 'database'; there is shop" },
])('an unknown name is refused: $message', ({ selection, message }) => {
  expect(() => buildSets(sampleProgram, selection)).toThrow(message);
});

test('an environment cannot run a stack that has no production form', () => {
  const environments = [{ ...production('live'), stacks: { shp: {} } } as never];
  expect(() => buildSets({ stacks: [shop], environments })).toThrow(
    "environment live: no stack 'shp' with a production form; did you mean 'shop'?",
  );
});

test('values shared by all stacks of an environment reach those that have a parameter of the name', () => {
  const environments = [{ ...production('live'), shared: { tag: '2.0.0', region: 'eastus' } } as never];
  const [set] = buildSets({ stacks: [shop], environments });
  expect(JSON.stringify(set?.objects.map(({ manifest }) => manifest))).toContain('shop:2.0.0');
});

test.each([
  { word: 'prod', candidates: ['dev', 'production-eastus'], close: 'production-eastus' },
  { word: 'prodution', candidates: ['dev', 'production-eastus', 'production-westus'], close: 'production-eastus' },
  { word: 'dokcercoins', candidates: ['dockercoins', 'awsme'], close: 'dockercoins' },
  { word: 'xyz', candidates: ['dockercoins', 'awsme'], close: undefined },
])('the nearest of $candidates to $word is $close', ({ word, candidates, close }) => {
  expect(nearest(word, candidates)).toBe(close);
});
