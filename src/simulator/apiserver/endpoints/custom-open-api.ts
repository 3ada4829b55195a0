import type { StructuralSchema } from '../../resources/custom/structural-schema';
import type { ResourceRegistry } from '../../resources/registry';
import type { ResourceInfo } from '../../resources/resource';
import { openApiV3, type Schema } from '../../schema';
import { fingerprint } from './discovery';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** What the metadata of every object refers to. */
const META_TYPES = ['ObjectMeta', 'ListMeta', 'OwnerReference', 'ManagedFieldsEntry', 'FieldsV1', 'Time', 'ShardInfo'];

interface VersionOfGroup {
  readonly path: string;
  readonly group: string;
  readonly version: string;
}

function customVersions(registry: ResourceRegistry): VersionOfGroup[] {
  const found = new Map<string, VersionOfGroup>();
  for (const { custom, group, versions } of registry.all) {
    if (custom === undefined) continue;
    for (const version of versions) {
      const path = `apis/${group}/${version}`;
      found.set(path, { path, group, version });
    }
  }
  return [...found.values()];
}

/** Entries of `/openapi/v3` for custom resources; the hash changes with every definition. */
export function customOpenApiPaths(registry: ResourceRegistry): Readonly<Record<string, object>> {
  const entries = customVersions(registry).map(({ path }) => {
    const hash = fingerprint(`${path} ${registry.generation}`).toUpperCase();
    return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }] as const;
  });
  return Object.fromEntries(entries);
}

/** The document of one version of custom resources, such as `apis/example.com/v1`; undefined when there are none. */
export function customOpenApi(registry: ResourceRegistry, path: string): object | undefined {
  const version = customVersions(registry).find((each) => each.path === path);
  if (version === undefined) return undefined;
  const resources = registry.resourcesOf(version.group, version.version).filter(({ custom }) => custom !== undefined);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes CRD Swagger', version: 'v0.1.0' },
    paths: Object.assign({}, ...resources.map((resource) => pathsOf(resource, version))) as object,
    components: {
      schemas: Object.assign(
        {},
        metaSchemas(),
        ...resources.map((each) => schemasOf(each, version, VERSION_3)),
      ) as object,
    },
  };
}

/** Schemas of metadata, as the document of the core group has them. */
function metaSchemas(): Readonly<Record<string, unknown>> {
  const core = openApiV3('api/v1') as { components?: { schemas?: Readonly<Record<string, unknown>> } } | undefined;
  const schemas = core?.components?.schemas ?? {};
  const names = META_TYPES.map((name) => `${META}.${name}`).filter((name) => name in schemas);
  return Object.fromEntries(names.map((name) => [name, schemas[name]]));
}

/** `example.com/v1 Widget` is the definition `com.example.v1.Widget`. */
const definitionName = ({ group, version }: VersionOfGroup, kind: string): string =>
  `${group.split('.').reverse().join('.')}.${version}.${kind}`;

const gvkOf = ({ group, version }: VersionOfGroup, kind: string): object => ({ group, version, kind });

/** How one version of OpenAPI says things. */
interface Dialect {
  /** Where definitions lie. */
  readonly prefix: string;
  /** A property that is what a definition says. */
  reference(definition: string): object;
  schema(schema: StructuralSchema): object;
}

const VERSION_3: Dialect = {
  prefix: '#/components/schemas/',
  reference: (definition) => ({ allOf: [{ $ref: `#/components/schemas/${definition}` }] }),
  schema: (schema) => schema,
};

const VERSION_2: Dialect = {
  prefix: '#/definitions/',
  reference: (definition) => ({ $ref: `#/definitions/${definition}` }),
  schema: plainSchema,
};

/** What version 2 has no words for. */
const NEW_WORDS = ['allOf', 'anyOf', 'not', 'nullable', 'oneOf'];

/**
 * A schema in the words of version 2, which knows neither choices nor null.
 * Source: Kubernetes 1.36, apiextensions-apiserver/pkg/controller/openapi/v2/conversion.go.
 */
function plainSchema(schema: StructuralSchema): object {
  const isLoose = schema.nullable === true;
  const isOpen = isLoose || schema['x-kubernetes-preserve-unknown-fields'] === true;
  const hidden = [
    ...NEW_WORDS,
    ...(isOpen ? ['items', 'properties'] : []),
    ...(isLoose || schema['x-kubernetes-int-or-string'] === true ? ['type'] : []),
  ];
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([word]) => !hidden.includes(word))
      .map(([word, value]) => [word, plainValue(word, value)]),
  );
}

function plainValue(word: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (word === 'items' || word === 'additionalProperties') return plainSchema(value as StructuralSchema);
  if (word !== 'properties') return value;
  const properties = Object.entries(value as Readonly<Record<string, StructuralSchema>>);
  return Object.fromEntries(properties.map(([name, schema]) => [name, plainSchema(schema)]));
}

/** Definitions of `/openapi/v2` for custom resources, by name. */
export function customDefinitions(registry: ResourceRegistry): ReadonlyMap<string, Schema> {
  return new Map(
    customVersions(registry).flatMap((version) =>
      registry
        .resourcesOf(version.group, version.version)
        .filter(({ custom }) => custom !== undefined)
        .flatMap((resource) => Object.entries(schemasOf(resource, version, VERSION_2)) as [string, Schema][]),
    ),
  );
}

function schemasOf(
  resource: ResourceInfo,
  version: VersionOfGroup,
  dialect: Dialect,
): Readonly<Record<string, unknown>> {
  const schema = resource.custom?.schemaOf(version.version) ?? {};
  const listKind = resource.custom?.listKind ?? `${resource.kind}List`;
  const own = definitionName(version, resource.kind);
  const typeMeta = { apiVersion: { type: 'string' }, kind: { type: 'string' } };
  const plain = dialect.schema(schema) as StructuralSchema;
  return {
    [own]: {
      ...plain,
      type: 'object',
      properties: { ...plain.properties, ...typeMeta, metadata: dialect.reference(`${META}.ObjectMeta`) },
      'x-kubernetes-group-version-kind': [gvkOf(version, resource.kind)],
    },
    [definitionName(version, listKind)]: {
      type: 'object',
      required: ['items'],
      properties: {
        ...typeMeta,
        metadata: dialect.reference(`${META}.ListMeta`),
        items: { type: 'array', items: { $ref: `${dialect.prefix}${own}` } },
      },
      'x-kubernetes-group-version-kind': [gvkOf(version, listKind)],
    },
  };
}

const parameter = (name: string, type = 'string'): object => ({
  name,
  in: 'query',
  schema: { type, uniqueItems: true },
});

/** Clients look for the kind, and for `dryRun` and `fieldValidation` among the parameters of writes. */
function pathsOf(resource: ResourceInfo, version: VersionOfGroup): Readonly<Record<string, object>> {
  const scope = resource.isNamespaced ? '/namespaces/{namespace}' : '';
  const base = `/${version.path}${scope}/${resource.resource}`;
  const writing = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => parameter(name));
  const operation = (action: string, parameters: readonly object[]): object => ({
    parameters,
    responses: { 200: { description: 'OK' } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvkOf(version, resource.kind),
  });
  return {
    [base]: { get: operation('list', []), post: operation('post', writing) },
    [`${base}/{name}`]: {
      get: operation('get', []),
      put: operation('put', writing),
      patch: operation('patch', [...writing, parameter('force', 'boolean')]),
      delete: operation('delete', [parameter('dryRun')]),
    },
  };
}
