import fc from 'fast-check';
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  createMergePatch,
  isJsonObject,
  type Draft,
  type JsonObject,
  type StatusError,
} from '../../../src/simulator/api';
import { describeWithShared } from '../../support/shared';
import { recordedSteps, withoutFilledIn } from './recorded-patches';
import { sampleLookup } from './sample-lookup';

const applyPatch = (contentType: string | undefined, object: JsonObject, patch: unknown): Draft => {
  switch (contentType) {
    case 'application/json-patch+json':
      return applyJsonPatch(object, patch);
    case 'application/merge-patch+json':
      return applyMergePatch(object, patch);
    default:
      return applyStrategicMergePatch(object, patch, sampleLookup);
  }
};

const statusOf = (action: () => unknown): { code: number; message: string } => {
  try {
    action();
  } catch (error) {
    const { code, message } = error as StatusError;
    return { code, message };
  }
  throw new Error('it was not refused');
};

describeWithShared('patches give what a real server gave', (shared) => {
  const steps = recordedSteps(shared, 'requests-patches').filter(
    ({ path, contentType, answer }) =>
      contentType !== undefined && !/\/(scale|status)$/.test(path) && isJsonObject(answer['spec']),
  );
  const objects = new Map<string, JsonObject>([
    [
      'web',
      {
        metadata: { name: 'web' },
        spec: {
          replicas: 0,
          selector: { matchLabels: { app: 'web' } },
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
          template: {
            metadata: { labels: { app: 'web' } },
            spec: {
              containers: [
                {
                  name: 'main',
                  image: 'registry.k8s.io/pause:3.9',
                  env: [
                    { name: 'A', value: '1' },
                    { name: 'B', value: '2' },
                  ],
                  ports: [{ containerPort: 80 }],
                },
              ],
            },
          },
        },
      },
    ],
    [
      'svc',
      {
        metadata: { name: 'svc' },
        spec: {
          type: 'ClusterIP',
          ports: [
            { name: 'a', port: 80 },
            { name: 'b', port: 81 },
          ],
        },
      },
    ],
  ]);

  test('in sequence, each on the answer of the one before', () => {
    const compared: string[] = [];
    for (const { path, contentType, body, answer } of steps) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const before = objects.get(name) as JsonObject;
      const after = applyPatch(contentType, before, body);
      objects.set(name, after);
      const spec = withoutFilledIn(after['spec']) as Draft;
      const wanted = withoutFilledIn(answer['spec']) as Draft;
      // The server allots and forgets node ports by itself.
      for (const each of [spec, wanted]) delete each['externalTrafficPolicy'];
      if (JSON.stringify(wanted).includes('nodePort')) continue;
      expect(spec).toEqual(wanted);
      compared.push(path);
    }
    expect(compared.length).toBeGreaterThanOrEqual(18);
  });
});

describe('merge patch', () => {
  test.each([
    { original: { a: 'b' }, patch: { a: 'c' }, result: { a: 'c' } },
    { original: { a: 'b' }, patch: { a: null }, result: {} },
    { original: { a: ['b'] }, patch: { a: ['c', null] }, result: { a: ['c', null] } },
    { original: { a: { b: 'c' } }, patch: { a: { b: null, d: 1 } }, result: { a: { d: 1 } } },
    { original: {}, patch: { a: { b: { c: null } } }, result: { a: { b: {} } } },
    { original: { a: 'foo' }, patch: { a: { b: null } }, result: { a: {} } },
    { original: { a: 1 }, patch: {}, result: { a: 1 } },
  ])('$original with $patch is $result', ({ original, patch, result }) => {
    expect(applyMergePatch(original, patch)).toEqual(result);
  });

  test.each([
    [[1], 'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}'],
    ['x', 'error decoding patch: json: cannot unmarshal string into Go value of type map[string]interface {}'],
    [null, 'Invalid JSON Patch'],
  ])('%j is no merge patch', (patch, message) => {
    expect(statusOf(() => applyMergePatch({}, patch))).toEqual({ code: 400, message });
  });

  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean());
  const { tree } = fc.letrec<{ tree: JsonObject }>((tie) => ({
    tree: fc.dictionary(
      fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'),
      fc.oneof({ maxDepth: 3 }, scalar, fc.array(scalar), tie('tree')),
      { noNullPrototype: true },
    ) as fc.Arbitrary<JsonObject>,
  }));

  test('the patch made from two objects turns the first into the second, and changes neither', () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const texts = [JSON.stringify(before), JSON.stringify(after)];
        const patch = createMergePatch(before, after);
        expect(applyMergePatch(before, patch ?? {})).toEqual(after);
        expect([JSON.stringify(before), JSON.stringify(after)]).toEqual(texts);
      }),
    );
  });
});

