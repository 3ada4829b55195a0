import { fieldError, isDnsSubdomain, type Draft, type FieldError, type KubeObject } from '../../api';
import { fieldsAt, listAt, textAt, textsAt, type Fields } from '../fields';
import { unqualifiedFinalizers } from '../metadata';
import { byVersionPriority } from '../registry';
import type { Column, CustomScale, ResourceInfo, Strategy, SubresourceInfo } from '../resource';
import { customTable, type PrinterColumn } from './custom-table';
import { findByJsonPath } from './json-path';
import { fillDefaults, prune } from './prune';
import { validateRules } from './rules';
import type { StructuralSchema } from './structural-schema';
import { duplicateItems, validateBySchema } from './validate';

/** Verbs in the order in which the real server lists them for custom resources. */
const VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const PART_VERBS = ['get', 'patch', 'update'];

/** One version of a definition. */
interface Version {
  readonly name: string;
  readonly isServed: boolean;
  readonly isStored: boolean;
  readonly hasStatus: boolean;
  readonly schema: StructuralSchema;
  readonly scale?: CustomScale;
  readonly columns: readonly PrinterColumn[];
  readonly selectable: readonly string[];
  readonly isDeprecated: boolean;
  /** What the definition says about its deprecation. @default - a text about newer versions */
  readonly deprecationWarning?: string;
}

function versionOf(version: Fields): Version {
  const subresources = fieldsAt(version, 'subresources');
  const scale = fieldsAt(subresources, 'scale');
  const schema = fieldsAt(fieldsAt(version, 'schema'), 'openAPIV3Schema');
  const deprecationWarning = version['deprecationWarning'];
  return {
    name: textAt(version, 'name'),
    isServed: version['served'] === true,
    isStored: version['storage'] === true,
    hasStatus: subresources?.['status'] !== undefined,
    schema: schema ?? { 'x-kubernetes-preserve-unknown-fields': true },
    ...(scale === undefined ? {} : { scale: scalePaths(scale) }),
    columns: listAt(version, 'additionalPrinterColumns') as unknown as readonly PrinterColumn[],
    selectable: listAt(version, 'selectableFields').map((each) => textAt(each, 'jsonPath')),
    isDeprecated: version['deprecated'] === true,
    ...(typeof deprecationWarning === 'string' ? { deprecationWarning } : {}),
  };
}

const pathOf = (jsonPath: string): string[] => jsonPath.split('.').filter((part) => part !== '');

function scalePaths(scale: Fields): CustomScale {
  const selector = textAt(scale, 'labelSelectorPath');
  return {
    specReplicas: pathOf(textAt(scale, 'specReplicasPath')),
    statusReplicas: pathOf(textAt(scale, 'statusReplicasPath')),
    ...(selector === '' ? {} : { labelSelector: pathOf(selector) }),
  };
}

/** Makes the resource that a valid CustomResourceDefinition declares; `nameColumn` is the first column of its table. */
export function customResourceOf(definition: KubeObject, nameColumn: Column): ResourceInfo {
  const spec = fieldsAt(definition, 'spec') ?? {};
  const names = fieldsAt(spec, 'names') ?? {};
  const group = textAt(spec, 'group');
  const plural = textAt(names, 'plural');
  const versions = new Map(listAt(spec, 'versions').map((each) => [textAt(each, 'name'), versionOf(each)]));
  const served = [...versions.values()].filter(({ isServed }) => isServed);
  const stored = [...versions.values()].find(({ isStored }) => isStored) ?? served[0];
  if (stored === undefined) throw new Error(`CustomResourceDefinition ${group}/${plural}: a version must be stored`);
  const version = (name: string): Version => versions.get(name) ?? stored;
  return {
    group,
    versions: served.map(({ name }) => name).sort(byVersionPriority),
    storageVersion: stored.name,
    resource: plural,
    singular: textAt(names, 'singular'),
    kind: textAt(names, 'kind'),
    isNamespaced: textAt(spec, 'scope') === 'Namespaced',
    shortNames: textsAt(names, 'shortNames'),
    categories: textsAt(names, 'categories'),
    verbs: VERBS,
    subresources: subresourcesOf(stored, group, textAt(names, 'kind')),
    storage: `${group}/${plural}`,
    strategy: strategyOf(stored, nameColumn),
    custom: {
      listKind: textAt(names, 'listKind'),
      schemaOf: (name) => version(name).schema,
      scaleOf: (name) => version(name).scale,
      decode: (body, name) => decode(body, version(name).schema, stored.schema),
      warningOf: (name) => deprecationOf(version(name), served, group, textAt(names, 'kind')),
    },
  };
}

