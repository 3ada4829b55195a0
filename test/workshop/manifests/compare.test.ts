import fc from 'fast-check';
import type { JsonObject } from '../../support/json';
import { compareStage, describeFound } from './compare';
import { differences } from './differences';
import type { GivenFile } from './given-files';
import { loadStacks, stagesOf, type SynthesizedStage } from './lessons';

/** The objects of `stage` as if a text gave them. */
function asGiven(stage: SynthesizedStage): { file: GivenFile; replaced: string[] }[] {
  const objects = structuredClone(stage.objects) as unknown as JsonObject[];
  return [
    {
      file: { stack: stage.stack, path: 'all.yaml', count: objects.length, objects, excepted: undefined },
      replaced: [],
    },
  ];
}

/** Paths of all texts, numbers and truth values in `value`. */
function scalarsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([field, inner]) => scalarsIn(inner, [...path, field]));
}

function changedAt(value: unknown, [field, ...rest]: readonly string[]): unknown {
  if (field === undefined) {
    return typeof value === 'number' ? value + 7 : typeof value === 'boolean' ? !value : `${String(value)}x`;
  }
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as JsonObject;
  copy[field] = changedAt(copy[field], rest);
  return copy;
}

let stages: SynthesizedStage[] = [];

beforeAll(async () => {
  stages = (await loadStacks()).flatMap(stagesOf);
});

test('a stage is equal to itself', () => {
  for (const stage of stages) {
    const found = compareStage(stage, asGiven(stage)).flatMap((comparison) => comparison.found);
    expect(found.map(describeFound)).toEqual([]);
  }
});

test('a changed value in any object of any stage is noticed', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat(), (stageNumber, objectNumber, scalarNumber) => {
      const stage = stages[stageNumber % stages.length] as SynthesizedStage;
      const chosen = objectNumber % stage.objects.length;
      const paths = scalarsIn(stage.objects[chosen]);
      const path = paths[scalarNumber % paths.length] as readonly string[];
      const objects = stage.objects.map((object, index) => (index === chosen ? changedAt(object, path) : object));
      // A quantity that is none any more is refused, which is noticing it as well.
      if (path.includes('requests') || path.includes('limits') || path.includes('capacity')) return;
      const changed = { ...stage, objects } as SynthesizedStage;
      expect(compareStage(changed, asGiven(stage)).some(({ found }) => found.length > 0)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a missing and an added object are noticed', () => {
  for (const stage of stages) {
    const fewer = { ...stage, objects: stage.objects.slice(1) };
    expect(compareStage(fewer, asGiven(stage)).flatMap(({ found }) => found)).toHaveLength(1);
    expect(compareStage(stage, asGiven(fewer)).flatMap(({ found }) => found)).toHaveLength(1);
    const twice = { ...stage, objects: [...stage.objects, ...structuredClone(stage.objects.slice(0, 1))] };
    expect(compareStage(twice, asGiven(stage)).flatMap(({ found }) => found)).toHaveLength(1);
  }
});

test.each([
  { given: { a: 1 }, ours: { a: 1 }, paths: [] },
  { given: { a: { b: 1, c: 2 } }, ours: { a: { c: 2, b: 1 } }, paths: [] },
  { given: { a: 1 }, ours: {}, paths: ['a'] },
  { given: {}, ours: { a: { b: 1 } }, paths: ['a'] },
  { given: { a: [{ b: 1 }] }, ours: { a: [{ b: 2 }, {}] }, paths: ['a[0].b', 'a[1]'] },
  { given: { a: { 'b/c': '1' } }, ours: { a: { 'b/c': 1 } }, paths: ['a["b/c"]'] },
  { given: { a: {} }, ours: { a: [] }, paths: ['a'] },
])('$given and $ours differ at $paths', ({ given, ours, paths }) => {
  expect(differences(given, ours).map(({ path }) => path)).toEqual(paths);
  expect(differences(ours, given).map(({ path }) => path)).toEqual(paths);
});
