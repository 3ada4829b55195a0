import { equalJson, type KubeObject, missingRules } from '../../api';
import type { PolicyRule } from './rule';

/** Annotation of what the server brings up to date; `false` keeps it from that. */
const AUTOUPDATE = 'rbac.authorization.kubernetes.io/autoupdate';

interface AggregationRule {
  readonly clusterRoleSelectors?: readonly object[];
}

interface Binding {
  readonly roleRef: object;
  readonly subjects?: readonly object[];
}

/** What the server does with one of its roles or bindings. */
export type RoleAction =
  | { readonly type: 'nothing' }
  | { readonly type: 'create'; readonly object: KubeObject }
  | { readonly type: 'update'; readonly object: KubeObject }
  /** It gives another role by now, which cannot be changed: it is made anew. */
  | { readonly type: 'replace'; readonly object: KubeObject };

type Texts = Readonly<Record<string, string>> | undefined;

/** Labels or annotations as they should be: what somebody has set stays. */
const merged = (expected: Texts, existing: Texts): Texts => ({ ...expected, ...existing });

const without = (wanted: readonly object[], owned: readonly object[]): readonly object[] =>
  wanted.filter((each) => !owned.some((other) => equalJson(each, other)));

/** Rules of a role. Those of an aggregated one are another controller's work: its selectors count. */
function completedRules(expected: KubeObject, existing: KubeObject): object {
  const aggregation = expected['aggregationRule'] as AggregationRule | undefined;
  if (aggregation === undefined) {
    const owned = (existing['rules'] ?? []) as readonly PolicyRule[];
    const missing = missingRules(owned, (expected['rules'] ?? []) as readonly PolicyRule[]);
    return missing.length === 0 ? {} : { rules: [...owned, ...missing] };
  }
  const owned = (existing['aggregationRule'] as AggregationRule | undefined)?.clusterRoleSelectors ?? [];
  const missing = without(aggregation.clusterRoleSelectors ?? [], owned);
  return missing.length === 0 ? {} : { aggregationRule: { clusterRoleSelectors: [...owned, ...missing] } };
}

function completedSubjects(expected: KubeObject, existing: KubeObject): object {
  const owned = (existing as unknown as Binding).subjects ?? [];
  const missing = without((expected as unknown as Binding).subjects ?? [], owned);
  return missing.length === 0 ? {} : { subjects: [...owned, ...missing] };
}

/**
 * Decides what a starting server does with a role or binding of its own, which `expected` describes: it puts back what is
 * missing, and takes nothing away that somebody has added. What is annotated with `autoupdate: "false"` stays as it is.
 *
 * Source: Kubernetes 1.36, component-helpers/auth/rbac/reconciliation/{reconcile_role,reconcile_rolebindings}.go;
 * pkg/registry/rbac/rest/storage_rbac.go `ensureRBACPolicy`.
 */
export function decideRole(expected: KubeObject, existing: KubeObject | undefined): RoleAction {
  if (existing === undefined) return { type: 'create', object: expected };
  if (existing.metadata.annotations?.[AUTOUPDATE] === 'false') return { type: 'nothing' };
  const isBinding = 'roleRef' in expected;
  if (isBinding && !equalJson(expected['roleRef'], existing['roleRef'])) return { type: 'replace', object: expected };
  const object: KubeObject = {
    ...existing,
    ...(isBinding ? completedSubjects(expected, existing) : completedRules(expected, existing)),
    metadata: {
      ...existing.metadata,
      annotations: merged(expected.metadata.annotations, existing.metadata.annotations),
      labels: merged(expected.metadata.labels, existing.metadata.labels),
    },
  };
  return equalJson(object, existing) ? { type: 'nothing' } : { type: 'update', object };
}
