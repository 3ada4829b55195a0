import { readManifests } from '../../../src/simulator/manifests';

const read = (text: string) => readManifests([{ file: 'a.yaml', text }]);

test.each([
  { name: 'one document', text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n', names: ['a'] },
  {
    name: 'documents between lines of dashes, empty ones left out',
    text: '---\n# nothing\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\n--- # next\nkind: Pod\napiVersion: v1\nmetadata: {name: b}\n---\n',
    names: ['a', 'b'],
  },
  { name: 'JSON', text: '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}', names: ['a'] },
  {
    name: 'a List',
    text: '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}},{"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"b-"}}]}',
    names: ['a', 'b-'],
  },
  { name: 'nothing', text: '', names: [] },
])('reads $name', ({ text, names }) => {
  const { manifests, problems } = read(text);
  expect(problems).toEqual([]);
  expect(manifests.map(({ object: { metadata } }) => metadata.name ?? metadata.generateName)).toEqual(names);
});

test('reads YAML 1.1 as kubectl does: yes is true', () => {
  const { manifests } = read('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nimmutable: yes\n');
  expect(manifests[0]?.object).toMatchObject({ immutable: true });
});

test.each([
  { text: 'kind: Pod\nmetadata: {name: a}', message: "Object 'apiVersion' is missing" },
  { text: 'apiVersion: v1\nmetadata: {name: a}', message: "Object 'Kind' is missing" },
  { text: 'apiVersion: v1\nkind: Pod\nmetadata: {}', message: 'resource name may not be empty' },
  { text: 'just a text', message: 'is no object but a single value' },
  { text: 'a: b: c', message: 'yaml: mapping values are not allowed in this context' },
  { text: 'a: 1\na: 2', message: 'yaml: unmarshal errors:\n  line 2: key "a" already set in map' },
])('says what is wrong with $text', ({ text, message }) => {
  expect(read(text)).toEqual({ manifests: [], problems: [{ file: 'a.yaml', message }] });
});

test('a document that cannot be read does not disturb the others', () => {
  const { manifests, problems } = readManifests([
    { file: 'bad.yaml', text: 'a: b: c' },
    { file: 'good.yaml', text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}' },
  ]);
  expect(manifests.map(({ file }) => file)).toEqual(['good.yaml']);
  expect(problems.map(({ file }) => file)).toEqual(['bad.yaml']);
});
