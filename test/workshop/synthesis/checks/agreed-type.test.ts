import fc from 'fast-check';
import { agreedType, suits } from '../../../../src/workshop/synthesis/checks/agreed-type';
import { fieldTables, type ObjectType } from '../../../../src/workshop/synthesis/checks/field-table';
import { problemsOf } from '../../../../src/workshop/synthesis/checks/field-walk';
import type { Manifest } from '../../../../src/workshop/synthesis/object-set';
import { allSets } from '../../../support/whole-program';

const typesOf = ({ apiVersion, kind }: Manifest): ObjectType[] =>
  fieldTables()
    .map((table) => table.typeOf(`${apiVersion}/${kind}`))
    .filter((type): type is ObjectType => type !== undefined);

/** Whether the quick look and the two thorough ones say the same of `manifest`. */
function verdicts(manifest: Manifest): { readonly quick: boolean; readonly thorough: boolean } {
  const [older, newer] = typesOf(manifest) as [ObjectType, ObjectType];
  return {
    quick: suits(agreedType(older, newer), manifest),
    thorough: problemsOf(older, manifest).length + problemsOf(newer, manifest).length === 0,
  };
}

const manifests = allSets()
  .flatMap(({ objects }) => objects.map(({ manifest }) => manifest))
  .filter((manifest) => typesOf(manifest).length === 2);

test('the quick look at a manifest says what the thorough ones say, for every object of the program', () => {
  const differing = manifests.filter((manifest) => {
    const { quick, thorough } = verdicts(manifest);
    return quick !== thorough;
  });
  expect(manifests.length).toBeGreaterThan(500);
  expect(differing).toEqual([]);
});

/** `value` with something else in one place, which `choices` lead to. */
function changed(value: unknown, choices: readonly number[], replacement: unknown): unknown {
  const [choice, ...rest] = choices;
  if (choice === undefined || typeof value !== 'object' || value === null) return replacement;
  const keys = Object.keys(value);
  if (keys.length === 0) return replacement;
  const key = keys[choice % keys.length] as string;
  const made = changed((value as Record<string, unknown>)[key], rest, replacement);
  if (Array.isArray(value)) return value.map((item: unknown, index) => (String(index) === key ? made : item));
  return { ...value, [key]: made };
}

test('they also agree on manifests with something wrong somewhere', () => {
  const replacement = fc.constantFrom<unknown>(null, undefined, 7, 1.5, 'text', '10%', true, [], {}, [1], { nmae: 1 });
  const counts = { right: 0, wrong: 0 };
  fc.assert(
    fc.property(
      fc.nat(),
      fc.array(fc.nat(20), { minLength: 1, maxLength: 9 }),
      replacement,
      (index, choices, value) => {
        const manifest = manifests[index % manifests.length] as Manifest;
        const { apiVersion, kind } = manifest;
        const broken = { ...(changed(manifest, choices, value) as object), apiVersion, kind } as Manifest;
        const { quick, thorough } = verdicts(broken);
        counts[thorough ? 'right' : 'wrong'] += 1;
        expect(quick).toBe(thorough);
      },
    ),
    { numRuns: 2000 },
  );
  expect(counts.right).toBeGreaterThan(50);
  expect(counts.wrong).toBeGreaterThan(200);
});
