import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { type LessonEnvironment, setContext } from '../../../src';
import { buildSets } from '../../../src/workshop/synthesis/build-sets';
import type { Manifest } from '../../../src/workshop/synthesis/object-set';
import { walk } from '../../../src/workshop/synthesis';
import { writeLayout } from '../../../src/workshop/synthesis/layouts';
import { type JsonObject, objectAt } from '../../support/json';
import { findingsIn } from '../../support/judged-objects';
import { missingIn, releasedFrontend } from '../../support/released-frontend';
import { production, shop } from '../../support/sample-program';
import { useTemporaryFolder } from '../../support/temporary-folder';
import {
  allContainersOf,
  builtIn,
  deployableStacks,
  describeObject,
  environmentRunning,
  lessonEnvironment,
  lessonObjects,
  podOf,
  productionEnvironments,
  productionSets,
  stackCalled,
  treeOf,
} from '../../support/whole-program';

const folder = useTemporaryFolder();

type Labels = Record<string, string>;

/** Labels by which a workload or a Service knows its Pods. */
function selectorOf(manifest: Manifest): Labels | undefined {
  const selector = objectAt(objectAt(manifest as unknown as JsonObject, 'spec'), 'selector');
  return (manifest.kind === 'Service' ? selector : objectAt(selector, 'matchLabels')) as Labels | undefined;
}

const labelsOfPods = (manifest: Manifest): Labels | undefined =>
  objectAt(objectAt(podOf(manifest), 'metadata'), 'labels') as Labels | undefined;

const selects = (selector: Labels, labels: Labels): boolean =>
  Object.entries(selector).every(([name, value]) => labels[name] === value);

/** `selector of X selects Pods of Y` wherever the group of Y is another than that of X. */
function foreignSelections(groups: Readonly<Record<string, readonly Manifest[]>>): string[] {
  const all = Object.entries(groups).flatMap(([group, objects]) => objects.map((object) => ({ group, object })));
  return all.flatMap(({ group, object }) => {
    const selector = selectorOf(object);
    if (selector === undefined) return [];
    return all
      .filter((other) => other.group !== group && selects(selector, labelsOfPods(other.object) ?? { none: '' }))
      .filter((other) => labelsOfPods(other.object) !== undefined)
      .map((other) => `${object.metadata.name} selects Pods of ${other.object.metadata.name}`);
  });
}

test.each(deployableStacks.map(({ id }) => id))(
  'IAC-11: %s differs between two environments only where their parameters do',
  (id) => {
    const [first, second] = ['first-place', 'other-place'].map((name) => [
      ...treeOf(builtIn(environmentRunning(id, {}, name), id)),
    ]) as [[string, string][], [string, string][]];
    const renamed = first.map((file) => file.map((text) => text.replaceAll('first-place', 'other-place')));
    expect(renamed).toEqual(second);
  },
);

test('IAC-11: parameters have defaults; an unknown or missing one is an error that names it', () => {
  const build = (settings: Record<string, number>) =>
    buildSets({ stacks: [shop], environments: [production('live', settings)] });
  expect(build({})).toHaveLength(1);
  expect(() => build({ replica: 3 })).toThrow("unknown parameter 'replica'; did you mean 'replicas'?");
  expect(() => build({ replicas: -1 })).toThrow("parameter 'replicas' must be a whole number from 1");
  const { replicas: _default, ...without } = shop.production?.parameters ?? {};
  const demanding = {
    ...shop,
    production: {
      ...shop.production,
      parameters: { ...without, replicas: { ...shop.production?.parameters['replicas'], default: undefined } },
    },
  };
  expect(() => buildSets({ stacks: [demanding as typeof shop], environments: [production('live')] })).toThrow(
    "parameter 'replicas' needs a value",
  );
});

test('IAC-12: environments are links to templates, with their parameters beside', () => {
  const program = releasedFrontend(join(folder(), 'releases'), { Staging: 'v2', Release: 'v1' });
  writeLayout(program, { stack: 'frontend-layout', style: 'folders', folder: folder() });
  const layout = [
    'frontend/staging/templates -> ../v2',
    'frontend/staging/staging-parameters.yaml',
    'frontend/production/templates -> ../v1',
    'frontend/production/production-parameters.yaml',
    'frontend/v1/frontend-deployment.yaml',
    'frontend/v1/frontend-service.yaml',
    'frontend/v2/frontend-deployment.yaml',
    'frontend/v2/frontend-service.yaml',
  ];
  expect(missingIn(join(folder(), 'LAYOUT-04'), layout)).toEqual([]);
});

