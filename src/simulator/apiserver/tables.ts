import type { KubeObject } from '../api';
import type { Column, ResourceInfo, TableStrategy } from '../resources/resource';
import { metadataText, objectText, separated } from './serialization';

/** Which part of each object a row carries. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

const NAME_DESCRIPTION =
  'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a ' +
  'client to request the generation of an appropriate name automatically. Name is primarily intended for creation ' +
  'idempotence and configuration definition. Cannot be updated. More info: ' +
  'https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names';

const CREATED_DESCRIPTION =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed ' +
  'to be set in happens-before order across separate operations. Clients may not set this value. It is represented ' +
  'in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: ' +
  'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata';

/** How kinds without columns of their own are shown. Source: Kubernetes 1.36, apiserver/pkg/registry/rest/table.go. */
export const DEFAULT_TABLE: TableStrategy = {
  columns: [
    { name: 'Name', type: 'string', format: 'name', description: NAME_DESCRIPTION },
    { name: 'Created At', type: 'date', description: CREATED_DESCRIPTION },
  ],
  cells: ({ metadata }) => [metadata.name ?? '', metadata.creationTimestamp ?? ''],
};

/** How a resource is shown. */
export const tableOf = (resource: ResourceInfo): TableStrategy => resource.strategy.table ?? DEFAULT_TABLE;

const columnJson = ({ name, type, format, description, priority }: Column): object => ({
  name,
  type,
  format: format ?? '',
  description: description ?? '',
  priority: priority ?? 0,
});

/** What a Table is made of. */
export interface TableRequest {
  readonly table: TableStrategy;
  /** apiVersion of the Table: `meta.k8s.io/v1`. */
  readonly apiVersion: string;
  readonly includeObject: IncludeObject;
  readonly nowMs: number;
}

/** JSON of one row. */
function rowText(object: KubeObject, request: TableRequest): string {
  const { table, includeObject, apiVersion, nowMs } = request;
  const conditions = table.conditions?.(object);
  const part =
    includeObject === 'None'
      ? 'null'
      : includeObject === 'Object'
        ? objectText(object)
        : metadataText(table.internal?.(object) ?? object, apiVersion);
  const cells = JSON.stringify(table.cells(object, nowMs));
  return `{"cells":${cells}${conditions === undefined ? '' : `,"conditions":${JSON.stringify(conditions)}`},"object":${part}}`;
}

/** Pieces of the JSON of a Table; `metadata` is that of the list. */
export function tablePieces(
  objects: readonly KubeObject[],
  metadata: Readonly<Record<string, unknown>>,
  request: TableRequest,
  hasColumns = true,
): readonly string[] {
  const columns = hasColumns ? JSON.stringify(request.table.columns.map(columnJson)) : 'null';
  const head =
    `{"kind":"Table","apiVersion":${JSON.stringify(request.apiVersion)},"metadata":${JSON.stringify(metadata)},` +
    `"columnDefinitions":${columns},"rows":[`;
  return [head, ...separated(objects.map((object) => rowText(object, request))), ']}'];
}

/** JSON of a Table. Columns are left out of all but the first event of a watch. */
export const tableText = (...table: Parameters<typeof tablePieces>): string => tablePieces(...table).join('');
