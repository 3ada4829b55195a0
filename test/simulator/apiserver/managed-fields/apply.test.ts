import {
  applyConfig,
  trackUpdate,
  withManagedFields,
  type ApplyOrigin,
} from '../../../../src/simulator/apiserver/managed-fields';
import {
  isJsonObject,
  type JsonObject,
  type ManagedFieldsEntry,
  type StatusError,
} from '../../../../src/simulator/api';
import { describeWithShared } from '../../../support/shared';
import { recordedSteps, withoutFilledIn } from '../../api/recorded-patches';
import { configMapType, deploymentType } from './sample-types';

const CONFIG_MAP = { group: '', version: 'v1', kind: 'ConfigMap' };
const DEPLOYMENT = { group: 'apps', version: 'v1', kind: 'Deployment' };
const NOW = '2026-01-01T00:00:00Z';
const LATER = '2026-01-01T00:01:00Z';

const configMap = (data: JsonObject, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', ...metadata },
  data,
});

function applied(
  live: JsonObject | undefined,
  config: JsonObject,
  manager: string,
  origin: Partial<ApplyOrigin> = {},
): JsonObject {
  const result = applyConfig(live, config, {
    manager,
    gvk: CONFIG_MAP,
    type: configMapType,
    now: NOW,
    isForced: false,
    ...origin,
  });
  return withManagedFields(result.object, result.managedFields);
}

const updated = (before: JsonObject | undefined, after: JsonObject, manager: string, now = NOW): JsonObject =>
  withManagedFields(after, trackUpdate(before, after, { manager, apiVersion: 'v1', now, type: configMapType }));

const entriesOf = (object: JsonObject): readonly ManagedFieldsEntry[] =>
  ((object['metadata'] as JsonObject)['managedFields'] ?? []) as readonly ManagedFieldsEntry[];
const ownersOf = (object: JsonObject): Record<string, unknown> =>
  Object.fromEntries(
    entriesOf(object).map(({ manager, operation, fieldsV1 }) => [`${manager} ${operation}`, fieldsV1]),
  );

const refusal = (action: () => unknown): StatusError['status'] => {
  try {
    action();
  } catch (error) {
    return (error as StatusError).status;
  }
  throw new Error('it was not refused');
};

describeWithShared('server-side apply gives what a real server gave', (shared) => {
  const steps = recordedSteps(shared, 'requests-apply').filter(
    ({ path, contentType, body }) =>
      contentType === 'application/apply-patch+yaml' && isJsonObject(body) && !path.includes('dryRun'),
  );
  const objects = new Map<string, JsonObject>();

  test('in sequence, conflicts and removals included', () => {
    for (const { path, body, status, answer } of steps) {
      const { pathname, searchParams } = new URL(path, 'https://localhost');
      const isDeployment = pathname.includes('/deployments/');
      const apply = (): JsonObject =>
        applied(objects.get(pathname), body as JsonObject, searchParams.get('fieldManager') ?? '', {
          gvk: isDeployment ? DEPLOYMENT : CONFIG_MAP,
          type: isDeployment ? deploymentType : configMapType,
          isForced: searchParams.get('force') === 'true',
        });
      if ((status ?? 0) >= 400) {
        expect(refusal(apply)).toMatchObject({ message: answer['message'], code: answer['code'] });
        if (answer['details'] !== undefined) expect(refusal(apply).details).toEqual(answer['details']);
        continue;
      }
      const object = apply();
      objects.set(pathname, object);
      const part = isDeployment ? 'spec' : 'data';
      expect(withoutFilledIn({ value: object[part] })).toEqual(
        withoutFilledIn({
          value: isDeployment ? withoutStrategy(answer['spec'] as JsonObject) : answer['data'],
        }),
      );
    }
    expect(steps.length).toBeGreaterThanOrEqual(11);
  });
});

/** The server fills in a strategy. */
const withoutStrategy = ({ strategy, ...rest }: JsonObject): JsonObject => {
  expect(strategy).toBeDefined();
  return rest;
};

