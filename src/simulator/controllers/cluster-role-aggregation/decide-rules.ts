import { equalJson, labelSelectorOf, type ClusterRole, type PolicyRule } from '../../api';

/**
 * Decides which rules an aggregated ClusterRole has, given all roles by name: those of the roles that its selectors
 * match, each rule once. Undefined when it has them already or is not aggregated.
 *
 * Source: Kubernetes 1.36, pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go `syncClusterRole`.
 */
export function decideRules(role: ClusterRole, all: readonly ClusterRole[]): readonly PolicyRule[] | undefined {
  if (role.aggregationRule === undefined) return undefined;
  const rules: PolicyRule[] = [];
  for (const selectorObject of role.aggregationRule.clusterRoleSelectors ?? []) {
    const selector = labelSelectorOf(selectorObject);
    for (const other of all) {
      if (other.metadata.name === role.metadata.name || !selector.matches(other.metadata.labels)) continue;
      for (const rule of other.rules ?? []) {
        if (!rules.some((each) => equalJson(each, rule))) rules.push(rule);
      }
    }
  }
  return equalJson(rules, role.rules ?? []) ? undefined : rules;
}
