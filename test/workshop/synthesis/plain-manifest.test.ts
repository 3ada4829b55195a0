import { readFileSync } from 'node:fs';
import { ApiObject, App, Chart, JsonPatch, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Probe, setContext, WebService } from '../../../src';
import { k8s } from '../../../src/workshop/constructs/k8s';
import { plainManifest } from '../../../src/workshop/synthesis/plain-manifest';
import { settingsOf } from '../../../src/workshop/synthesis/settings';
import { productionChart, surroundingsOf } from '../../../src/workshop/synthesis/surroundings';
import { PROP_NAMES, type Shape, typedKind } from '../../../src/workshop/synthesis/typed-shape';
import { workshopProgram } from '../../../src/workshops';
import { lessonEnvironment, productionEnvironments } from '../../support/whole-program';

type TypedClass = new (scope: Construct, id: string, props: object) => ApiObject;

const apiObjectsBelow = (root: Construct): ApiObject[] =>
  root.node.findAll().filter((construct): construct is ApiObject => construct instanceof ApiObject);

/** The objects of every lesson, and of the production forms in the first environment that runs them. */
function everyApiObject(): ApiObject[] {
  const app = new App();
  const lessons = new Construct(app, 'lessons');
  setContext(lessons, { secrets: 'sample' });
  for (const stack of workshopProgram.stacks) {
    for (const [index, lesson] of (stack.lessons ?? []).entries()) {
      lesson.build(new Chart(lessons, `${stack.id}-${index}`), lessonEnvironment.lessons);
    }
    const environment = productionEnvironments.find(({ stacks }) => stack.id in stacks);
    if (environment === undefined || stack.production === undefined) continue;
    const values = settingsOf(environment, stack.id, stack.production.parameters);
    const chart = productionChart(app, environment.name, stack.id, 'HEAD');
    stack.production.build(chart, values as never, surroundingsOf(environment.name, stack.id));
  }
  return apiObjectsBelow(app);
}

test('the manifests of all stacks are those of toJson, and nearly all are plain', () => {
  const objects = everyApiObject();
  const plain = objects.filter((object) => plainManifest(object) !== undefined);
  for (const object of plain) expect(plainManifest(object)).toEqual(object.toJson());
  expect(plain.length).toBeGreaterThan(0.95 * objects.length);
});

test('the props that bear another name than their field are those of the typed classes', () => {
  const code = readFileSync(require.resolve('cdk8s-plus-28/lib/imports/k8s'), 'utf8');
  const pairs = [...code.matchAll(/^ +'([^']+)': .*?obj\.(\w+)/gm)].map(([, field, prop]) => [field, prop] as const);
  expect(pairs.length).toBeGreaterThan(1000);
  expect(PROP_NAMES).toEqual(Object.fromEntries(pairs.filter(([field, prop]) => field !== prop)));
});

/** Something for every prop that leads to a value without dates, three types deep. */
function sampleOf(shape: Shape, depth: number): unknown {
  switch (shape.is) {
    case 'scalar':
      return 'text';
    case 'wrapped':
      return { value: 7 };
    case 'date':
      return undefined;
    case 'list':
      return depth === 0 ? [] : [sampleOf(shape.of, depth - 1), sampleOf(shape.of, depth - 1)];
    case 'map':
      return { key: sampleOf(shape.of, depth), other: undefined };
    case 'object':
      return depth === 0
        ? {}
        : Object.fromEntries([...shape.props.values()].map((prop) => [prop.prop, sampleOf(prop.shape, depth - 1)]));
  }
}

const chart = (): Chart => new Chart(new App(), 'chart');

const typedClasses = Object.entries(k8s as unknown as Record<string, TypedClass & { GVK?: object }>).filter(
  ([name, typed]) => typed.GVK !== undefined && !/List(V\d|$)|^KubeStatus$/.test(name),
);

test('there are typed classes to compare', () => {
  expect(typedClasses.length).toBeGreaterThan(60);
});

test.each(typedClasses)('every prop of %s becomes the field that toJson makes of it', (_, typed) => {
  const kind = typedKind(new typed(chart(), 'shape', {}));
  const props = Object.fromEntries((kind?.props ?? []).map(({ prop, shape }) => [prop, sampleOf(shape, 5)]));
  const object = new typed(chart(), 'object', { metadata: { name: 'x', labels: { a: 'b' } }, ...props });
  const manifest = plainManifest(object);
  expect(manifest).toBeDefined();
  expect(manifest).toEqual(object.toJson());
});

const pod = (spec: object): ApiObject =>
  new k8s.KubePod(chart(), 'pod', { metadata: { name: 'web' }, spec: spec as k8s.PodSpec });
const containers = [{ name: 'main', image: 'x:1' }];

class DerivedPod extends k8s.KubePod {}

test.each<[string, () => ApiObject]>([
  ['a lazy value', () => pod({ containers, nodeName: Lazy.any({ produce: () => 'n1' }) })],
  ['a token', () => pod({ containers: [{ name: 'main', image: { resolve: () => 'x:1' } }] })],
  ['a token behind a quantity', () => pod({ containers, overhead: { cpu: { value: { resolve: () => '1' } } } })],
  ['null', () => pod({ containers, nodeName: null })],
  ['a prop that the type lacks', () => pod({ containers, nodeNmae: 'n1' })],
  ['a map where a list belongs', () => pod({ containers: {} })],
  ['a date', () => new k8s.KubeLease(chart(), 'lease', { spec: { renewTime: new Date(0) } })],
  ['a derived class', () => new DerivedPod(chart(), 'pod', { spec: { containers } })],
  ['metadata of a list', () => new k8s.KubePodList(chart(), 'pods', { items: [] })],
  ['an untyped object', () => new ApiObject(chart(), 'raw', { apiVersion: 'v1', kind: 'Pod' })],
  [
    'a patch',
    () => {
      const object = pod({ containers });
      object.addJsonPatch(JsonPatch.add('/spec/nodeName', 'n1'));
      return object;
    },
  ],
  [
    'further metadata',
    () => {
      const object = pod({ containers });
      object.metadata.add('generateName', 'web-');
      return object;
    },
  ],
  [
    'a resolver of the app',
    () =>
      new k8s.KubePod(new Chart(new App({ resolvers: [{ resolve: () => undefined }] }), 'chart'), 'pod', {
        spec: { containers },
      }),
  ],
])('an object with %s is left to toJson', (_, make) => {
  expect(plainManifest(make())).toBeUndefined();
});

test('a manifest shares nothing with the props it is made of', () => {
  const scope = chart();
  const ports = [8080];
  const web = new WebService(scope, 'web', {
    port: 8080,
    selector: { app: 'web' },
    containers: [{ image: 'x:1', ports, health: { readiness: Probe.http('/', 8080) } }],
  });
  const [first, second] = [plainManifest(web.apiObject), plainManifest(web.apiObject)];
  const partsOf = (value: unknown): object[] =>
    typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(partsOf)] : [];
  const shared = new Set(partsOf(first));
  expect(shared.size).toBeGreaterThan(10);
  expect(partsOf(second).filter((part) => shared.has(part))).toEqual([]);
});