/**
 * The warning of a version, empty for one that may stay.
 * Source: Kubernetes 1.36, apiextensions-apiserver/pkg/apiserver/customresource_handler.go `defaultDeprecationWarning`.
 */
function deprecationOf(version: Version, served: readonly Version[], group: string, kind: string): string {
  if (!version.isDeprecated) return '';
  if (version.deprecationWarning !== undefined) return version.deprecationWarning;
  const [newest] = served
    .filter((each) => !each.isDeprecated)
    .map(({ name }) => name)
    .filter((name) => byVersionPriority(name, version.name) < 0)
    .sort(byVersionPriority);
  const advice = newest === undefined ? '' : `; use ${group}/${newest} ${kind}`;
  return `${group}/${version.name} ${kind} is deprecated${advice}`;
}

function subresourcesOf(
  { hasStatus, scale, name }: Version,
  group: string,
  kind: string,
): Map<string, SubresourceInfo> {
  const subresources = new Map<string, SubresourceInfo>();
  if (hasStatus) subresources.set('status', { name: 'status', group, version: name, kind, verbs: PART_VERBS });
  if (scale !== undefined) {
    subresources.set('scale', { name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: PART_VERBS });
  }
  return subresources;
}

/** Reads a body by the schema of its version; what the stored version does not know is lost without a word. */
function decode(
  body: Draft,
  schema: StructuralSchema,
  stored: StructuralSchema,
): { object: Draft; strictErrors: string[] } {
  const unknown: string[] = [];
  const pruned = prune(body, schema, true, '', unknown);
  const object = (schema === stored ? pruned : prune(pruned, stored, true, '', [])) as Draft;
  fillDefaults(object, schema);
  return { object, strictErrors: unknown.map((path) => `unknown field ${JSON.stringify(path)}`) };
}

function strategyOf(version: Version, nameColumn: Column): Strategy {
  const { schema, selectable, columns } = version;
  return {
    hasGeneration: true,
    hasStatus: version.hasStatus,
    table: customTable(columns, nameColumn),
    allowsUnconditionalUpdate: false,
    validateName: (name) => isDnsSubdomain(name),
    validate: (object) => validateCustom(object, undefined, schema),
    validateUpdate: (object, old) => validateCustom(object, old, schema),
    validateStatusUpdate: (object, old) => validateCustom(object, old, schema),
    warnings: finalizerWarnings,
    selectableFields: (object) =>
      Object.fromEntries(selectable.map((path) => [path.replace(/^\./, ''), fieldText(object, path)])),
  };
}

/** Source: Kubernetes 1.36, apiextensions-apiserver/pkg/registry/customresource/strategy.go `generateWarningsFromObj`. */
function finalizerWarnings(object: KubeObject, old: KubeObject | undefined): string[] {
  const known = old?.metadata.finalizers ?? [];
  const why = 'prefer a domain-qualified finalizer name including a path (/)';
  return unqualifiedFinalizers(object)
    .filter((name) => !known.includes(name))
    .sort()
    .map(
      (name) =>
        `metadata.finalizers: ${JSON.stringify(name)}: ${why} to avoid accidental conflicts with other finalizer writers`,
    );
}

function fieldText(object: KubeObject, path: string): string {
  const [value] = findByJsonPath(object, path);
  return value === undefined || value === null ? '' : String(value as string);
}

/** Errors after which rules are not looked at. Source: customresource/strategy.go `hasBlockingErr`. */
const BLOCKING: ReadonlySet<string> = new Set(['NotSupported', 'Required', 'TooLong', 'TooMany', 'TypeInvalid']);

/** What is wrong with a custom object. Source: apiextensions-apiserver/pkg/registry/customresource/strategy.go. */
function validateCustom(object: KubeObject, old: KubeObject | undefined, schema: StructuralSchema): FieldError[] {
  const errors = [...validateBySchema(object, schema, ''), ...duplicateItems(object, schema, '')];
  if (!hasRules(schema)) return errors;
  if (errors.some(({ type }) => BLOCKING.has(type))) {
    const detail =
      'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
    return [...errors, fieldError.invalid('<nil>', null, detail)];
  }
  return [...errors, ...validateRules(object, old, schema)];
}

const withRules = new WeakMap<StructuralSchema, boolean>();

function hasRules(schema: StructuralSchema): boolean {
  let has = withRules.get(schema);
  if (has === undefined) {
    const { properties, additionalProperties, items } = schema;
    has =
      schema['x-kubernetes-validations'] !== undefined ||
      Object.values(properties ?? {}).some(hasRules) ||
      (typeof additionalProperties === 'object' && hasRules(additionalProperties)) ||
      (items !== undefined && hasRules(items));
    withRules.set(schema, has);
  }
  return has;
}
