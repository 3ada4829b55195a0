import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { SAMPLE_SECRETS } from '../../../src/workshop/environments';
import { objectAt, objectsAt } from '../../support/json';
import { findingsIn } from '../../support/judged-objects';
import { filesBelow } from '../../support/source-files';
import { describeWithTexts, readText, textsBelow } from '../../support/workshop-texts';
import {
  allContainersOf,
  allSets,
  builtIn,
  describeObject,
  environmentRunning,
  lessonObjects,
  productionEnvironments,
  productionSets,
  textsIn,
  treeOf,
} from '../../support/whole-program';

/** Environments that write no Secret: the deployment supplies them. */
const referring = productionEnvironments.filter(({ secrets }) => secrets === 'reference').map(({ name }) => name);

const referringSets = () => productionSets().filter(({ environment }) => referring.includes(environment.name));

test('IAC-23: all environments but lessons and development write no Secret, and list which ones they need', () => {
  const writing = productionEnvironments.map(({ name }) => name).filter((name) => !referring.includes(name));
  expect(writing).toEqual(['dev']);
  const objects = referringSets().flatMap((set) => set.objects.map(({ manifest }) => manifest));
  expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  expect(referringSets().flatMap(({ secrets }) => secrets)).not.toEqual([]);
});

test('IAC-23: no sample value of the texts stands in them, in no file and in no encoding', () => {
  // A value as short as 'root' is also the name of a user and a folder: it counts as a whole text only.
  const samples = Object.values(SAMPLE_SECRETS);
  const forms = samples.flatMap((value) => [value, Buffer.from(value).toString('base64')]);
  const long = forms.filter((form) => form.length > 8);
  const short = forms.filter((form) => form.length <= 8);
  const files = [...treeOf(referringSets())];
  expect(files.filter(([, text]) => long.some((form) => text.includes(form))).map(([path]) => path)).toEqual([]);
  const wrong = referringSets().flatMap((set) =>
    set.objects
      .filter(({ manifest }) =>
        allContainersOf(manifest).some(({ env, args, command }) =>
          textsIn([env, args, command]).some((text) => text.split(/[\s=:]+/).some((word) => short.includes(word))),
        ),
      )
      .map(({ manifest }) => describeObject(set, manifest)),
  );
  expect(wrong).toEqual([]);
});

const podWith = (container: object) => [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'web', image: 'web:1', ...container }] },
  },
];
const configWith = (data: object) => [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' }, data }];

test.each([
  { what: 'a variable', objects: podWith({ env: [{ name: 'DB_PASSWORD', value: 'hunter2hunter2' }] }), at: 'Pod/web' },
  { what: 'an argument', objects: podWith({ args: ['--password=hunter2hunter2'] }), at: 'Pod/web' },
  { what: 'a command', objects: podWith({ command: ['app', '-db-password', 'hunter2hunter2'] }), at: 'Pod/web' },
  { what: 'a ConfigMap', objects: configWith({ password: 'hunter2hunter2' }), at: 'ConfigMap/web' },
  { what: 'a sample of the texts', objects: configWith({ note: SAMPLE_SECRETS.parseMasterKey }), at: 'ConfigMap/web' },
])('IAC-23: a password in clear text fails synthesis: $what', ({ objects, at }) => {
  expect(findingsIn(objects, 'production')).toContain(`clear-text-secret ${at}`);
});

test.each(['awsme', 'parse', 'ghost', 'kuar-mysql'])(
  'IAC-24: the password that the text writes into %s comes from a Secret',
  (id) => {
    const [set] = builtIn(environmentRunning(id), id);
    const variables = (set?.objects ?? [])
      .flatMap(({ manifest }) => allContainersOf(manifest))
      .flatMap((container) => objectsAt(container, 'env'));
    const references = variables.map((variable) => objectAt(objectAt(variable, 'valueFrom'), 'secretKeyRef'));
    expect(set?.secrets).not.toEqual([]);
    for (const { name, keys } of set?.secrets ?? []) {
      const used = references
        .filter((reference) => reference?.['name'] === name)
        .map((reference) => reference?.['key']);
      expect(new Set(used)).toEqual(new Set(keys));
    }
  },
);

/** Files that lie beside a stack, with the stack's id. */
const configurationFiles = filesBelow('src/workshop/stacks')
  .filter((path) => path.includes('/files/'))
  .map((path) => ({ path, id: path.split('/')[3] as string }));

test.each(configurationFiles)('IAC-25: a ConfigMap holds exactly the file $path', ({ path, id }) => {
  const text = readFileSync(path, 'utf8');
  const configs = allSets()
    .filter(({ stack }) => stack.id === id)
    .flatMap(({ objects }) => objects.filter(({ manifest }) => manifest.kind === 'ConfigMap'))
    .map(({ manifest }) => objectAt(manifest as never, 'data')?.[basename(path)]);
  expect(configs).toContain(text);
});

describeWithTexts('the configuration files of the texts', () => {
  const stacks = ['ghost', 'redis-sentinel', 'kuar-config'];
  const given = textsBelow('files').filter((path) => stacks.includes(path.split('/')[0] as string));

  test.each(given)('IAC-25: %s is in a ConfigMap of the lessons', (path) => {
    const configs = allSets()
      .filter(({ environment, stack }) => environment.form === 'lessons' && stack.id === path.split('/')[0])
      .flatMap(({ objects }) => objects.filter(({ manifest }) => manifest.kind === 'ConfigMap'))
      .map(({ manifest }) => objectAt(manifest as never, 'data')?.[basename(path)]);
    expect(configs).toContain(readText(`files/${path}`));
  });
});

test('IAC-26: access rules are files like all others', () => {
  const kinds = lessonObjects('kuar-rbac').map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(new Set(['Role', 'RoleBinding', 'ClusterRole']));
  const files = [...treeOf(allSets()).keys()].filter((path) => path.startsWith('workshop/kuar-rbac/'));
  expect(files).toContain('workshop/kuar-rbac/pods-and-services-rolebinding.yaml');
});