describe('JSON patch', () => {
  const original = { data: { a: '1' }, list: ['x', 'y'], deep: { inner: { n: 1 } } };

  test.each([
    [[{ op: 'add', path: '/list/-', value: 'z' }], { ...original, list: ['x', 'y', 'z'] }],
    [[{ op: 'add', path: '/list/0', value: 'z' }], { ...original, list: ['z', 'x', 'y'] }],
    [[{ op: 'remove', path: '/list/-1' }], { ...original, list: ['x'] }],
    [[{ op: 'replace', path: '/data/missing', value: 'x' }], { ...original, data: { a: '1', missing: 'x' } }],
    [[{ op: 'add', path: '/data/a~1b~0', value: 'x' }], { ...original, data: { a: '1', 'a/b~': 'x' } }],
    [[{ op: 'move', from: '/data/a', path: '/deep/inner/n' }], { ...original, data: {}, deep: { inner: { n: '1' } } }],
    [
      [
        { op: 'copy', from: '/deep', path: '/data/deep' },
        { op: 'replace', path: '/deep/inner/n', value: 2 },
      ],
      { ...original, data: { a: '1', deep: { inner: { n: 1 } } }, deep: { inner: { n: 2 } } },
    ],
    [[{ op: 'test', path: '/data/missing', value: null }], original],
    [[{ op: 'replace', path: '', value: { new: true } }], { new: true }],
  ])('%j', (patch, result) => {
    const text = JSON.stringify(original);
    expect(applyJsonPatch(original, patch)).toEqual(result);
    expect(JSON.stringify(original)).toBe(text);
  });

  test.each([
    [[{ op: 'test', path: '/data/a', value: '2' }]],
    [[{ op: 'jump', path: '/data/a' }]],
    [[{ op: 'remove', path: '/data/missing' }]],
    [[{ op: 'add', path: '/missing/a', value: 1 }]],
    [[{ op: 'add', path: '/list/3', value: 1 }]],
    [[{ op: 'add', path: '/list/x', value: 1 }]],
    [[{ op: 'add', path: '/constructor/name', value: 1 }]],
    [[{ op: 'add', value: 1 }]],
    [[{ op: 'replace', path: '', value: [] }]],
  ])('%j fails without saying why', (patch) => {
    expect(statusOf(() => applyJsonPatch(original, patch))).toEqual({
      code: 422,
      message: 'the server rejected our request due to an error in our request',
    });
  });

  test.each([
    [{}, 'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp'],
    [[1], 'error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp'],
    [
      [{ op: 1 }],
      'error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string',
    ],
  ])('%j cannot be read', (patch, message) => {
    expect(statusOf(() => applyJsonPatch(original, patch))).toEqual({ code: 400, message });
  });

  test('more than 10,000 operations are too many', () => {
    const patch = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/data/a', value: '1' }));
    expect(statusOf(() => applyJsonPatch(original, patch))).toEqual({
      code: 413,
      message: 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
    });
  });

  test('copies that double the object again and again are stopped', () => {
    const patch = Array.from({ length: 40 }, (_, index) => ({ op: 'copy', from: '/deep', path: `/deep/${index}` }));
    expect(statusOf(() => applyJsonPatch(original, patch)).code).toBe(422);
  });
});

