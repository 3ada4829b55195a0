import type { GroupVersionKind } from '../../api';
import type { DiscoveryRow } from '../discovery';
import { definitionOf } from '../type-schema';
import { kindOfRow, listDefinition } from './served-kinds';
import { PATCH, type Schema } from './special-definitions';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const PATCH_TYPES = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];

const parameter = (name: string, type = 'string', place = 'query'): Schema => ({
  name,
  in: place,
  ...(place === 'path' ? { required: true } : {}),
  schema: { type, uniqueItems: true },
});

const WRITING = [parameter('dryRun'), parameter('fieldManager'), parameter('fieldValidation')];
const LISTING = [
  parameter('allowWatchBookmarks', 'boolean'),
  parameter('continue'),
  parameter('fieldSelector'),
  parameter('labelSelector'),
  parameter('limit', 'integer'),
  parameter('resourceVersion'),
  parameter('resourceVersionMatch'),
  parameter('sendInitialEvents', 'boolean'),
  parameter('timeoutSeconds', 'integer'),
  parameter('watch', 'boolean'),
];
const DELETING = [
  parameter('dryRun'),
  parameter('gracePeriodSeconds', 'integer'),
  parameter('orphanDependents', 'boolean'),
  parameter('propagationPolicy'),
];

const content = (definition: string, types: readonly string[] = ['application/json']): Schema => ({
  content: Object.fromEntries(
    types.map((type) => [type, { schema: { $ref: `#/components/schemas/${definition}` } }] as const),
  ),
});

/** How one request is described. */
interface Operation {
  readonly verb: string;
  readonly method: 'get' | 'put' | 'post' | 'delete' | 'patch';
  /** The word of the server's generator, `x-kubernetes-action`. */
  readonly action: string;
  readonly parameters: readonly Schema[];
  readonly body?: Schema;
}

function operationsOf(row: DiscoveryRow, definition: string): readonly Operation[] {
  const isObject = row.resource.includes('/');
  const body = content(definition);
  const deletion = content(`${META}.DeleteOptions`);
  const force = parameter('force', 'boolean');
  const collection: readonly Operation[] = [
    { verb: 'list', method: 'get', action: 'list', parameters: LISTING },
    { verb: 'create', method: 'post', action: 'post', parameters: WRITING, body },
    {
      verb: 'deletecollection',
      method: 'delete',
      action: 'deletecollection',
      parameters: [...LISTING, ...DELETING],
      body: deletion,
    },
  ];
  const object: readonly Operation[] = [
    { verb: 'get', method: 'get', action: 'get', parameters: [] },
    { verb: 'update', method: 'put', action: 'put', parameters: WRITING, body },
    { verb: 'delete', method: 'delete', action: 'delete', parameters: DELETING, body: deletion },
    {
      verb: 'patch',
      method: 'patch',
      action: 'patch',
      parameters: [...WRITING, force],
      body: content(PATCH, PATCH_TYPES),
    },
    // Below an object, `create` is a request of its own, such as an eviction.
    ...(isObject ? [{ verb: 'create', method: 'post' as const, action: 'post', parameters: WRITING, body }] : []),
  ];
  return isObject ? object : [...collection, ...object.filter(({ verb }) => verb !== 'create')];
}

const COLLECTION_VERBS = new Set(['list', 'create', 'deletecollection']);

function describe(operation: Operation, row: DiscoveryRow, kind: GroupVersionKind, definition: string): Schema {
  const answer = operation.verb === 'list' ? (listDefinition(row) ?? definition) : definition;
  const answered = operation.method === 'delete' && operation.verb !== 'delete' ? `${META}.Status` : answer;
  return {
    tags: [tagOf(row.groupVersion)],
    ...(operation.parameters.length === 0 ? {} : { parameters: operation.parameters }),
    ...(operation.body === undefined ? {} : { requestBody: operation.body }),
    responses: { 200: { description: 'OK', ...content(answered) }, 401: { description: 'Unauthorized' } },
    'x-kubernetes-action': operation.action,
    'x-kubernetes-group-version-kind': kind,
  };
}

/** `core_v1` or `apps_v1`. */
function tagOf(groupVersion: string): string {
  const [group = '', version] = groupVersion.split('/');
  return version === undefined ? `core_${group}` : `${group.replace(/\..*$/, '')}_${version}`;
}

/**
 * Paths of the resources of one group and version with what may be asked there. Clients look for the kinds, and for
 * `dryRun` and `fieldValidation` among the parameters of PATCH. Not described: proxies, deprecated watch paths.
 */
export function pathsOf(rows: readonly DiscoveryRow[]): Schema {
  const paths: Record<string, Schema> = {};
  for (const row of rows) {
    const kind = kindOfRow(row);
    const definition = definitionOf(kind);
    if (definition === undefined || row.kind.endsWith('ProxyOptions')) continue;
    const prefix = row.groupVersion.includes('/') ? `/apis/${row.groupVersion}` : `/api/${row.groupVersion}`;
    const [resource = '', subresource] = row.resource.split('/');
    const base = `${prefix}${row.namespaced ? '/namespaces/{namespace}' : ''}/${resource}`;
    const objectPath = `${base}/{name}${subresource === undefined ? '' : `/${subresource}`}`;
    const add = (path: string, operation: Operation): void => {
      const item = (paths[path] ??= pathItem(path));
      item[operation.method] = describe(operation, row, kind, definition);
    };
    for (const operation of operationsOf(row, definition)) {
      if (!row.verbs.includes(operation.verb)) continue;
      const isCollection = subresource === undefined && COLLECTION_VERBS.has(operation.verb);
      add(isCollection ? base : objectPath, operation);
      if (operation.verb === 'list' && row.namespaced) add(`${prefix}/${resource}`, operation);
    }
  }
  return Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function pathItem(path: string): Schema {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string).sort();
  return { parameters: [...names.map((name) => parameter(name, 'string', 'path')), parameter('pretty')] };
}
