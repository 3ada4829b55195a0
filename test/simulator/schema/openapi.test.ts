import { definitionOf, openApiV2Protobuf, openApiV3, openApiV3Paths } from '../../../src/simulator/schema';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly 'x-kubernetes-group-version-kind'?: unknown;
}
interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly [extension: string]: unknown;
}

const documentOf = (path: string): Document => openApiV3(path) as unknown as Document;
const paths = Object.keys(openApiV3Paths().paths);

test.each(paths)('%s leads to no schema that it lacks', (path) => {
  const { components } = documentOf(path);
  const referred = [...JSON.stringify(openApiV3(path)).matchAll(/"#\/components\/schemas\/([^"]+)"/g)];
  const missing = referred.map((match) => match[1] as string).filter((name) => components.schemas[name] === undefined);
  expect(missing).toEqual([]);
});

test.each(paths)('every PATCH of %s takes dryRun and fieldValidation', (path) => {
  for (const item of Object.values(documentOf(path).paths)) {
    if (item['patch'] === undefined) continue;
    const names = (item['patch'].parameters ?? []).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['dryRun', 'fieldValidation', 'force']));
    expect(item['patch']['x-kubernetes-group-version-kind']).toBeDefined();
  }
});

test('a resource is found by its path, and its schema by its kind', () => {
  const document = documentOf('apis/apps/v1');
  const kind = { group: 'apps', version: 'v1', kind: 'Deployment' };
  const item = document.paths['/apis/apps/v1/namespaces/{namespace}/deployments'];
  expect(item?.['get']?.['x-kubernetes-group-version-kind']).toEqual(kind);
  expect(document.components.schemas[definitionOf(kind) as string]?.['x-kubernetes-group-version-kind']).toEqual([
    kind,
  ]);
});

test('fields tell how they are merged, what they may be and what they are for', () => {
  const { schemas } = documentOf('api/v1').components;
  const properties = schemas['io.k8s.api.core.v1.PodSpec']?.properties ?? {};
  expect(properties['containers']).toMatchObject({
    type: 'array',
    items: { default: {}, allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.Container' }] },
    'x-kubernetes-list-map-keys': ['name'],
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-patch-merge-key': 'name',
    'x-kubernetes-patch-strategy': 'merge',
  });
  expect(properties['dnsPolicy']).toMatchObject({
    type: 'string',
    enum: ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
    description: expect.stringContaining('\n\nPossible enum values:\n - `"ClusterFirst"` indicates') as unknown,
  });
  expect(schemas['io.k8s.api.core.v1.PodSpec']?.required).toEqual(['containers']);
});

test('fields of embedded structs are described where they are used', () => {
  const { schemas } = documentOf('api/v1').components;
  expect(schemas['io.k8s.api.core.v1.Volume']?.properties?.['emptyDir']).toMatchObject({
    description: expect.stringContaining('temporary directory') as unknown,
  });
});

test('there is no document for what is not served', () => {
  expect(['api/v2', 'apis/apps/v1beta1', 'apps/v1', 'apis/v1'].map((path) => openApiV3(path))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('version 2 begins as a protobuf document of Swagger 2.0', () => {
  const bytes = openApiV2Protobuf();
  expect([...bytes.subarray(0, 5)]).toEqual([0x0a, 0x03, 0x32, 0x2e, 0x30]);
  expect(bytes.length).toBeGreaterThan(1_000_000);
});