describe('strategic merge patch', () => {
  const containers = (...names: string[]): Draft => ({
    spec: { template: { spec: { containers: names.map((name) => ({ name })) } } },
  });
  const patched = (original: JsonObject, patch: unknown): Draft =>
    applyStrategicMergePatch(original, patch, sampleLookup);
  const templateSpec = (inner: unknown): Draft => ({ spec: { template: { spec: inner } } });

  test.each([
    {
      what: 'items in the order that is asked for',
      patch: templateSpec({
        '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }, { name: 'b' }],
        containers: [{ name: 'c', image: 'x' }],
      }),
      result: templateSpec({ containers: [{ name: 'c', image: 'x' }, { name: 'a' }, { name: 'b' }] }),
    },
    {
      what: 'items unknown to the patch stay between their neighbours',
      patch: templateSpec({ '$setElementOrder/containers': [{ name: 'a' }, { name: 'c' }] }),
      result: templateSpec({ containers: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }),
    },
    {
      what: 'a list replaced by its other items',
      patch: templateSpec({ containers: [{ $patch: 'replace' }, { name: 'new' }] }),
      result: templateSpec({ containers: [{ name: 'new' }] }),
    },
    {
      what: 'a map emptied',
      patch: templateSpec({ $patch: 'delete' }),
      result: templateSpec({}),
    },
    {
      what: 'nulls of new parts left out',
      patch: { metadata: { labels: { a: 'b', c: null } } },
      result: { ...containers('a', 'b', 'c'), metadata: { labels: { a: 'b' } } },
    },
    {
      what: 'null itself changing nothing',
      patch: null,
      result: containers('a', 'b', 'c'),
    },
  ])('$what', ({ patch, result }) => {
    const original = containers('a', 'b', 'c');
    const text = JSON.stringify([original, patch]);
    expect(patched(original, patch)).toEqual(result);
    expect(JSON.stringify([original, patch])).toBe(text);
  });

  test('finalizers are added to and deleted from', () => {
    const original = { metadata: { finalizers: ['a', 'b'] } };
    expect(patched(original, { metadata: { finalizers: ['c', 'b'] } })).toEqual({
      metadata: { finalizers: ['c', 'a', 'b'] },
    });
    expect(patched(original, { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } })).toEqual({
      metadata: { finalizers: ['b'] },
    });
  });

  test('a map that is not merged is replaced', () => {
    expect(patched({ spec: { frozen: { a: 1 } } }, { spec: { frozen: { b: 2 } } })).toEqual({
      spec: { frozen: { b: 2 } },
    });
  });

  test.each([
    [[1], 400, 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
    [
      templateSpec({ containers: [{ image: 'x' }] }),
      500,
      'map: map[image:x] does not contain declared merge key: name',
    ],
    [{ spec: { $patch: 'jump' } }, 500, 'unknown patch type: jump in map: map[$patch:jump]'],
    [
      templateSpec({ containers: [{ name: 'a', $patch: 'jump' }] }),
      500,
      'unknown patch type: jump in map: map[$patch:jump name:a]',
    ],
    [{ spec: { $retainKeys: 'x' } }, 400, 'invalid patch format of retainKeys'],
    [{ spec: { $retainKeys: ['a'], b: 1 } }, 400, 'invalid patch format of retainKeys'],
    [templateSpec({ '$setElementOrder/containers': 'x' }), 500, 'expected a []interface {}, but received a string'],
    [templateSpec({ $setElementOrder: [] }), 400, 'invalid patch format of setElementOrder list'],
    [
      { spec: { anything: { deep: { a: 1 } } } },
      500,
      'merging an object in json but data type is not struct, instead is: map',
    ],
    [
      { spec: { unknown: { a: 1 } } },
      500,
      'unable to find api field in struct SampleSpec for the json field "unknown"',
    ],
    [{ spec: { matrix: [['x']] } }, 422, 'the server rejected our request due to an error in our request'],
    [{ spec: { matrix: [1, 'x'] } }, 500, 'list element types are not identical: [[a] [1 x]]'],
  ])('%j is refused with %d', (patch, code, message) => {
    const original = {
      spec: { ...(containers('a')['spec'] as Draft), anything: { deep: { b: 1 } }, unknown: { b: 1 }, matrix: ['a'] },
    };
    expect(statusOf(() => patched(original, patch))).toEqual({ code, message });
  });

  test('whatever the patch, the original stays as it is and the same patch again changes nothing more', () => {
    const item = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), image: fc.constantFrom('x', 'y') });
    const list = fc.uniqueArray(item, { selector: ({ name }) => name, maxLength: 4 });
    fc.assert(
      fc.property(list, list, (have, wanted) => {
        const original = templateSpec({ containers: have });
        const patch = templateSpec({ containers: wanted });
        const text = JSON.stringify(original);
        const once = patched(original, patch);
        expect(JSON.stringify(original)).toBe(text);
        expect(patched(once, patch)).toEqual(once);
      }),
    );
  });
});
