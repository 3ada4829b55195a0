import type { ApiRequest } from '../../src/simulator';
import type { SeededRandom } from '../../src/simulator/engine';
import { definitionOf, discoveryTable, type DiscoveryRow } from '../../src/simulator/schema';
import { mutateJson, mutateText, junk } from './mutate';
import { chance, pick, randomObject, randomText } from './random-values';
import { sampleOf, samples } from './samples';

/** A verb of a resource, as discovery lists it. */
export interface Target {
  readonly row: DiscoveryRow;
  readonly verb: string;
}

/** Every verb of every resource and subresource. */
export const targets: readonly Target[] = discoveryTable().flatMap((row) => row.verbs.map((verb) => ({ row, verb })));

/** Writes of kinds that have samples: most requests go there, because few others get past decoding. */
export const richTargets: readonly Target[] = targets.filter(
  ({ row, verb }) =>
    ['create', 'update', 'patch'].includes(verb) &&
    (sampleOf(row.groupVersion, row.kind) !== undefined || sampleOf(row.gvOverride ?? '', row.kind) !== undefined),
);

const METHODS: Readonly<Record<string, string>> = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
};
const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];
/** Most requests are about the samples, which exist. */
const NAMES = [...Array<string>(20).fill('a'), 'web', 'default', 'kubernetes', 'node-1', 'Bad_Name', 'x'.repeat(260)];
const NAMESPACES = [...Array<string>(30).fill('default'), 'gone'];
const ADMIN = { username: 'fuzz', groups: ['system:masters'] };

interface Draft {
  method: string;
  path: string;
  query: Map<string, string[]>;
  headers: Record<string, string>;
  body: string;
}

function pathOf({ row }: Target, name: string, random: SeededRandom): string {
  const [resource = '', ...subresource] = row.resource.split('/');
  const prefix = row.groupVersion.includes('/') ? `/apis/${row.groupVersion}` : `/api/${row.groupVersion}`;
  const namespace = row.namespaced ? `/namespaces/${pick(random, NAMESPACES)}` : '';
  return [`${prefix}${namespace}/${resource}${name === '' ? '' : `/${name}`}`, ...subresource].join('/');
}

function kindOf({ groupVersion, kind, gvOverride }: DiscoveryRow): {
  readonly apiVersion: string;
  readonly kind: string;
} {
  return { apiVersion: gvOverride ?? groupVersion, kind };
}

function bodyOf(target: Target, name: string, random: SeededRandom): Record<string, unknown> {
  const { apiVersion, kind } = kindOf(target.row);
  const sample = sampleOf(apiVersion, kind);
  // Few random objects are valid, but they reach fields that samples do not have.
  const object = sample !== undefined && chance(random, 92) ? sample : randomBody(apiVersion, kind, random);
  const own = 'metadata' in object && chance(random, 20) ? (object['metadata'] as object | undefined) : {};
  return { ...object, apiVersion, kind, metadata: { ...own, name } };
}

function randomBody(apiVersion: string, kind: string, random: SeededRandom): Record<string, unknown> {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const definition = definitionOf({ group, version: apiVersion.slice(slash + 1), kind });
  return definition === undefined ? {} : randomObject(definition, random);
}

/** Requests that make one object of each sample, by resource such as `apps/v1 deployments`. */
export const sampleRequests: ReadonlyMap<string, ApiRequest> = new Map(
  samples.flatMap((sample): (readonly [string, ApiRequest])[] => {
    const row = discoveryTable().find(
      ({ groupVersion, kind, resource }) =>
        groupVersion === sample.apiVersion && kind === sample.kind && !resource.includes('/'),
    );
    if (row === undefined) return [];
    const prefix = row.groupVersion.includes('/') ? `/apis/${row.groupVersion}` : `/api/${row.groupVersion}`;
    const path = `${prefix}${row.namespaced ? '/namespaces/default' : ''}/${row.resource}`;
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const body = new TextEncoder().encode(JSON.stringify(sample));
    const request = { method: 'POST', path, query: new Map(), headers, body, certificate: ADMIN };
    return [[`${row.groupVersion} ${row.resource}`, request]];
  }),
);

/** The request that makes the object that a target is about; undefined where there is no sample. */
export const sampleRequestOf = ({ row }: Target): ApiRequest | undefined =>
  sampleRequests.get(`${row.groupVersion} ${row.resource.split('/')[0] ?? ''}`);