test('IAC-13: a release name prefixes object names, so that two releases share a namespace', () => {
  const { production: form } = stackCalled('frontend-layout');
  const chart = new Chart(new App(), 'chart', { namespace: 'shared' });
  const values = Object.fromEntries(
    Object.entries(form?.parameters ?? {}).map(([name, { default: value }]) => [name, value]),
  );
  const groups = Object.fromEntries(
    ['my-release', 'other'].map((namePrefix) => {
      const around = new Construct(chart, namePrefix);
      setContext(around, { secrets: 'reference', namePrefix });
      const surroundings = { environment: 'test', namespace: 'shared', namespaceOf: (id: string) => id };
      form?.build(around, values as never, surroundings);
      return [namePrefix, walk(around).objects.map(({ manifest }) => manifest)];
    }),
  );
  const names = Object.values(groups).map((objects) => objects.map(({ metadata }) => metadata.name));
  expect(names[0]).toContain('my-release-frontend');
  expect(names[0]?.every((name) => name.startsWith('my-release-'))).toBe(true);
  expect(names[1]?.every((name) => name.startsWith('other-'))).toBe(true);
  expect(foreignSelections(groups)).toEqual([]);
});

test('IAC-14: the homework of two users, test and production, keeps apart in one namespace', () => {
  const groups = Object.fromEntries(
    ['red', 'blue'].flatMap((homeworkUser) => {
      const environment: LessonEnvironment = {
        ...lessonEnvironment,
        lessons: { ...lessonEnvironment.lessons, homeworkUser },
      };
      return builtIn(environment, 'flask-redis').map(({ stage, objects }): [string, Manifest[]] => [
        `${homeworkUser}-${stage ?? ''}`,
        objects.map(({ manifest }) => manifest),
      ]);
    }),
  );
  expect(Object.keys(groups)).toEqual(['red-test', 'red-prod', 'blue-test', 'blue-prod']);
  expect(foreignSelections(groups)).toEqual([]);
  for (const [group, objects] of Object.entries(groups)) {
    const [username, env] = group.split('-');
    for (const object of objects) {
      expect(object.metadata.name.startsWith(`${group}-`)).toBe(true);
      expect(object.metadata.labels).toMatchObject({ username, env });
      const labels = labelsOfPods(object);
      if (labels !== undefined)
        expect(labels).toEqual({ username, env, app: expect.stringMatching(`^${group}-(flask|redis)$`) });
      const selector = selectorOf(object);
      if (selector !== undefined) expect(Object.keys(selector)).toEqual(['app']);
    }
  }
});

const podWith = (image: string) => [
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [{ name: 'web', image }] } },
];

test.each([
  { image: 'registry.example.com:5000/web', isRefused: true },
  { image: 'web:latest', isRefused: true },
  { image: 'web:1.4.2', isRefused: false },
  { image: `web@sha256:${'0'.repeat(64)}`, isRefused: false },
])('IAC-15: image $image is refused outside lessons: $isRefused', ({ image, isRefused }) => {
  expect(findingsIn(podWith(image), 'production').includes('image-tag Pod/web')).toBe(isRefused);
  expect(findingsIn(podWith(image), 'lessons')).toEqual([]);
});

test('IAC-15: the registry is a parameter of every stack with images of the reader', () => {
  const registry = 'registry.elsewhere.test/somebody';
  const own = deployableStacks.filter(({ production: form }) => 'registry' in (form?.parameters ?? {}));
  expect(own.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['awsme', 'dockercoins', 'helloflask', 'flask-redis']),
  );
  for (const { id } of own) {
    const images = builtIn(environmentRunning(id, { registry }), id)
      .flatMap(({ objects }) => objects.flatMap(({ manifest }) => allContainersOf(manifest)))
      .map(({ image }) => String(image));
    expect({ id, moved: images.some((image) => image.startsWith(`${registry}/`)) }).toEqual({ id, moved: true });
  }
});

test('IAC-16: one image serves all environments: no reference names one of them', () => {
  const names = productionEnvironments.flatMap(({ name }) => [name, ...name.split('-')]);
  const wrong = productionSets().flatMap((set) =>
    set.objects.flatMap(({ manifest }) =>
      allContainersOf(manifest)
        .map(({ image }) => String(image))
        .filter((image) => image.split(/[^a-z0-9]+/i).some((word) => names.includes(word)))
        .map((image) => `${describeObject(set, manifest)}: ${image}`),
    ),
  );
  expect(productionSets()).not.toEqual([]);
  expect(wrong).toEqual([]);
});

test('IAC-17: a stack has a namespace of its own in every environment, and the same Service names in all', () => {
  const namesIn = (name: string, kind: string) =>
    builtIn(environmentRunning('dockercoins', {}, name), 'dockercoins').flatMap(({ objects }) =>
      objects.filter(({ manifest }) => manifest.kind === kind).map(({ manifest }) => manifest.metadata),
    );
  const [blue, green] = [namesIn('blue', 'Service'), namesIn('green', 'Service')];
  expect(blue.map(({ name }) => name)).toEqual(green.map(({ name }) => name));
  expect(new Set(blue.map(({ namespace }) => namespace))).toEqual(new Set(['blue-dockercoins']));
  expect(new Set(green.map(({ namespace }) => namespace))).toEqual(new Set(['green-dockercoins']));
});

test('IAC-17: my-database is one name in test and prod', () => {
  const services = lessonObjects('kuar-external-db/test-and-prod').filter(({ kind }) => kind === 'Service');
  expect(services.map(({ metadata }) => [metadata.namespace, metadata.name]).sort()).toEqual([
    ['prod', 'my-database'],
    ['test', 'my-database'],
  ]);
});
