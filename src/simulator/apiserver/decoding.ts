import { parseApiVersion, statusError, statusErrors, type Draft } from '../api';
import { storageApiVersion } from '../resources/registry';
import type { ResourceInfo } from '../resources/resource';
import {
  decodeBody,
  DecodeError,
  decodeObject,
  definitionOf,
  recognize,
  summarizeBody,
  type BodyFormat,
  type RawBody,
} from '../schema';
import type { Call } from './call';
import type { FieldValidation } from './options';

export { DecodeError } from '../schema';

/** Source: Kubernetes 1.36, apiserver/pkg/server/config.go MaxRequestBodyBytes. */
const BODY_BYTES_MAX = 3 * 1024 * 1024;

/** Bytes of a body that messages show. */
const SUMMARY_BYTES = 30;

const DELETE_OPTIONS = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions';
/** A kind that has metadata and hardly anything else: it reads the metadata of custom resources. */
const METADATA_ONLY = 'io.k8s.api.core.v1.ConfigMap';

/** What became of a body or of a patched object. */
export interface Decoded {
  readonly object: Draft;
  readonly strictErrors: readonly string[];
}

/** Format of the request's body. Throws UnsupportedMediaType. */
function formatOf(call: Call): BodyFormat {
  const type = (call.request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  switch (type) {
    case '':
    case 'application/json':
      return 'json';
    case 'application/yaml':
      return 'yaml';
    case 'application/vnd.kubernetes.protobuf':
      if (call.resource.custom === undefined) return 'protobuf';
      break;
    default:
  }
  const known = ['application/json', 'application/yaml'];
  if (call.resource.custom === undefined) known.push('application/vnd.kubernetes.protobuf');
  throw statusErrors.unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${known.join(', ')}`,
  );
}

/** Throws RequestEntityTooLarge. */
export function requireSize(call: Call): void {
  if (call.request.body.length <= BODY_BYTES_MAX) return;
  throw statusErrors.requestEntityTooLarge(`limit is ${BODY_BYTES_MAX}`);
}

/**
 * The object in the body of a request, which must be a `kind` of `apiVersion`, or say nothing about that. Throws a
 * StatusError: 400 for what cannot be read or, strictly, has unknown fields.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/endpoints/handlers/create.go, rest.go `transformDecodeError`.
 */
export function decodeObjectBody(call: Call, kind: string, apiVersion: string, validation: FieldValidation): Draft {
  const format = formatOf(call);
  requireSize(call);
  const raw = decodeBody(call.request.body, format);
  const says = saidKind(call, raw, kind, apiVersion);
  const cannot = (detail: string): Error =>
    statusErrors.badRequest(
      `${says.kind} in version ${JSON.stringify(says.version)} cannot be handled as a ${kind}: ${detail}`,
    );
  requireKind(call, says, kind, apiVersion, cannot);
  try {
    const decoded = decodeRaw(call.resource, says.apiVersion, kind, raw);
    reportStrictErrors(call, decoded.strictErrors, validation, (errors) =>
      cannot(`strict decoding error: ${errors.join(', ')}`),
    );
    return decoded.object;
  } catch (error) {
    if (error instanceof DecodeError) throw cannot(error.message);
    throw error;
  }
}

interface SaidKind {
  readonly apiVersion: string;
  readonly version: string;
  readonly kind: string;
}

/** What a body says it is, filled up with what it should be. */
function saidKind(call: Call, raw: RawBody, kind: string, apiVersion: string): SaidKind {
  try {
    const said = recognize(raw);
    const saidVersion = said.group === '' ? said.version : `${said.group}/${said.version}`;
    const own = saidVersion === '' ? apiVersion : saidVersion;
    return { apiVersion: own, version: parseApiVersion(own).version, kind: said.kind === '' ? kind : said.kind };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const summary = summarizeBody(call.request.body, SUMMARY_BYTES);
    throw statusErrors.badRequest(
      `the object provided is unrecognized (must be of type ${kind}): ${error.message} (${summary})`,
    );
  }
}

function requireKind(
  call: Call,
  says: SaidKind,
  kind: string,
  apiVersion: string,
  cannot: (detail: string) => Error,
): void {
  const { group, version } = parseApiVersion(says.apiVersion);
  const isOwnKind = says.kind === kind && says.apiVersion === apiVersion;
  if (isOwnKind) return;
  if (call.resource.custom !== undefined) {
    throw statusErrors.badRequest(
      says.kind === kind
        ? `the API version in the data (${says.apiVersion}) does not match the expected API version (${apiVersion})`
        : `${says.kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: unknown kind`,
    );
  }
  if (definitionOf({ group, version, kind: says.kind }) === undefined) {
    const scheme = 'pkg/api/legacyscheme/scheme.go:30';
    throw cannot(
      `no kind ${JSON.stringify(says.kind)} is registered for version ${JSON.stringify(says.apiVersion)} in scheme ${JSON.stringify(scheme)}`,
    );
  }
  const own = parseApiVersion(apiVersion);
  if (says.kind !== kind || group !== own.group) {
    const internal = `${packageOf(own.group)}.${kind}`;
    throw cannot(`converting (${version}.${says.kind}) to (${internal}): unknown conversion`);
  }
  throw statusErrors.badRequest(
    `the API version in the data (${says.apiVersion}) does not match the expected API version (${apiVersion})`,
  );
}

/** Go package of the internal types of a group. */
const packageOf = (group: string): string => (group === '' ? 'core' : (group.split('.')[0] as string));

function decodeRaw(
  resource: ResourceInfo,
  apiVersion: string,
  kind: string,
  raw: Pick<RawBody, 'value'> & Partial<Omit<RawBody, 'value'>>,
): Decoded {
  const decoded =
    resource.custom !== undefined && kind === resource.kind
      ? decodeCustom(resource, apiVersion, raw)
      : decodeBuiltIn(apiVersion, kind, raw);
  decoded.object['apiVersion'] = apiVersion;
  decoded.object['kind'] = kind;
  return decoded;
}

const definitions = new Map<string, Map<string, string | undefined>>();

/** Definition of a built-in kind, looked up once. */
function definitionOfKind(apiVersion: string, kind: string): string | undefined {
  let kinds = definitions.get(apiVersion);
  if (kinds === undefined) {
    kinds = new Map();
    definitions.set(apiVersion, kinds);
  }
  if (!kinds.has(kind)) kinds.set(kind, definitionOf({ ...parseApiVersion(apiVersion), kind }));
  return kinds.get(kind);
}

function decodeBuiltIn(
  apiVersion: string,
  kind: string,
  raw: Pick<RawBody, 'value'> & Partial<Omit<RawBody, 'value'>>,
): Decoded {
  const definition = definitionOfKind(apiVersion, kind);
  if (definition === undefined) throw new DecodeError(`no kind "${kind}" is registered for version "${apiVersion}"`);
  return decodeObject(definition, raw);
}

/** Metadata is that of every object; the rest is what the definition says. */
function decodeCustom(
  { custom }: ResourceInfo,
  apiVersion: string,
  raw: Pick<RawBody, 'value'> & Partial<Omit<RawBody, 'value'>>,
): Decoded {
  const body = (raw.value ?? {}) as Draft;
  const { metadata } = body;
  const own = decodeObject(METADATA_ONLY, { value: metadata === undefined ? {} : { metadata } });
  const decoded = custom?.decode(body, parseApiVersion(apiVersion).version) ?? { object: {}, strictErrors: [] };
  return {
    object: { ...decoded.object, metadata: own.object['metadata'] ?? {} },
    strictErrors: [...duplicateErrors(raw), ...own.strictErrors, ...decoded.strictErrors],
  };
}

/** What strict decoding says of keys that a body gives twice. */
export const duplicateErrors = ({ duplicates }: Partial<RawBody>): string[] =>
  [...(duplicates ?? [])].flatMap(([place, keys]) =>
    keys.map((key) => `duplicate field ${JSON.stringify(place === '' ? key : `${place}.${key}`)}`),
  );

/** Decodes a value that was made from an object of a resource. Throws a DecodeError. */
export const decodeValue = (resource: ResourceInfo, apiVersion: string, value: unknown): Decoded =>
  decodeRaw(resource, apiVersion, resource.kind, { value });

/** Decodes a value as a built-in kind. Throws a DecodeError. */
export const decodeKind = (apiVersion: string, kind: string, value: unknown): Decoded => {
  const decoded = decodeBuiltIn(apiVersion, kind, { value });
  Object.assign(decoded.object, { apiVersion, kind });
  return decoded;
};

/** Refuses, warns of or ignores unknown and duplicate fields, as the request wants it. */
export function reportStrictErrors(
  call: Call,
  errors: readonly string[],
  validation: FieldValidation,
  refuse: (errors: readonly string[]) => Error,
): void {
  if (errors.length === 0 || validation === 'Ignore') return;
  if (validation === 'Strict') throw refuse(errors);
  for (const error of errors) call.warn(error);
}

/** DeleteOptions in the body of a request. Throws BadRequest. */
export function decodeOptionsBody(call: Call): Draft {
  requireSize(call);
  const raw = decodeBody(call.request.body, formatOf(call));
  try {
    const said = recognize(raw);
    const apiVersion = said.version === '' ? 'v1' : said.group === '' ? said.version : `${said.group}/${said.version}`;
    if (said.kind !== '' && said.kind !== 'DeleteOptions') return { apiVersion, kind: said.kind };
    const definition = definitionOf({ ...parseApiVersion(apiVersion), kind: 'DeleteOptions' });
    return decodeObject(definition ?? DELETE_OPTIONS, raw).object;
  } catch (error) {
    if (error instanceof DecodeError) throw statusError(400, 'BadRequest', error.message);
    throw error;
  }
}

const emptyStatuses = new WeakMap<ResourceInfo, { readonly status: unknown }>();

/** The status of an object that has none yet, as Go writes it; undefined where it leaves it out. It is a private copy. */
export function emptyStatus(resource: ResourceInfo): unknown {
  if (resource.custom !== undefined) return undefined;
  let empty = emptyStatuses.get(resource);
  if (empty === undefined) {
    const { object } = decodeBuiltIn(storageApiVersion(resource), resource.kind, { value: {} });
    empty = { status: object['status'] };
    emptyStatuses.set(resource, empty);
  }
  return copyOf(empty.status);
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  const copy: Draft = {};
  for (const field in value) copy[field] = copyOf((value as Draft)[field]);
  return copy;
}
