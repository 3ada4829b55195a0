import fc from 'fast-check';
import { parse } from 'yaml';
import { yamlOf } from '../../src/deploy/api/objects';
import { forEachFairly, inTurns } from '../../src/deploy/objects/fair-pool';
import { MASK, Redaction } from '../../src/deploy/objects/redaction';
import { waveOf } from '../../src/deploy/objects/waves';
import { setIdOf } from '../../src/deploy/set/apply-set';

test.each([
  { group: '', kind: 'Namespace', wave: 'namespaces' },
  { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', wave: 'definitions' },
  { group: '', kind: 'ServiceAccount', wave: 'terms' },
  { group: 'rbac.authorization.k8s.io', kind: 'Role', wave: 'terms' },
  { group: '', kind: 'Secret', wave: 'configuration' },
  { group: '', kind: 'Service', wave: 'configuration' },
  { group: 'rbac.authorization.k8s.io', kind: 'RoleBinding', wave: 'configuration' },
  { group: 'apps', kind: 'Deployment', wave: 'workloads' },
  { group: 'example.com', kind: 'Namespace', wave: 'workloads' },
  { group: 'networking.k8s.io', kind: 'Ingress', wave: 'entrances' },
  { group: 'admissionregistration.k8s.io', kind: 'ValidatingWebhookConfiguration', wave: 'entrances' },
])('$group $kind is applied with the $wave', ({ group, kind, wave }) => {
  expect(waveOf({ group, kind })).toBe(wave);
});

test('groups take turns, and keep their order', () => {
  expect(inTurns(['a1', 'a2', 'a3', 'b1', 'c1', 'c2'], (item) => item[0] as string)).toEqual([
    'a1',
    'b1',
    'c1',
    'a2',
    'c2',
    'a3',
  ]);
});

test('everything is done once, and never more than the limit at a time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), async (groups, limit) => {
      const items = groups.map((group, index) => ({ group: String(group), index }));
      const done: number[] = [];
      let [running, most] = [0, 0];
      await forEachFairly(items, { limit, groupOf: ({ group }) => group }, async ({ index }) => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        done.push(index);
        running -= 1;
      });
      expect([...done].sort((left, right) => left - right)).toEqual(items.map(({ index }) => index));
      expect(most).toBeLessThanOrEqual(limit);
    }),
  );
});

test('after a failure nothing new is begun, and what was begun ends', async () => {
  const done: number[] = [];
  const work = forEachFairly([1, 2, 3, 4, 5], { limit: 2, groupOf: () => '' }, async (item) => {
    await Promise.resolve();
    if (item === 2) throw new Error('two');
    done.push(item);
  });
  await expect(work).rejects.toThrow('two');
  expect(done).not.toContain(5);
});

test('a secret value is taken out in every form, and short ones are left', () => {
  const redaction = new Redaction();
  redaction.add('geheim123\n');
  redaction.add('ab');
  const base64 = Buffer.from('geheim123\n').toString('base64');
  expect(redaction.clean(`password geheim123, ${base64}, and ab`)).toBe(`password ${MASK}, ${MASK}, and ab`);
});

test('the id of a set is a label, and depends on name and namespace alone', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (name, namespace) => {
      const id = setIdOf({ name, namespace });
      expect(id).toMatch(/^applyset-[A-Za-z0-9_-]{43}-v1$/);
      expect(id).toBe(setIdOf({ name, namespace }));
    }),
  );
});

test('what is applied is YAML of the same meaning, without characters that YAML reads otherwise', () => {
  const character = fc.constantFrom('a', '"', ' ', '\n', '\0', '\u007f', '\u0085', '\u2028', '\u2029', '\ufeff', '😀');
  fc.assert(
    fc.property(fc.array(character), (characters) => {
      const object = { data: { key: characters.join('') } };
      const text = yamlOf(object);
      expect(text).not.toMatch(/[\u007f-\u009f\u2028\u2029\ufeff]/);
      expect([JSON.parse(text), parse(text)]).toEqual([object, object]);
    }),
  );
});
