import { statusErrors } from '../../../src/simulator/api';
import { SampleServer, START_MS, type Json } from './sample-server';

const PATH = '/api/v1/namespaces/demo/configmaps';

const messageOf = ({ status, body }: { status: number; body: Json }): unknown => [status, body.message];

test('a new object gets its identity from the server, whatever the client says', () => {
  const server = new SampleServer();
  const created = server.configMap('a', {
    uid: 'mine',
    resourceVersion: '0',
    generation: 5,
    creationTimestamp: '1999-01-01T00:00:00Z',
  });
  expect(created.metadata).toEqual({
    name: 'a',
    namespace: 'demo',
    uid: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    resourceVersion: '2',
    creationTimestamp: '2026-01-01T00:00:00Z',
  });
});

test('what is created has no version yet, which only the store refuses', () => {
  const server = new SampleServer();
  const versioned = { metadata: { name: 'a', resourceVersion: '77' } };
  expect(server.send('POST', `${PATH}?dryRun=All`, versioned).status).toBe(201);
  const { status, body } = server.send('POST', PATH, versioned);
  expect([status, body.message]).toEqual([500, 'resourceVersion should not be set on objects to be created']);
  expect(server.send('GET', PATH).body.items).toEqual([]);
});

test('a write without a change keeps the resourceVersion and tells no watch', () => {
  const server = new SampleServer();
  const created = server.send('POST', PATH, { metadata: { name: 'a' }, data: { k: 'v' } }).body;
  const { events } = server.watch(`${PATH}?watch=true&resourceVersion=${created.metadata.resourceVersion}`);
  server.clock.moveTo(START_MS + 60_000);
  const again = server.send('PUT', `${PATH}/a`, { metadata: { name: 'a' }, data: { k: 'v' } });
  expect(again.body.metadata.resourceVersion).toBe(created.metadata.resourceVersion);
  expect(server.send('PATCH', `${PATH}/a`, { data: { k: 'v' } }).body).toEqual(again.body);
  expect(events).toEqual([]);
});

test('a dry run answers as the write would and stores nothing', () => {
  const server = new SampleServer();
  const { status, body } = server.send('POST', `${PATH}?dryRun=All`, { metadata: { generateName: 'a-' } });
  expect(status).toBe(201);
  expect(body.metadata.name).toMatch(/^a-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  server.configMap('b');
  server.send('DELETE', `${PATH}/b`, { dryRun: ['All'] });
  server.send('PATCH', `${PATH}/b?dryRun=All`, { data: { k: 'v' } });
  expect(server.send('GET', PATH).body.items.map((item) => [item.metadata.name, item.data])).toEqual([
    ['b', undefined],
  ]);
});

test.each([
  ['PUT', 'b', { metadata: { name: 'a' } }, 400, 'the name of the object (a) does not match the name on the URL (b)'],
  ['PUT', 'b', {}, 400, 'the name of the object (b based on URL) was undeterminable: name must be provided'],
  [
    'PUT',
    'a',
    { metadata: { name: 'a', namespace: 'other' } },
    400,
    'the namespace of the provided object does not match the namespace sent on the request',
  ],
  [
    'PUT',
    'a',
    { metadata: { name: 'a', uid: 'other' } },
    409,
    'Operation cannot be fulfilled on configmaps "a": StorageError: invalid object, Code: 4, Key: /registry/configmaps/demo/a, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: other, UID in object meta: UID',
  ],
  [
    'PATCH',
    'a',
    { metadata: { resourceVersion: '1' } },
    409,
    'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
  ],
  ['PATCH', 'a', { metadata: { name: 'b' } }, 400, 'the name of the object (b) does not match the name on the URL (a)'],
  [
    'DELETE',
    'a',
    { preconditions: { resourceVersion: '1' } },
    409,
    'Operation cannot be fulfilled on ConfigMap "a": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (2). The object might have been modified',
  ],
  [
    'DELETE',
    'a',
    { propagationPolicy: 'Sometimes' },
    422,
    'DeleteOptions. "" is invalid: propagationPolicy: Unsupported value: "Sometimes": supported values: "Background", "Foreground", "Orphan", "nil"',
  ],
])('%s %s %j is refused and changes nothing', (method, name, body, status, message) => {
  const server = new SampleServer();
  const created = server.configMap('a');
  const refused = server.send(method, `${PATH}/${name}`, body);
  const uid = String(created.metadata.uid);
  expect([refused.status, String(refused.body.message).replace(uid, 'UID').replace('.meta.k8s.io', '.')]).toEqual([
    status,
    message,
  ]);
  expect(server.store.revision).toBe(2);
});

test('finalizers hold a deleted object until the last one goes', () => {
  const server = new SampleServer();
  server.configMap('a', { finalizers: ['example.com/one', 'example.com/two'] });
  const { body } = server.send('DELETE', `${PATH}/a`);
  expect(body.metadata).toMatchObject({ deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 0 });
  server.send('PATCH', `${PATH}/a`, { metadata: { finalizers: ['example.com/two'] } });
  expect(server.send('GET', `${PATH}/a`).status).toBe(200);
  expect(
    messageOf(server.send('PATCH', `${PATH}/a`, { metadata: { finalizers: ['example.com/two', 'x.com/y'] } })),
  ).toEqual([
    422,
    'ConfigMap "a" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"x.com/y"}',
  ]);
  server.send('PATCH', `${PATH}/a`, { metadata: { finalizers: null } });
  expect(server.send('GET', `${PATH}/a`).status).toBe(404);
});

test.each([
  ['Foreground', ['foregroundDeletion']],
  ['Orphan', ['orphan']],
])('%s deletion leaves a mark for the garbage collector', (propagationPolicy, finalizers) => {
  const server = new SampleServer();
  server.configMap('a');
  expect(server.send('DELETE', `${PATH}/a`, { propagationPolicy }).body.metadata.finalizers).toEqual(finalizers);
  expect(server.send('DELETE', `${PATH}/a`, { propagationPolicy: 'Background' }).body.status).toBe('Success');
});

const DEPLOYMENTS = '/apis/apps/v1/namespaces/demo/deployments';
const deployment = (replicas: number): object => ({
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'nginx' }] } },
  },
  status: { replicas: 9 },
});

