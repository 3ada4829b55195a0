import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  definitionOf,
  discoveryTable,
  goTypeName,
  printerColumns,
  typeOf,
  type FieldSchema,
} from '../../../src/simulator/schema';
import { describeWithShared } from '../../support/shared';

/** Lines of a table of facts, its heading left out. */
const rowsOf = (folder: string, file: string): string[][] =>
  readFileSync(join(folder, 'facts', file), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));

/** `k8s.io.api.core.v1.Pod` is `io.k8s.api.core.v1.Pod` in definitions. */
const definitionOfMessage = (message: string): string =>
  message.replace(/^k8s\.io\./, 'io.k8s.').replace('apiextensions_apiserver', 'apiextensions-apiserver');

/** The type of a definition; undefined for versions that the server does not serve. */
function findType(definition: string): ReturnType<typeof typeOf> | undefined {
  try {
    return typeOf(definition);
  } catch {
    return undefined;
  }
}

describeWithShared('the schema and the facts of Kubernetes 1.36', (folder) => {
  test('every kind has its definition', () => {
    for (const [group = '', version = '', kind = '', definition] of rowsOf(folder, 'gvk.tsv')) {
      // What a watch sends is no kind that a body can be of.
      if (kind === 'WatchEvent') continue;
      expect([group, version, kind, definitionOf({ group, version, kind })]).toEqual([
        group,
        version,
        kind,
        definition,
      ]);
    }
  });

  test('discovery has the same rows', () => {
    const rows = discoveryTable().map((row) =>
      [
        row.groupVersion,
        row.resource,
        row.kind,
        row.gvOverride ?? '',
        row.singular,
        row.namespaced ? '1' : '0',
        row.shortNames.join(','),
        row.categories.join(','),
        row.verbs.join(','),
      ].join('\t'),
    );
    expect(rows).toEqual(rowsOf(folder, 'discovery.tsv').map((row) => row.join('\t')));
  });

  test('tables have the same columns', () => {
    const rows = rowsOf(folder, 'printer-columns.tsv');
    const tables = [...new Set(rows.map(([table = '']) => table))];
    const columns = tables.flatMap((table) =>
      printerColumns(table).map((column) => [table, column.name, column.type, column.format, String(column.priority)]),
    );
    expect(columns).toEqual(rows);
  });

  test('protobuf messages have the same numbers and names', () => {
    let compared = 0;
    for (const [message = '', number, name = '', wireType = ''] of rowsOf(folder, 'proto-fields.tsv')) {
      const field = findType(definitionOfMessage(message))?.message.get(Number(number));
      if (field === undefined) continue;
      compared += 1;
      // Protobuf names have no dashes and dollars, some begin with a capital, and embedded structs have names there only.
      const plain = (text: string): string => text.replace(/[$-]/g, '').toLowerCase();
      if (field.name !== undefined) expect(`${message} ${plain(field.name)}`).toBe(`${message} ${plain(name)}`);
      const isWrapped = /\.(Verbs|ExtraValue)$/.test(wireType);
      const isList = field.type.kind === 'list' && !isWrapped;
      expect(`${message} ${name} ${String(isList)}`).toBe(
        `${message} ${name} ${String(wireType.startsWith('repeated'))}`,
      );
      expect(`${message} ${name} ${String(field.type.kind === 'map')}`).toBe(
        `${message} ${name} ${String(wireType.startsWith('map<'))}`,
      );
      if (
        /^u?int(32|64)$|^bool$|^string$/.test(wireType) &&
        field.type.alias === undefined &&
        field.type.kind === 'scalar'
      ) {
        expect(`${message} ${name} ${goTypeName(field.type)}`).toBe(`${message} ${name} ${wireType}`);
      }
    }
    expect(compared).toBeGreaterThan(2900);
  });

  test('lists and maps are merged by the same keys', () => {
    const shown = (field: FieldSchema | undefined): string =>
      [
        field?.patchStrategy ?? '',
        field?.patchMergeKey ?? '',
        field?.listType ?? '',
        (field?.listMapKeys ?? []).join(','),
        field?.mapType ?? '',
      ].join('|');
    for (const [definition = '', property = '', ...wanted] of rowsOf(folder, 'merge-keys.tsv')) {
      const type = typeOf(definition);
      const found = property === '(self)' ? `||||${type.mapType ?? ''}` : shown(type.fields.get(property));
      const full = Array.from({ length: 5 }, (_, index) => wanted[index] ?? '').join('|');
      expect(`${definition} ${property} ${found}`).toBe(`${definition} ${property} ${full}`);
    }
  });
});