test('what a manager applied before and leaves out now is removed, unless another owns it', () => {
  const one = applied(undefined, configMap({ a: '1', b: '2', c: '3' }), 'one');
  const two = applied(one, configMap({ b: '2' }), 'two');
  const less = applied(two, configMap({ a: '1' }), 'one');
  expect(less['data']).toEqual({ a: '1', b: '2' });
  expect(ownersOf(less)).toEqual({
    'one Apply': { 'f:data': { 'f:a': {} } },
    'two Apply': { 'f:data': { 'f:b': {} } },
  });
});

test('equal values are shared without conflict, and nobody gets a new time', () => {
  const one = applied(undefined, configMap({ a: '1' }), 'one');
  const two = applied(one, configMap({ a: '1' }), 'two', { now: LATER });
  expect(entriesOf(two).map(({ manager, time }) => [manager, time])).toEqual([
    ['two', undefined],
    ['one', NOW],
  ]);
});

test('applying the same again changes nothing, not even the entries', () => {
  const one = applied(undefined, configMap({ a: '1' }), 'one');
  const result = applyConfig(one, configMap({ a: '1' }), {
    manager: 'one',
    gvk: CONFIG_MAP,
    type: configMapType,
    now: LATER,
    isForced: false,
  });
  expect(result.isChanged).toBe(false);
  expect(result.managedFields).toEqual(entriesOf(one));
});

test('force takes fields away from others', () => {
  const one = updated(undefined, configMap({ a: '1', b: '2' }), 'kubectl-create');
  const two = applied(one, configMap({ a: '9' }), 'two', { isForced: true, now: LATER });
  expect(two['data']).toEqual({ a: '9', b: '2' });
  expect(ownersOf(two)).toEqual({
    'two Apply': { 'f:data': { 'f:a': {} } },
    'kubectl-create Update': { 'f:data': { '.': {}, 'f:b': {} } },
  });
});

test('a conflict with an update names its version, and its subresource', () => {
  const one = updated(undefined, configMap({ a: '1' }), 'edit');
  expect(refusal(() => applied(one, configMap({ a: '2' }), 'two'))).toMatchObject({
    code: 409,
    reason: 'Conflict',
    message: 'Apply failed with 1 conflict: conflict with "edit" using v1: .data.a',
  });
  const scaled = { ...entriesOf(one)[0], subresource: 'scale' } as ManagedFieldsEntry;
  expect(refusal(() => applied(withManagedFields(one, [scaled]), configMap({ a: '2' }), 'two')).message).toBe(
    'Apply failed with 1 conflict: conflict with "edit" with subresource "scale" using v1: .data.a',
  );
});

test('fields of an object that nobody tracked belong to before-first-apply', () => {
  const one = applied(configMap({ a: '1', b: '2' }), configMap({ a: '1' }), 'one');
  expect(ownersOf(one)).toEqual({
    'before-first-apply Update': { 'f:data': { '.': {}, 'f:a': {}, 'f:b': {} } },
    'one Apply': { 'f:data': { 'f:a': {} } },
  });
});

test.each([
  [{ ...configMap({}), kind: 'Secret' }, 400, 'invalid object type: /v1, Kind=Secret'],
  [configMap({}, { managedFields: [] }), 400, 'metadata.managedFields must be nil'],
  [
    { ...configMap({}), bogus: 1 },
    500,
    'failed to create typed patch object (/c; /v1, Kind=ConfigMap): .bogus: field not declared in schema',
  ],
  [
    configMap({ a: 1 }),
    500,
    'failed to create typed patch object (/c; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:1}',
  ],
  [
    { ...configMap({}), data: ['x'] },
    500,
    'failed to create typed patch object (/c; /v1, Kind=ConfigMap): .data: expected map, got &{[x]}',
  ],
])('%j is refused with %d', (config, code, message) => {
  expect(refusal(() => applied(undefined, config, 'one'))).toMatchObject({ code, message });
});

