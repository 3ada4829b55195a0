import {
  EVERYTHING,
  type KubeObject,
  type LabelSelector,
  type LabelSelectorObject,
  labelSelectorOf,
  statusErrors,
} from '../../api';
import { type Fields, fieldsAt, listAt, mapAt, textAt, textsAt } from '../../resources/fields';
import type { AdmissionAttributes, GroupVersionKind } from './plugin';

/** Which writes a webhook, a policy or a binding means. */
export interface Selection {
  readonly rules: readonly Fields[];
  readonly excluded: readonly Fields[];
  readonly namespaces: LabelSelector;
  readonly objects: LabelSelector;
  /** Whether a rule for another version or group of a resource means this one too. */
  readonly takesEquivalents: boolean;
}

/** As what a write is meant: the version in which the object is to be shown. */
export interface Match {
  readonly kind: GroupVersionKind;
  readonly resource: { readonly group: string; readonly version: string; readonly resource: string };
}

const selectorAt = (parent: Fields | undefined, field: string): LabelSelector => {
  const selector = fieldsAt(parent, field);
  return selector === undefined ? EVERYTHING : labelSelectorOf(selector as LabelSelectorObject);
};

/** Reads a selection. `rulesField` is `rules` of a webhook, `resourceRules` of a policy. */
export const selectionOf = (fields: Fields | undefined, rulesField: string): Selection => ({
  rules: listAt(fields, rulesField),
  excluded: listAt(fields, 'excludeResourceRules'),
  namespaces: selectorAt(fields, 'namespaceSelector'),
  objects: selectorAt(fields, 'objectSelector'),
  takesEquivalents: textAt(fields, 'matchPolicy') !== 'Exact',
});

/**
 * As what a selection means a write; undefined when it does not.
 * Source: Kubernetes 1.36, apiserver/pkg/admission/plugin/webhook/generic/webhook.go `ShouldCallHook`,
 * plugin/policy/matching/matching.go `Matches`.
 *
 * @throws StatusError when its namespace does not exist.
 */
export function matchOf(
  selection: Selection,
  object: KubeObject | undefined,
  attributes: AdmissionAttributes,
): Match | undefined {
  if (!isChosenByLabels(selection.objects, object, attributes.old)) return undefined;
  if (matchedBy(selection.excluded, selection.takesEquivalents, attributes) !== undefined) return undefined;
  const match = matchedBy(selection.rules, selection.takesEquivalents, attributes);
  if (match === undefined) return undefined;
  return isInNamespaces(selection.namespaces, object, attributes) ? match : undefined;
}

/** As what the request itself speaks of an object. */
export const ownMatch = ({ resource: { group, resource }, version, kind }: AdmissionAttributes): Match => ({
  kind,
  resource: { group, version, resource },
});

/** The first rule decides that means the request as it is; then the first that means an equivalent of it. */
function matchedBy(
  rules: readonly Fields[],
  takesEquivalents: boolean,
  attributes: AdmissionAttributes,
): Match | undefined {
  const own = ownMatch(attributes);
  if (rules.some((rule) => isMeant(rule, own, attributes))) return own;
  if (!takesEquivalents || rules.length === 0) return undefined;
  const others = equivalentsOf(attributes);
  for (const rule of rules) {
    const found = others.find((other) => isMeant(rule, other, attributes));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The same objects in other versions and groups. What a subresource takes may be the same in all of them. */
function equivalentsOf({ resource, version, kind, server }: AdmissionAttributes): readonly Match[] {
  const isOwnKind = kind.kind === resource.kind && kind.group === resource.group;
  return server.resourcesOf(resource.storage).flatMap((other) =>
    other.versions
      .filter((each) => other.group !== resource.group || each !== version)
      .map((each) => ({
        kind: isOwnKind ? { group: other.group, version: each, kind: other.kind } : kind,
        resource: { group: other.group, version: each, resource: other.resource },
      })),
  );
}

const holds = (wanted: readonly string[], value: string): boolean => wanted.includes('*') || wanted.includes(value);

/** `pods`, `pods/status`, `pods/*`, `*`, `*` with a subresource. */
function namesResource(pattern: string, resource: string, subresource: string): boolean {
  const [name = '', sub = ''] = pattern.split('/');
  return (name === '*' || name === resource) && (sub === '*' || sub === subresource);
}

/** Source: Kubernetes 1.36, apiserver/pkg/admission/plugin/webhook/predicates/rules/rules.go. */
function isMeant(rule: Fields, { resource }: Match, attributes: AdmissionAttributes): boolean {
  const { verb, subresource, name, namespace } = attributes;
  const names = textsAt(rule, 'resourceNames');
  const scope = textAt(rule, 'scope');
  return (
    holds(textsAt(rule, 'operations'), verb.toUpperCase()) &&
    holds(textsAt(rule, 'apiGroups'), resource.group) &&
    holds(textsAt(rule, 'apiVersions'), resource.version) &&
    textsAt(rule, 'resources').some((pattern) => namesResource(pattern, resource.resource, subresource)) &&
    (names.length === 0 || names.includes(name)) &&
    (scope === '' || scope === '*' || (scope === 'Namespaced') === (namespace !== ''))
  );
}

const labelsOf = (object: KubeObject | undefined): Readonly<Record<string, string>> =>
  mapAt(object?.metadata, 'labels') ?? {};

/** The labels before a change count as well as those after it. */
const isChosenByLabels = (
  selector: LabelSelector,
  object: KubeObject | undefined,
  old: KubeObject | undefined,
): boolean =>
  selector === EVERYTHING ||
  (object !== undefined && selector.matches(labelsOf(object))) ||
  (old !== undefined && selector.matches(labelsOf(old)));

/** A Namespace is chosen by its own labels; other cluster-scoped objects are in every namespace. */
function isInNamespaces(
  selector: LabelSelector,
  object: KubeObject | undefined,
  { resource, namespace, name, verb, subresource, context }: AdmissionAttributes,
): boolean {
  if (selector === EVERYTHING) return true;
  const isNamespace = resource.storage === 'namespaces';
  if (namespace === '' && !isNamespace) return true;
  if (isNamespace && subresource === '' && verb !== 'delete') return selector.matches(labelsOf(object));
  const place = isNamespace ? name : namespace;
  const found = context.lookup('namespaces', '', place);
  if (found === undefined) throw statusErrors.notFound({ group: '', resource: 'namespaces' }, place);
  return selector.matches(labelsOf(found));
}
