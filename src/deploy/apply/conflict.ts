import { hasCause, type Status } from '../api/status';

/** A field that another manager owns with another value. */
export interface FieldConflict {
  /** Path of the field: `.spec.replicas`. */
  readonly field: string;
  /** Name of the manager. */
  readonly manager: string;
  /** The subresource through which it wrote: `scale`. @default - the object itself */
  readonly subresource?: string;
  /** When it wrote, where the server tells. */
  readonly time?: string;
}

/** Source: apimachinery/pkg/util/managedfields/internal/conflict.go `printManager`. */
const CAUSE = /^conflict with "([^"]*)"(?: with subresource "([^"]*)")?(?: using \S+)?(?: at (\S+))?$/;

/** The fields over which a refused apply stumbled; none when it was refused for another reason. */
export function conflictsIn(status: Status): FieldConflict[] {
  if (status.code !== 409 || !hasCause(status, 'FieldManagerConflict')) return [];
  return (status.details?.causes ?? []).flatMap(({ reason, message = '', field = '' }) => {
    if (reason !== 'FieldManagerConflict') return [];
    const [, manager = message, subresource, time] = CAUSE.exec(message) ?? [];
    return [
      {
        field,
        manager,
        ...(subresource === undefined ? {} : { subresource }),
        ...(time === undefined ? {} : { time }),
      },
    ];
  });
}

/** What a manager's name tells about how the change came about. */
const WAYS: readonly (readonly [RegExp, string])[] = [
  [/^kubectl-client-side-apply$/, 'kubectl apply'],
  [/^kubectl$/, 'kubectl apply --server-side'],
  [/^before-first-apply$/, 'whoever made the object'],
  [/^kubectl-(edit|patch|set|label|annotate|replace|rollout|autoscale|taint|create|run|expose)$/, 'kubectl $1'],
  [/^helm$/, 'helm'],
  [/^(argocd-controller|argocd-application-controller)$/, 'Argo CD'],
  [/^kustomize-controller$/, 'Flux'],
];

function wayOf({ manager, subresource }: FieldConflict): string {
  if (subresource === 'scale') {
    if (manager === 'kube-controller-manager') return 'a HorizontalPodAutoscaler';
    // It names no manager of its own. Source: kubectl/pkg/scale/scale.go `ScaleSimple`.
    if (manager === 'kubectl') return 'kubectl scale';
  }
  const found = WAYS.find(([pattern]) => pattern.test(manager));
  return found === undefined ? manager : manager.replace(...found);
}

/** One line for a conflict: the field, who owns it, since when. */
export function conflictText(conflict: FieldConflict): string {
  const { field, manager, time } = conflict;
  const way = wayOf(conflict);
  const owner = way === manager ? `'${manager}'` : `'${manager}' (${way})`;
  return `${field} is owned by ${owner}${time === undefined ? '' : ` since ${time}`}`;
}

/** What to do about conflicts. */
export function conflictAdvice(conflicts: readonly FieldConflict[]): string {
  if (conflicts.some(({ field, subresource }) => field === '.spec.replicas' && subresource === 'scale')) {
    return 'leave replicas out of the manifest when something else scales it, or take the field with --force-conflicts';
  }
  return 'put the value into the manifest to agree, or take the fields with --force-conflicts';
}
