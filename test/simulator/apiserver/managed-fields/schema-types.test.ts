import { applyStrategicMergePatch, type JsonObject } from '../../../../src/simulator/api';
import { applyConfig, emptyValue, trackUpdate } from '../../../../src/simulator/apiserver/managed-fields';
import { mergeTypeOf, patchLookupOf } from '../../../../src/simulator/apiserver/merge-types';
import type { ResourceInfo } from '../../../../src/simulator/resources/resource';
import { allKinds } from '../../../../src/simulator/schema';

/** As much of a resource as its types need. */
const resource = (group: string, kind: string, version = 'v1', custom?: unknown): ResourceInfo =>
  ({
    group,
    kind,
    storage: group === '' ? kind : `${group}/${kind}`,
    storageVersion: version,
    versions: [version],
    custom,
  }) as unknown as ResourceInfo;

const NOW = '2026-01-01T00:00:00Z';
const ownedAfterCreate = (kind: ResourceInfo, object: JsonObject): unknown =>
  trackUpdate(undefined, object, { manager: 'm', apiVersion: 'v1', now: NOW, type: mergeTypeOf(kind) })?.[0]?.fieldsV1;

test('a new Pod is owned as a real server records it', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', labels: { app: 'web' }, ownerReferences: [{ uid: 'u', kind: 'ReplicaSet', name: 'rs' }] },
    spec: {
      containers: [
        {
          name: 'main',
          image: 'nginx',
          ports: [{ containerPort: 80, protocol: 'TCP' }],
          resources: { limits: { cpu: '1' } },
          command: ['a', 'b'],
        },
      ],
      nodeSelector: { disk: 'ssd' },
      securityContext: {},
      restartPolicy: 'Always',
    },
    status: {},
  };
  expect(ownedAfterCreate(resource('', 'Pod'), pod)).toEqual({
    'f:metadata': {
      'f:labels': { '.': {}, 'f:app': {} },
      'f:ownerReferences': { '.': {}, 'k:{"uid":"u"}': {} },
    },
    'f:spec': {
      'f:containers': {
        'k:{"name":"main"}': {
          '.': {},
          'f:command': {},
          'f:image': {},
          'f:name': {},
          'f:ports': {
            '.': {},
            'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {}, 'f:protocol': {} },
          },
          'f:resources': { '.': {}, 'f:limits': { '.': {}, 'f:cpu': {} } },
        },
      },
      'f:nodeSelector': {},
      'f:restartPolicy': {},
      'f:securityContext': {},
    },
  });
});

test('structs that are no pointers are there before anything is written', () => {
  expect(emptyValue(mergeTypeOf(resource('apps', 'Deployment')))).toMatchObject({
    spec: { strategy: {}, template: { spec: { containers: null } } },
    status: {},
  });
});

test('every built-in kind has a type without endless recursion', () => {
  const kinds = allKinds();
  for (const { gvk } of kinds) {
    const { group, kind, version } = gvk;
    expect(emptyValue(mergeTypeOf(resource(group, kind, version)))).toBeDefined();
    expect(patchLookupOf(resource(group, kind, version), version).kind).toBe('struct');
  }
  expect(kinds.length).toBeGreaterThan(100);
});

test.each([
  {
    what: 'containers by name',
    kind: resource('apps', 'Deployment'),
    original: { spec: { template: { spec: { containers: [{ name: 'a', image: 'x' }] } } } },
    patch: { spec: { template: { spec: { containers: [{ name: 'a', image: 'y' }] } } } },
    result: { spec: { template: { spec: { containers: [{ name: 'a', image: 'y' }] } } } },
  },
  {
    what: 'tolerations as a whole',
    kind: resource('', 'Pod'),
    original: { spec: { tolerations: [{ key: 'a' }] } },
    patch: { spec: { tolerations: [{ key: 'b' }] } },
    result: { spec: { tolerations: [{ key: 'b' }] } },
  },
  {
    what: 'volumes by name, with the keys that the patch retains',
    kind: resource('', 'Pod'),
    original: { spec: { volumes: [{ name: 'v', emptyDir: {} }] } },
    patch: { spec: { volumes: [{ $retainKeys: ['name', 'hostPath'], name: 'v', hostPath: { path: '/' } }] } },
    result: { spec: { volumes: [{ name: 'v', hostPath: { path: '/' } }] } },
  },
  {
    what: 'finalizers as a set',
    kind: resource('', 'Pod'),
    original: { metadata: { finalizers: ['a'] } },
    patch: { metadata: { finalizers: ['b'] } },
    result: { metadata: { finalizers: ['b', 'a'] } },
  },
  {
    what: 'the selector of a disruption budget replaced',
    kind: resource('policy', 'PodDisruptionBudget'),
    original: { spec: { selector: { matchLabels: { a: 'b' } } } },
    patch: { spec: { selector: { matchLabels: { c: 'd' } } } },
    result: { spec: { selector: { matchLabels: { c: 'd' } } } },
  },
])('strategic merge patch: $what', ({ kind, original, patch, result }) => {
  expect(applyStrategicMergePatch(original, patch, patchLookupOf(kind, 'v1'))).toEqual(result);
});

test('custom resources are merged by the lists of their schema', () => {
  const schema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          parts: {
            type: 'array',
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['name'],
            items: { type: 'object', properties: { name: { type: 'string' }, size: { type: 'integer' } } },
          },
          tags: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  };
  const type = mergeTypeOf(resource('example.com', 'Thing', 'v1', { schemaOf: () => schema }));
  const gvk = { group: 'example.com', version: 'v1', kind: 'Thing' };
  const apply = (live: JsonObject | undefined, spec: JsonObject): JsonObject =>
    applyConfig(
      live,
      { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 't' }, spec },
      {
        manager: 'm',
        gvk,
        type,
        now: NOW,
        isForced: true,
      },
    ).object;
  const live = apply(undefined, { parts: [{ name: 'a', size: 1 }], tags: ['x'] });
  expect(apply(live, { parts: [{ name: 'b' }], tags: ['y'] })['spec']).toEqual({
    parts: [{ name: 'a', size: 1 }, { name: 'b' }],
    tags: ['y'],
  });
  expect(() => apply(undefined, { unknown: 1 })).toThrow('.spec.unknown: field not declared in schema');
});

test('an item that leaves its key out has the empty key, and the default of another', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 's' },
    spec: { ports: [{ port: 80 }, { protocol: 'UDP' }] },
  };
  expect(ownedAfterCreate(resource('', 'Service'), service)).toMatchObject({
    'f:spec': {
      'f:ports': {
        'k:{"port":80,"protocol":"TCP"}': {},
        'k:{"port":0,"protocol":"UDP"}': {},
      },
    },
  });
});
