import { SampleServer, type Json } from './sample-server';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const PATH = '/apis/example.com/v1/namespaces/demo/widgets';

const definition = (specSchema: object): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: specSchema, status: { type: 'object' } } } },
      },
    ],
  },
});

function serverWith(specSchema: object): SampleServer {
  const server = new SampleServer();
  server.send('POST', DEFINITIONS, definition(specSchema));
  return server;
}

const widget = (spec: object, name = 'w'): object => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name },
  spec,
});

const messageOf = ({ status, body }: { status: number; body: Json }): unknown => [status, body.message];

test('a definition is served once it is stored, and until its objects are gone', () => {
  const server = new SampleServer();
  expect(server.send('GET', PATH).status).toBe(404);
  server.send('POST', DEFINITIONS, definition({ type: 'object' }));
  const stored = server.send('GET', `${DEFINITIONS}/widgets.example.com`).body;
  expect(stored.status.conditions.map((each) => [each.type, each.status])).toEqual([
    ['NamesAccepted', 'True'],
    ['Established', 'True'],
  ]);
  server.send('POST', PATH, widget({}));
  expect(server.send('GET', PATH).body).toMatchObject({ kind: 'WidgetList', items: [{ kind: 'Widget' }] });
  const { metadata } = server.send('DELETE', `${DEFINITIONS}/widgets.example.com`).body;
  expect(metadata.finalizers).toEqual(['customresourcecleanup.apiextensions.k8s.io']);
  expect(server.send('GET', PATH).body.items).toHaveLength(1);
  expect(messageOf(server.send('POST', PATH, widget({}, 'late')))).toEqual([
    405,
    'create not allowed while custom resource definition is terminating',
  ]);
  const patch = { metadata: { finalizers: null } };
  const headers = { 'content-type': 'application/merge-patch+json' };
  server.send('PATCH', `${DEFINITIONS}/widgets.example.com`, patch, { headers });
  expect(server.send('GET', PATH).status).toBe(404);
});

test('unknown fields go, defaults come, at any depth', () => {
  const server = serverWith({
    type: 'object',
    properties: {
      size: { type: 'integer', default: 3 },
      parts: { type: 'array', items: { type: 'object', properties: { unit: { type: 'string', default: 'cm' } } } },
      free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    },
  });
  const { body, headers } = server.send(
    'POST',
    PATH,
    widget({ parts: [{ odd: 1 }], free: { any: { deep: 1 } }, odd: 2 }),
  );
  expect(body.spec).toEqual({ size: 3, parts: [{ unit: 'cm' }], free: { any: { deep: 1 } } });
  expect(headers['warning']).toEqual([
    '299 - "unknown field \\"spec.parts[0].odd\\""',
    '299 - "unknown field \\"spec.odd\\""',
  ]);
});

test('the status of a custom object is written on its own path, and neither counts as the other', () => {
  const server = serverWith({ type: 'object', properties: { size: { type: 'integer' } } });
  server.send('POST', PATH, { ...widget({ size: 1 }), status: { any: 1 } });
  const reported = server.send('PATCH', `${PATH}/w/status`, {
    spec: { size: 2 },
    metadata: { labels: { a: 'b' } },
  }).body;
  expect([reported.spec, reported.metadata.labels, reported.metadata.generation]).toEqual([{ size: 1 }, undefined, 1]);
});