test('the object itself and its status are written on different paths', () => {
  const server = new SampleServer();
  const created = server.send('POST', DEPLOYMENTS, deployment(1)).body;
  expect([created.status, created.metadata.generation]).toEqual([{}, 1]);
  const status = { status: { replicas: 1, observedGeneration: 1 }, spec: { replicas: 7 } };
  const reported = server.send('PATCH', `${DEPLOYMENTS}/web/status`, status).body;
  expect([reported.status, reported.spec.replicas, reported.metadata.generation]).toEqual([
    { replicas: 1, observedGeneration: 1 },
    1,
    1,
  ]);
  const changed = server.send('PUT', `${DEPLOYMENTS}/web`, deployment(2)).body;
  expect([changed.status, changed.spec.replicas, changed.metadata.generation]).toEqual([
    { replicas: 1, observedGeneration: 1 },
    2,
    2,
  ]);
});

test('scale reads and writes the replicas, under the name of its own part', () => {
  const server = new SampleServer();
  server.send('POST', `${DEPLOYMENTS}?fieldManager=creator`, deployment(1));
  const scaled = server.send('PATCH', `${DEPLOYMENTS}/web/scale?fieldManager=scaler`, { spec: { replicas: 4 } });
  expect([scaled.body.kind, scaled.body.spec, scaled.body.status.selector]).toEqual([
    'Scale',
    { replicas: 4 },
    'app=web',
  ]);
  const { metadata } = server.send('GET', `${DEPLOYMENTS}/web`).body;
  expect(metadata.managedFields.find((entry) => entry.subresource === 'scale')).toMatchObject({
    manager: 'scaler',
    operation: 'Update',
    fieldsV1: { 'f:spec': { 'f:replicas': {} } },
  });
  expect(messageOf(server.send('PATCH', `${DEPLOYMENTS}/web/scale`, { spec: { replicas: -1 } }))).toEqual([
    422,
    'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
  ]);
});

test('a plugin sees the defaulted draft, may change it, and may refuse what would be stored', () => {
  const seen: string[] = [];
  const server = new SampleServer({
    admission: [
      {
        name: 'Sample',
        admit: (draft, { verb, name }) => {
          seen.push(`${verb} ${name}`);
          if (verb === 'create') draft['data'] = { added: 'yes' };
        },
        validate: (object, attributes) => {
          attributes.warn(`${attributes.verb} of ${object.metadata.name ?? ''}`);
          if (attributes.verb === 'delete')
            throw statusErrors.forbidden({ group: '', resource: 'configmaps' }, 'a', 'it stays');
        },
      },
    ],
  });
  const created = server.send('POST', PATH, { metadata: { name: 'a' } });
  expect(created.body.data).toEqual({ added: 'yes' });
  expect(created.headers['warning']).toEqual(['299 - "create of a"']);
  expect(messageOf(server.send('DELETE', `${PATH}/a`))).toEqual([403, 'configmaps "a" is forbidden: it stays']);
  expect(seen).toEqual(['create a', 'delete a']);
});

test('unknown fields are refused, told of or passed over, as the request wants it', () => {
  const server = new SampleServer();
  const body = { metadata: { name: 'a' }, dta: {} };
  expect(messageOf(server.send('POST', `${PATH}?fieldValidation=Strict`, body))).toEqual([
    400,
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dta"',
  ]);
  expect(server.send('POST', `${PATH}?fieldValidation=Ignore`, body).headers['warning']).toBeUndefined();
  expect(server.send('PATCH', `${PATH}/a`, { dta: {} }).headers['warning']).toEqual([
    '299 - "unknown field \\"dta\\""',
  ]);
  expect(server.send('PATCH', `${PATH}/a?fieldValidation=Strict`, { dta: {} }).status).toBe(422);
});

test('what was warned of before an error stays in the answer', () => {
  const server = new SampleServer();
  const { status, headers } = server.send('GET', '/api/v1/namespaces/default/endpoints/nobody');
  expect([status, headers['warning']]).toEqual([
    404,
    ['299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"'],
  ]);
});

test.each([
  ['curl/8.5.0', '', true],
  ['Wget/1.21', '', true],
  ['Mozilla/5.0 (X11)', '', true],
  ['kubectl/v1.36.2', '', false],
  ['kubectl/v1.36.2', '?pretty=true', true],
  ['kubectl/v1.36.2', '?pretty=no', false],
  ['curl/8.5.0', '?pretty=false', false],
])('%s with "%s" reads indented JSON: %s', (agent, query, isIndented) => {
  const server = new SampleServer();
  server.configMap('a');
  for (const name of ['a', 'nobody']) {
    const { text } = server.send('GET', `${PATH}/${name}${query}`, undefined, { headers: { 'user-agent': agent } });
    expect(text.startsWith('{\n  "kind"')).toBe(isIndented);
  }
});