test('items twice in one configuration are refused with their key', () => {
  const config = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: { template: { spec: { containers: [{ name: 'a' }, { name: 'a' }, { image: 'x' }] } } },
  };
  const apply = (): unknown => applied(undefined, config, 'one', { gvk: DEPLOYMENT, type: deploymentType });
  expect(refusal(apply).message).toBe(
    [
      'failed to create typed patch object (default/web; apps/v1, Kind=Deployment): errors:',
      '  .spec.template.spec.containers: duplicate entries for key [name="a"]',
      '  .spec.template.spec.containers: element 2: associative list with keys has an element that omits all key fields ["name"] (and doesn\'t have default values for any key fields)',
    ].join('\n'),
  );
});

describe('kubectl, which comes after its client-side self', () => {
  const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
  const clientSide = (data: JsonObject, applied: JsonObject): JsonObject =>
    updated(
      undefined,
      configMap(data, { annotations: { [annotation]: JSON.stringify(configMap(applied)) } }),
      'kubectl-client-side-apply',
    );

  test('takes over what it applied and nobody changed', () => {
    const live = clientSide({ a: '1' }, { a: '1' });
    const result = applied(live, configMap({ a: '2' }), 'kubectl', { now: LATER });
    expect(result['data']).toEqual({ a: '2' });
    const { annotations } = result['metadata'] as { annotations: Record<string, string> };
    expect(annotations[annotation]).toBe(
      '{"apiVersion":"v1","data":{"a":"2"},"kind":"ConfigMap","metadata":{"name":"c"}}\n',
    );
  });

  test('conflicts with what has another value by now', () => {
    const live = clientSide({ a: '5' }, { a: '1' });
    expect(refusal(() => applied(live, configMap({ a: '2' }), 'kubectl')).message).toBe(
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.a',
    );
  });
});

describe('lists by key', () => {
  const deployment = (spec: JsonObject): JsonObject => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { template: { spec } },
  });
  const apply = (live: JsonObject | undefined, spec: JsonObject, manager: string): JsonObject =>
    applied(live, deployment(spec), manager, { gvk: DEPLOYMENT, type: deploymentType });
  const podSpecOf = (object: JsonObject): JsonObject =>
    ((object['spec'] as JsonObject)['template'] as JsonObject)['spec'] as JsonObject;

  test('ports have two keys, one of them by default', () => {
    const one = apply(undefined, { containers: [{ name: 'a', ports: [{ containerPort: 80 }] }] }, 'one');
    const two = apply(
      one,
      { containers: [{ name: 'a', ports: [{ containerPort: 80, protocol: 'UDP' }, { containerPort: 8080 }] }] },
      'two',
    );
    expect(podSpecOf(two)['containers']).toEqual([
      {
        name: 'a',
        ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }, { containerPort: 8080 }],
      },
    ]);
    expect(JSON.stringify(ownersOf(two)['two Apply'])).toContain(
      '"k:{\\"containerPort\\":80,\\"protocol\\":\\"UDP\\"}":{".":{},"f:containerPort":{},"f:protocol":{}},' +
        '"k:{\\"containerPort\\":8080,\\"protocol\\":\\"TCP\\"}":{".":{},"f:containerPort":{}}',
    );
  });

  test('shared items take the order of the configuration, others stay', () => {
    const one = apply(undefined, { containers: ['a', 'b', 'c', 'd'].map((name) => ({ name })) }, 'one');
    const two = apply(one, { containers: ['d', 'new', 'b'].map((name) => ({ name })) }, 'two');
    expect((podSpecOf(two)['containers'] as { name: string }[]).map(({ name }) => name)).toEqual([
      'a',
      'c',
      'd',
      'new',
      'b',
    ]);
  });

  test('an item goes when nobody owns it, and keeps what others own of it', () => {
    const one = apply(
      undefined,
      {
        containers: [
          { name: 'a', image: 'x' },
          { name: 'b', image: 'y' },
        ],
      },
      'one',
    );
    const two = apply(one, { containers: [{ name: 'b', args: ['z'] }] }, 'two');
    const less = apply(two, { containers: [] }, 'one');
    expect(podSpecOf(less)['containers']).toEqual([{ name: 'b', args: ['z'] }]);
  });
});
