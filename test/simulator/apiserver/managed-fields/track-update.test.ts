import fc from 'fast-check';
import type { JsonObject, ManagedFieldsEntry } from '../../../../src/simulator/api';
import {
  entriesIgnoringTimes,
  fieldsOf,
  trackUpdate,
  withManagedFields,
  type WriteOrigin,
} from '../../../../src/simulator/apiserver/managed-fields';
import { configMapType, deploymentType } from './sample-types';

const NOW = '2026-01-01T00:00:00Z';
const LATER = '2026-01-01T00:01:00Z';

const write = (
  before: JsonObject | undefined,
  after: JsonObject,
  manager: string,
  origin: Partial<WriteOrigin> = {},
): JsonObject =>
  withManagedFields(
    after,
    trackUpdate(before, after, { manager, apiVersion: 'apps/v1', now: NOW, type: deploymentType, ...origin }),
  );
const entriesOf = (object: JsonObject): readonly ManagedFieldsEntry[] =>
  ((object['metadata'] as JsonObject)['managedFields'] ?? []) as readonly ManagedFieldsEntry[];
const withEntriesOf = (object: JsonObject, other: JsonObject): JsonObject =>
  withManagedFields(object, entriesOf(other));

const deployment = (replicas: number, image: string, status: JsonObject = {}): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', uid: 'u', creationTimestamp: NOW, labels: { app: 'web' } },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          { name: 'main', image, env: [{ name: 'A', value: '1' }], ports: [{ containerPort: 80 }], resources: {} },
        ],
      },
    },
  },
  status,
});

test('the creator owns every field with its defaults, but not what the server alone sets', () => {
  expect(entriesOf(write(undefined, deployment(1, 'nginx'), 'kubectl-create'))).toEqual([
    {
      manager: 'kubectl-create',
      operation: 'Update',
      apiVersion: 'apps/v1',
      time: NOW,
      fieldsType: 'FieldsV1',
      fieldsV1: {
        'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
        'f:spec': {
          'f:replicas': {},
          'f:selector': {},
          'f:template': {
            'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
            'f:spec': {
              'f:containers': {
                'k:{"name":"main"}': {
                  '.': {},
                  'f:env': { '.': {}, 'k:{"name":"A"}': { '.': {}, 'f:name': {}, 'f:value': {} } },
                  'f:image': {},
                  'f:name': {},
                  'f:ports': {
                    '.': {},
                    'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} },
                  },
                  'f:resources': {},
                },
              },
            },
          },
        },
      },
    },
  ]);
});