test.each([
  [
    { size: { type: 'integer', minimum: 2 } },
    { size: 1 },
    'spec.size: Invalid value: 1: spec.size in body should be greater than or equal to 2',
  ],
  [{ name: { type: 'string', maxLength: 2 } }, { name: 'long' }, 'spec.name: Too long: may not be more than 2 bytes'],
  [
    { when: { type: 'string', format: 'date-time' } },
    { when: 'now' },
    'spec.when: Invalid value: "now": spec.when in body must be of type date-time: "now"',
  ],
  [
    { tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' } },
    { tags: ['a', 'a'] },
    'spec.tags[1]: Duplicate value: "a"',
  ],
  [
    { port: { 'x-kubernetes-int-or-string': true } },
    { port: true },
    'spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"',
  ],
])('a value that does not fit %j is invalid', (properties, spec, message) => {
  const server = serverWith({ type: 'object', properties });
  expect(messageOf(server.send('POST', PATH, widget(spec)))).toEqual([
    422,
    `Widget.example.com "w" is invalid: ${message}`,
  ]);
});

test('a rule that compares with the old value is asked on updates alone', () => {
  const server = serverWith({
    type: 'object',
    properties: {
      size: {
        type: 'integer',
        'x-kubernetes-validations': [{ rule: 'self >= oldSelf', messageExpression: "'not below ' + string(oldSelf)" }],
      },
    },
  });
  expect(server.send('POST', PATH, widget({ size: 3 })).status).toBe(201);
  expect(messageOf(server.send('PATCH', `${PATH}/w`, { spec: { size: 2 } }))).toEqual([
    422,
    'Widget.example.com "w" is invalid: spec.size: Invalid value: not below 3',
  ]);
  expect(server.send('PATCH', `${PATH}/w`, { spec: { size: 4 } }).status).toBe(200);
});

test('two managers apply to one list by its keys', () => {
  const server = serverWith({
    type: 'object',
    properties: {
      parts: {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['name'],
        items: {
          type: 'object',
          required: ['name'],
          properties: { name: { type: 'string' }, size: { type: 'integer' } },
        },
      },
    },
  });
  const headers = { 'content-type': 'application/apply-patch+yaml' };
  const apply = (manager: string, parts: readonly object[]): Json =>
    server.send('PATCH', `${PATH}/w?fieldManager=${manager}`, widget({ parts }), { headers }).body;
  apply('one', [{ name: 'a', size: 1 }]);
  expect(apply('two', [{ name: 'b', size: 2 }]).spec.parts.map((part) => part.name)).toEqual(['a', 'b']);
  expect(apply('two', [{ name: 'a', size: 9 }]).message).toBe(
    'Apply failed with 1 conflict: conflict with "one": .spec.parts[name="a"].size',
  );
});

test('the document of OpenAPI v2 describes custom resources, and forgets them with their definition', () => {
  const server = new SampleServer();
  const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
  const document = (): string => server.send('GET', '/openapi/v2', undefined, { headers: { accept } }).text;
  expect(document()).not.toContain('com.example.v1.Widget');
  server.send('POST', DEFINITIONS, definition({ type: 'object', properties: { size: { type: 'integer' } } }));
  expect(document()).toContain('com.example.v1.Widget');
  expect(document()).toContain('com.example.v1.WidgetList');
  server.send('DELETE', `${DEFINITIONS}/widgets.example.com`);
  server.send('PATCH', `${DEFINITIONS}/widgets.example.com`, { metadata: { finalizers: null } });
  expect(document()).not.toContain('com.example.v1.Widget');
});

const versioned = (versions: readonly object[], group = 'example.com', annotations?: object): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `widgets.${group}`, annotations },
  spec: { group, scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' }, versions },
});

const version = (name: string, fields: object, properties: object = {}): object => ({
  name,
  served: true,
  storage: false,
  schema: { openAPIV3Schema: { type: 'object', properties } },
  ...fields,
});

test('answers about a version that is deprecated say so, and name the newest', () => {
  const server = new SampleServer();
  const versions = [
    version('v1alpha1', { deprecated: true, deprecationWarning: 'leave it' }),
    version('v1beta1', { deprecated: true }),
    version('v1', {}),
    version('v2', { storage: true }),
    version('v3alpha1', { deprecated: true }),
  ];
  expect(server.send('POST', DEFINITIONS, versioned(versions)).status).toBe(201);
  const warnings = ['v1alpha1', 'v1beta1', 'v1', 'v3alpha1'].map(
    (name) => server.send('GET', `/apis/example.com/${name}/namespaces/demo/widgets`).headers['warning'],
  );
  expect(warnings).toEqual([
    ['299 - "leave it"'],
    ['299 - "example.com/v1beta1 Widget is deprecated; use example.com/v2 Widget"'],
    undefined,
    ['299 - "example.com/v3alpha1 Widget is deprecated; use example.com/v2 Widget"'],
  ]);
});