function patchOf(target: Target, name: string, type: string, random: SeededRandom): unknown {
  if (type !== PATCH_TYPES[0]) return bodyOf(target, name, random);
  const paths = [
    '/metadata/labels',
    '/metadata/labels/a',
    '/spec',
    '/spec/replicas',
    '/status',
    '/-',
    '',
    '/data/x',
    'x',
  ];
  return Array.from({ length: 1 + random.below(3) }, () => ({
    op: pick(random, ['add', 'remove', 'replace', 'move', 'copy', 'test', 'nop']),
    path: pick(random, paths),
    from: pick(random, paths),
    value: junk(random),
  }));
}

const QUERIES: readonly (readonly [string, readonly string[]])[] = [
  ['dryRun', ['All', 'None', '']],
  ['fieldManager', ['fuzz', 'x'.repeat(200), '\u0001']],
  ['fieldValidation', ['Strict', 'Warn', 'Ignore', 'strict']],
  ['force', ['true', 'maybe']],
  ['labelSelector', ['a=b', 'a in (b,c)', '!a', 'a in (', '=', 'a>1']],
  ['fieldSelector', ['metadata.name=a', 'status.phase=Running', 'nope=1', 'metadata.name']],
  ['limit', ['1', '0', '-1', 'x', '99999999999999']],
  ['continue', ['x', 'e30=', '{}']],
  ['resourceVersion', ['0', '1', '5', '999999', 'x', '-1']],
  ['resourceVersionMatch', ['Exact', 'NotOlderThan', 'x']],
  ['sendInitialEvents', ['true', 'x']],
  ['allowWatchBookmarks', ['true']],
  ['timeoutSeconds', ['1', '-1', 'x']],
  ['gracePeriodSeconds', ['0', '-1', '30', 'x']],
  ['propagationPolicy', ['Foreground', 'Orphan', 'Background', 'x']],
  ['pretty', ['true']],
  ['unknown', ['1']],
];

const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  ['content-type', ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf', 'text/plain', '']],
  [
    'accept',
    [
      'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
      'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
      'application/vnd.kubernetes.protobuf,application/json',
      'text/html',
      '*/*',
    ],
  ],
  ['impersonate-user', ['someone', '']],
  ['impersonate-group', ['system:masters']],
  ['user-agent', ['kubectl/v1.36', '']],
];

function spoil(draft: Draft, value: unknown, random: SeededRandom): void {
  switch (random.below(10)) {
    case 0:
      draft.path = mutateText(draft.path, random);
      break;
    case 1:
      draft.body = mutateText(draft.body, random);
      break;
    case 2: {
      const [name, values] = pick(random, HEADERS);
      draft.headers[name] = pick(random, values);
      break;
    }
    case 3:
    case 4: {
      const [name, values] = pick(random, QUERIES);
      draft.query.set(name, chance(random, 10) ? [randomText(random), pick(random, values)] : [pick(random, values)]);
      break;
    }
    default:
      if (value !== undefined) draft.body = JSON.stringify(mutateJson(value, random));
  }
}

/** A request to a target: well formed, then spoilt in one or two places. */
export function fuzzedRequest(target: Target, random: SeededRandom): ApiRequest {
  const { verb } = target;
  const isCollection = ['create', 'list', 'deletecollection'].includes(verb) && !target.row.resource.includes('/');
  const name = pick(random, NAMES);
  const draft: Draft = {
    method: METHODS[verb] ?? 'GET',
    path: pathOf(target, isCollection ? '' : name, random),
    query: new Map(),
    headers: { accept: 'application/json' },
    body: '',
  };
  if (verb === 'watch') draft.query.set('watch', ['true']);
  let value: unknown;
  if (verb === 'patch') {
    const type = pick(random, PATCH_TYPES);
    value = patchOf(target, name, type, random);
    draft.headers['content-type'] = type;
    if (type === PATCH_TYPES[3]) draft.query.set('fieldManager', ['fuzz']);
  } else if (verb === 'create' || verb === 'update') {
    value = bodyOf(target, verb === 'create' && chance(random, 50) ? `n${random.below(1000)}` : name, random);
    draft.headers['content-type'] = 'application/json';
  } else if (draft.method === 'DELETE' && chance(random, 30)) {
    value = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0, propagationPolicy: 'Background' };
    draft.headers['content-type'] = 'application/json';
  }
  if (value !== undefined) draft.body = JSON.stringify(value);
  for (let times = random.below(3); times > 0; times -= 1) spoil(draft, value, random);
  return { ...draft, body: new TextEncoder().encode(draft.body), certificate: ADMIN };
}