test('an update owns what it changed, and the others lose that', () => {
  const created = write(undefined, deployment(1, 'nginx'), 'create');
  const scaled = write(created, withEntriesOf(deployment(3, 'nginx'), created), 'scale', { now: LATER });
  expect(entriesOf(scaled).map(({ manager, time, fieldsV1 }) => ({ manager, time, fieldsV1 }))).toEqual([
    { manager: 'create', time: NOW, fieldsV1: expect.not.objectContaining({ 'f:spec': { 'f:replicas': {} } }) },
    { manager: 'scale', time: LATER, fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
  ]);
  expect(JSON.stringify(entriesOf(scaled)[0])).not.toContain('f:replicas');
});

test('a write that changes nothing leaves the entries as they are', () => {
  const created = write(undefined, deployment(1, 'nginx'), 'create');
  const again = write(created, withEntriesOf(deployment(1, 'nginx'), created), 'other', { now: LATER });
  expect(entriesOf(again)).toEqual(entriesOf(created));
});

test('a change through /status is an entry of its own and cannot own the spec', () => {
  const created = write(undefined, deployment(1, 'nginx'), 'create');
  const after = withEntriesOf(deployment(5, 'nginx', { replicas: 1 }), created);
  const reported = write(created, after, 'create', {
    subresource: 'status',
    resetFields: fieldsOf('spec', 'metadata.labels'),
    now: LATER,
  });
  expect(entriesOf(reported)[1]).toEqual({
    manager: 'create',
    operation: 'Update',
    apiVersion: 'apps/v1',
    time: LATER,
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:status': { 'f:replicas': {} } },
    subresource: 'status',
  });
  expect(entriesOf(reported)[0]).toEqual(entriesOf(created)[0]);
});

test('a pure reordering of items with keys changes nothing', () => {
  const object = (names: string[]): JsonObject => ({
    metadata: {},
    spec: { template: { spec: { containers: names.map((name) => ({ name })) } } },
  });
  const created = write(undefined, object(['a', 'b']), 'create');
  const turned = write(created, withEntriesOf(object(['b', 'a']), created), 'other', { now: LATER });
  expect(entriesOf(turned)).toEqual(entriesOf(created));
});

test('a manager that writes nothing but an empty entry resets the others', () => {
  const created = write(undefined, deployment(1, 'nginx'), 'create');
  expect(trackUpdate(created, withManagedFields(deployment(1, 'nginx'), [{}]), origin())).toBeUndefined();
});

test('entries that are not well formed are ignored in favour of the stored ones', () => {
  const created = write(undefined, deployment(1, 'nginx'), 'create');
  const bad = [{ manager: 'x', operation: 'Jump' }] as unknown as ManagedFieldsEntry[];
  expect(trackUpdate(created, withManagedFields(deployment(1, 'nginx'), bad), origin())).toEqual(entriesOf(created));
});

test('an object that nobody tracks stays untracked', () => {
  expect(trackUpdate(deployment(1, 'a'), deployment(2, 'a'), origin())).toBeUndefined();
});

const origin = (manager = 'x'): WriteOrigin => ({ manager, apiVersion: 'apps/v1', now: NOW, type: deploymentType });

test('the oldest of more than ten updaters become ancient changes', () => {
  const object = (count: number): JsonObject => ({
    apiVersion: 'v1',
    metadata: { name: 'c' },
    data: Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v'])),
  });
  let live: JsonObject | undefined;
  for (let count = 1; count <= 13; count++) {
    const after = live === undefined ? object(count) : withEntriesOf(object(count), live);
    const now = `2026-01-01T00:00:${String(count).padStart(2, '0')}Z`;
    live = write(live, after, `m${count}`, { apiVersion: 'v1', now, type: configMapType });
  }
  const entries = entriesOf(live as JsonObject);
  expect(entries.map(({ manager }) => manager)).toEqual([
    'ancient-changes',
    ...Array.from({ length: 9 }, (_, index) => `m${index + 5}`),
  ]);
  expect(entries[0]).toMatchObject({
    time: '2026-01-01T00:00:04Z',
    fieldsV1: { 'f:data': { '.': {}, 'f:k0': {}, 'f:k1': {}, 'f:k2': {}, 'f:k3': {} } },
  });
});

test('a write that would change nothing but a time keeps the old entries', () => {
  const entry = { manager: 'a', operation: 'Apply', apiVersion: 'v1', time: NOW, fieldsType: 'FieldsV1' } as const;
  const before = withManagedFields(deployment(1, 'a'), [entry]);
  const after = (replicas: number): JsonObject =>
    withManagedFields(deployment(replicas, 'a'), [{ ...entry, time: LATER }]);
  expect(entriesIgnoringTimes(before, after(1))).toEqual([entry]);
  expect(entriesIgnoringTimes(before, after(2))).toEqual([{ ...entry, time: LATER }]);
});

test('after any writes every leaf has exactly one updater, and only leaves that exist have one', () => {
  const data = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('1', '2'));
  const writes = fc.array(fc.record({ manager: fc.constantFrom('m', 'n', 'o'), data }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(writes, (all) => {
      let live: JsonObject | undefined;
      for (const { manager, data: values } of all) {
        const after: JsonObject = { metadata: { name: 'c', uid: 'u' }, data: values };
        // An object whose last owner is gone is not tracked any more.
        if (live !== undefined && entriesOf(live).length === 0) return;
        live = write(live, after, manager, { type: configMapType });
      }
      const owned = entriesOf(live as JsonObject).flatMap(({ fieldsV1 }) =>
        Object.keys((fieldsV1 as Record<string, JsonObject>)['f:data'] ?? {}).filter((key) => key !== '.'),
      );
      const leaves = Object.keys((live as JsonObject)['data'] as JsonObject).map((key) => `f:${key}`);
      expect(owned.sort()).toEqual(leaves.sort());
    }),
  );
});
