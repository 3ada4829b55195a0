import { type Fields, textsAt } from '../../resources/fields';
import type { AuthorizationAttributes } from './authorizer';

const ALL = '*';

const holds = (list: readonly string[], value: string): boolean => list.includes(ALL) || list.includes(value);

/** `pods`, `pods/log` and any `log` as rules name them. */
function namesResource(list: readonly string[], resource: string, subresource: string): boolean {
  const combined = subresource === '' ? resource : `${resource}/${subresource}`;
  return holds(list, combined) || (subresource !== '' && list.includes(`${ALL}/${subresource}`));
}

const matchesPath = (pattern: string, path: string): boolean =>
  pattern === ALL || pattern === path || (pattern.endsWith(ALL) && path.startsWith(pattern.slice(0, -1)));

/**
 * Whether a rule of a Role or ClusterRole allows a request.
 * Source: Kubernetes 1.36, plugin/pkg/auth/authorizer/rbac/rbac.go `RuleAllows`.
 */
export function ruleAllows(rule: Fields, attributes: AuthorizationAttributes): boolean {
  const { isResourceRequest, verb, group, resource, subresource, name, path } = attributes;
  if (!holds(textsAt(rule, 'verbs'), verb)) return false;
  if (!isResourceRequest) return textsAt(rule, 'nonResourceURLs').some((pattern) => matchesPath(pattern, path));
  const names = textsAt(rule, 'resourceNames');
  return (
    holds(textsAt(rule, 'apiGroups'), group) &&
    namesResource(textsAt(rule, 'resources'), resource, subresource) &&
    (names.length === 0 || names.includes(name))
  );
}
