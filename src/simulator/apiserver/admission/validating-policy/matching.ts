import { type KubeObject, type LabelSelectorObject, labelSelectorOf } from '../../../api';
import { type Fields, fieldsAt, listAt, mapAt, textAt, textsAt } from '../../../resources/fields';
import type { AdmissionAttributes } from '../plugin';

const holds = (wanted: readonly string[], value: string): boolean => wanted.includes('*') || wanted.includes(value);

/** `pods`, `pods/status`, `pods/*`, `*`, `*` with a subresource. */
function namesResource(pattern: string, resource: string, subresource: string): boolean {
  const [name = '', sub = ''] = pattern.split('/');
  return (name === '*' || name === resource) && (sub === '*' || sub === subresource);
}

function isNamed(
  rule: Fields,
  { resource, version, verb, subresource, name, namespace }: AdmissionAttributes,
): boolean {
  const names = textsAt(rule, 'resourceNames');
  const scope = textAt(rule, 'scope');
  return (
    holds(textsAt(rule, 'operations'), verb.toUpperCase()) &&
    holds(textsAt(rule, 'apiGroups'), resource.group) &&
    holds(textsAt(rule, 'apiVersions'), version) &&
    textsAt(rule, 'resources').some((pattern) => namesResource(pattern, resource.resource, subresource)) &&
    (names.length === 0 || names.includes(name)) &&
    (scope === '' || scope === '*' || (scope === 'Namespaced') === (namespace !== ''))
  );
}

function selects(selector: Fields | undefined, object: KubeObject | undefined): boolean {
  if (selector === undefined || Object.keys(selector).length === 0) return true;
  return labelSelectorOf(selector as LabelSelectorObject).matches(mapAt(object?.metadata, 'labels') ?? {});
}

/**
 * Whether a write is among those that a policy or a binding means. Without rules it means every write.
 * Source: Kubernetes 1.36, apiserver/pkg/admission/plugin/policy/matching. Not modelled: other versions of a resource.
 */
export function matchesWrite(match: Fields | undefined, object: KubeObject, attributes: AdmissionAttributes): boolean {
  if (match === undefined) return true;
  const { namespace, context } = attributes;
  const rules = listAt(match, 'resourceRules');
  if (rules.length > 0 && !rules.some((rule) => isNamed(rule, attributes))) return false;
  if (listAt(match, 'excludeResourceRules').some((rule) => isNamed(rule, attributes))) return false;
  if (!selects(fieldsAt(match, 'objectSelector'), object)) return false;
  return namespace === '' || selects(fieldsAt(match, 'namespaceSelector'), context.lookup('namespaces', '', namespace));
}
