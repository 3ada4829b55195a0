import type { PolicyRule } from './kinds.generated';

const ALL = '*';
const NOTHING: readonly string[] = [];

/** A rule that allows one thing: one verb, and one resource of one group, or one path. */
function* singleRules(rule: PolicyRule): IterableIterator<PolicyRule> {
  const { verbs, apiGroups = NOTHING, resources = NOTHING, resourceNames = NOTHING, nonResourceURLs = NOTHING } = rule;
  for (const group of apiGroups) {
    for (const resource of resources) {
      for (const verb of verbs) {
        const single = { apiGroups: [group], resources: [resource], verbs: [verb] };
        if (resourceNames.length === 0) yield single;
        for (const name of resourceNames) yield { ...single, resourceNames: [name] };
      }
    }
  }
  for (const path of nonResourceURLs) {
    for (const verb of verbs) yield { nonResourceURLs: [path], verbs: [verb] };
  }
}

const holdsAll = (owned: readonly string[], wanted: readonly string[]): boolean =>
  owned.includes(ALL) || wanted.every((each) => owned.includes(each));

function holdsResource(owned: readonly string[], resource: string): boolean {
  if (owned.includes(ALL) || owned.includes(resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && owned.includes(`${ALL}${resource.slice(slash)}`);
}

const holdsPath = (owned: readonly string[], path: string): boolean =>
  owned.some((each) => each === path || (each.endsWith(ALL) && path.startsWith(each.slice(0, -1))));

function covers(owned: PolicyRule, single: PolicyRule): boolean {
  if (!holdsAll(owned.verbs, single.verbs)) return false;
  const names = owned.resourceNames ?? NOTHING;
  const wantedNames = single.resourceNames ?? NOTHING;
  return (
    holdsAll(owned.apiGroups ?? NOTHING, single.apiGroups ?? NOTHING) &&
    (single.resources ?? NOTHING).every((resource) => holdsResource(owned.resources ?? NOTHING, resource)) &&
    (names.length === 0 || (wantedNames.length > 0 && wantedNames.every((name) => names.includes(name)))) &&
    (single.nonResourceURLs ?? NOTHING).every((path) => holdsPath(owned.nonResourceURLs ?? NOTHING, path))
  );
}

/**
 * What `wanted` allows and `owned` does not, as rules that allow one thing each.
 *
 * Source: Kubernetes 1.36, component-helpers/auth/rbac/validation/policy_comparator.go `Covers`, `BreakdownRule`.
 */
export const missingRules = (owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] =>
  wanted.flatMap((rule) => [...singleRules(rule)]).filter((single) => !owned.some((each) => covers(each, single)));
