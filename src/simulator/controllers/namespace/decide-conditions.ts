import { toTimestamp, type NamespaceCondition } from '../../api';
import { withCondition } from '../../client';

/** How many objects of a resource are left. */
export interface Remaining {
  readonly group: string;
  /** Plural. */
  readonly resource: string;
  readonly count: number;
}

/** What a pass over a Namespace that goes away has found. */
export interface DeletionResult {
  /** What went wrong, in the words of the API. */
  readonly errors: readonly string[];
  readonly remaining: readonly Remaining[];
  /** How many of the remaining objects wait for each finalizer. */
  readonly finalizers: ReadonlyMap<string, number>;
}

interface Wording {
  readonly reason: string;
  readonly message: string;
}

/** Source: Kubernetes 1.36, pkg/controller/namespace/deletion/status_condition_utils.go `okMessages`, `okReasons`. */
const FINE: readonly (Wording & { readonly type: string })[] = [
  {
    type: 'NamespaceDeletionDiscoveryFailure',
    reason: 'ResourcesDiscovered',
    message: 'All resources successfully discovered',
  },
  {
    type: 'NamespaceDeletionGroupVersionParsingFailure',
    reason: 'ParsedGroupVersions',
    message: 'All legacy kube types successfully parsed',
  },
  {
    type: 'NamespaceDeletionContentFailure',
    reason: 'ContentDeleted',
    message: 'All content successfully deleted, may be waiting on finalization',
  },
  { type: 'NamespaceContentRemaining', reason: 'ContentRemoved', message: 'All content successfully removed' },
  {
    type: 'NamespaceFinalizersRemaining',
    reason: 'ContentHasNoFinalizers',
    message: 'All content-preserving finalizers finished',
  },
];

/**
 * Conditions of a Namespace after a pass over its content; the same list when none changes.
 *
 * Source: Kubernetes 1.36, pkg/controller/namespace/deletion/status_condition_utils.go `updateConditions`.
 */
export function decideConditions(
  current: readonly NamespaceCondition[] | undefined,
  result: DeletionResult,
  nowMs: number,
): readonly NamespaceCondition[] {
  const wrong = wrongConditions(result);
  let conditions = current ?? [];
  for (const { type, ...fine } of FINE) {
    const status = wrong.has(type) ? 'True' : 'False';
    const { reason, message } = wrong.get(type) ?? fine;
    conditions = withCondition(conditions, { type, status, lastTransitionTime: toTimestamp(nowMs), reason, message });
  }
  return conditions;
}

function wrongConditions({ errors, remaining, finalizers }: DeletionResult): ReadonlyMap<string, Wording> {
  const wrong = new Map<string, Wording>();
  if (errors.length > 0) {
    wrong.set('NamespaceDeletionContentFailure', {
      reason: 'ContentDeletionFailed',
      message: `Failed to delete all resource types, ${errors.length} remaining: ${[...errors].sort().join(', ')}`,
    });
  }
  if (remaining.length > 0) {
    const texts = remaining.map(({ group, resource, count }) => `${resource}.${group} has ${count} resource instances`);
    wrong.set('NamespaceContentRemaining', {
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${texts.sort().join(', ')}`,
    });
  }
  if (finalizers.size > 0) {
    const texts = [...finalizers].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`);
    wrong.set('NamespaceFinalizersRemaining', {
      reason: 'SomeFinalizersRemain',
      message: `Some content in the namespace has finalizers remaining: ${texts.sort().join(', ')}`,
    });
  }
  return wrong;
}
