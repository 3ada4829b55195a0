import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldTables } from '../../../../src/workshop/synthesis/checks/field-table';
import { describeWithShared } from '../../../support/shared';

interface Generated {
  readonly origin: string;
  readonly kubernetes: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const CHECKS = join(__dirname, '../../../../src/workshop/synthesis/checks');
const read = (version: string) =>
  JSON.parse(readFileSync(join(CHECKS, `fields-${version}.generated.json`), 'utf8')) as Generated;

const older = read('1.28');
const newer = read('1.36');

/** Rows of a table of facts: fields separated by tabs, comments behind '#'. */
const rowsOf = (folder: string, name: string): string[][] =>
  readFileSync(join(folder, 'facts', name), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));

test.each([
  [older, '1.28', 'npm cdk8s-plus-28 2.5.6: '],
  [newer, '1.36', 'npm @kubernetes/client-node 2.0.1: '],
])('a table says where it comes from (%#)', (table, kubernetes, origin) => {
  expect(table.kubernetes).toBe(kubernetes);
  expect(table.origin.startsWith(origin)).toBe(true);
});

test('the table of 1.28 is of the cdk8s-plus-28 that is installed', () => {
  const { version } = JSON.parse(readFileSync(require.resolve('cdk8s-plus-28/package.json'), 'utf8')) as Generated & {
    version: string;
  };
  expect(older.origin).toContain(` ${version}:`);
});

test.each([
  [older, 'ContainerPort', 'hostIP', 'string'],
  [older, 'ContainerPort', 'containerPort', 'number!'],
  [older, 'ResourceRequirements', 'limits', 'quantity{}'],
  [older, 'ServicePort', 'targetPort', 'intOrString'],
  [older, 'JsonSchemaProps', '$ref', 'string'],
  [older, 'PodSpec', 'containers', 'Container[]!'],
  [newer, 'V1ContainerPort', 'containerPort', 'int!'],
  [newer, 'V1NetworkPolicyIngressRule', 'from', 'V1NetworkPolicyPeer[]'],
  [newer, 'V1ResourceRequirements', 'limits', 'quantity{}'],
  [newer, 'V1Secret', 'data', 'base64{}'],
  [newer, 'V1Lease', 'kind', 'string'],
])('a field has the name and type that Kubernetes gives it (%#)', (table, type, field, notation) => {
  expect(table.types[type]?.[field]).toBe(notation);
});

test('every type that a table names is a type of the table or a scalar', () => {
  const scalars = ['any', 'base64', 'boolean', 'date', 'int', 'intOrString', 'number', 'quantity', 'string'];
  for (const { kinds, types } of [older, newer]) {
    const named = [...Object.values(kinds), ...Object.values(types).flatMap((fields) => Object.values(fields))];
    const unknown = named
      .map((notation) => notation.replace(/[^A-Za-z0-9].*$/, ''))
      .filter((name) => types[name] === undefined && !scalars.includes(name));
    expect(unknown).toEqual([]);
  }
});

test('types that hold themselves are built', () => {
  const types = fieldTables().map((table) => table.typeOf('apiextensions.k8s.io/v1/CustomResourceDefinition'));
  expect(types.map((type) => type?.fields.has('spec'))).toEqual([true, true]);
});

describeWithShared('compared with what Kubernetes 1.36 serves', (folder) => {
  /** Kinds that only answer a request or are written below another object. */
  const NOT_WRITTEN =
    /\/(APIGroup|APIGroupList|APIResourceList|APIVersions|ComponentStatus|ComponentStatusList|DeleteOptions|Eviction|Scale|Status|TokenRequest|WatchEvent)$/;

  test('the table of 1.36 has the same kinds', () => {
    const served = rowsOf(folder, 'gvk.tsv').map(([group = '', version = '', kind = '']) =>
      [...(group === '' ? [] : [group]), version, kind].join('/'),
    );
    const written = served.filter((kind) => !NOT_WRITTEN.test(kind)).sort();
    expect(written.length).toBeGreaterThan(150);
    expect(Object.keys(newer.kinds).sort()).toEqual(written);
  });

  test('the kinds that 1.28 has and 1.36 has not are alpha or beta', () => {
    const gone = Object.keys(older.kinds).filter((kind) => newer.kinds[kind] === undefined && !NOT_WRITTEN.test(kind));
    expect(gone.filter((kind) => !/\/v\d+(alpha|beta)\d+\//.test(kind))).toEqual([]);
  });

  test('the table of 1.36 calls quantities what Kubernetes does, status aside', () => {
    const plain = (type: string) => type.replace(/^(?:[A-Z][a-z]+)?V\d+(?:(?:alpha|beta)\d+)?(?=[A-Z])/, '');
    const tabled = new Set(
      Object.entries(newer.types).flatMap(([type, fields]) =>
        Object.keys(fields)
          .filter((field) => fields[field]?.startsWith('quantity'))
          .map((field) => `${plain(type)}.${field}`),
      ),
    );
    const wanted = rowsOf(folder, 'proto-fields.tsv')
      .filter(
        ([message = '', , , type = '']) => message.startsWith('k8s.io.api.') && type.includes('resource.Quantity'),
      )
      .map(([message = '', , field = '']) => `${message.replace(/^.*\./, '')}.${field}`)
      .filter((place) => newer.types[`V1${place.replace(/\..*$/, '')}`] !== undefined)
      .filter((place) => !/Status\.|Result\./.test(place));
    expect(wanted.length).toBeGreaterThan(15);
    expect(wanted.filter((place) => !tabled.has(place))).toEqual([]);
  });
});