test('what the stored version does not know is not kept', () => {
  const server = new SampleServer();
  const text = { type: 'string' };
  const versions = [
    version('v1beta1', {}, { old: text, both: text }),
    version('v1', { storage: true }, { both: text }),
  ];
  server.send('POST', DEFINITIONS, versioned(versions));
  const body = { ...widget({}), apiVersion: 'example.com/v1beta1', old: 'a', both: 'b' };
  const created = server.send('POST', '/apis/example.com/v1beta1/namespaces/demo/widgets', body);
  expect(created.headers['warning']).toEqual([String.raw`299 - "unknown field \"spec\""`]);
  expect(created.body).toMatchObject({ apiVersion: 'example.com/v1beta1', both: 'b' });
  expect(server.send('GET', `${PATH}/w`).body).not.toHaveProperty('old');
});

test.each<[string | undefined, number]>([
  [undefined, 422],
  ['soon', 422],
  ['https://github.com/kubernetes/kubernetes/pull/1', 201],
  ['unapproved, an experiment', 201],
])('a group of Kubernetes whose approval is %p: %d', (approval, status) => {
  const server = new SampleServer();
  const annotations = approval === undefined ? {} : { 'api-approved.kubernetes.io': approval };
  const sent = versioned([version('v1', { storage: true })], 'gadgets.k8s.io', annotations);
  expect(server.send('POST', DEFINITIONS, sent).status).toBe(status);
});

test('a finalizer of a custom object without a domain is warned of once', () => {
  const server = serverWith({ type: 'object' });
  const held = { ...widget({}), metadata: { name: 'w', finalizers: ['hold'] } };
  const text =
    'metadata.finalizers: \\"hold\\": prefer a domain-qualified finalizer name including a path (/) ' +
    'to avoid accidental conflicts with other finalizer writers';
  const created = server.send('POST', PATH, held);
  expect(created.headers['warning']).toEqual([`299 - "${text}"`]);
  const { resourceVersion } = created.body.metadata;
  const changed = { ...held, metadata: { ...held.metadata, resourceVersion, labels: { a: 'b' } } };
  const { status, headers } = server.send('PUT', `${PATH}/w`, changed);
  expect([status, headers['warning']]).toEqual([200, undefined]);
});

test('names that another definition of the group has are not accepted, the others are', () => {
  const server = new SampleServer();
  const named = (plural: string, names: object): object => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.example.com` },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural, ...names },
      versions: [version('v1', { storage: true })],
    },
  });
  server.send('POST', DEFINITIONS, named('widgets', { kind: 'Widget', shortNames: ['wd', 'wi'] }));
  const statusOf = (plural: string, names: object): Json['status'] => {
    server.send('POST', DEFINITIONS, named(plural, names));
    return server.send('GET', `${DEFINITIONS}/${plural}.example.com`).body.status;
  };
  expect(statusOf('gadgets', { kind: 'Gadget', shortNames: ['wd', 'g', 'wi'] })).toMatchObject({
    acceptedNames: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' },
    conditions: [
      {
        type: 'NamesAccepted',
        status: 'False',
        reason: 'ShortNamesConflict',
        message: '["wd" is already in use, "wi" is already in use]',
      },
      { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' },
    ],
  });
  const gadgets = '/apis/example.com/v1/namespaces/demo/gadgets';
  expect(server.send('GET', gadgets).status).toBe(404);
  expect(statusOf('copies', { kind: 'Widget' })).toMatchObject({
    acceptedNames: { plural: 'copies', kind: '' },
    conditions: [{ reason: 'ListKindConflict', message: '"WidgetList" is already in use' }, {}],
  });
  expect(statusOf('tools', { kind: 'Tool', singular: 'wi' })).toMatchObject({
    conditions: [{ reason: 'SingularConflict' }, {}],
  });
  const first = `${DEFINITIONS}/widgets.example.com`;
  server.send('DELETE', first);
  const headers = { 'content-type': 'application/merge-patch+json' };
  server.send('PATCH', first, { metadata: { finalizers: null } }, { headers });
  expect(server.send('GET', first).status).toBe(404);
  expect(server.send('GET', gadgets).status).toBe(200);
});
