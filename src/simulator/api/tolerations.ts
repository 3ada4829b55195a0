import type { Taint, Toleration } from './kinds.generated';

/** Whether a toleration covers a taint. Source: Kubernetes 1.36, api/core/v1/toleration.go `ToleratesTaint`. */
export function tolerates(
  { key = '', operator = 'Equal', value = '', effect = '' }: Toleration,
  taint: Taint,
): boolean {
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  return (operator === 'Equal' || operator === '') && value === (taint.value ?? '');
}

/** Whether one of the tolerations covers a taint. */
export const isTolerated = (taint: Taint, tolerations: readonly Toleration[]): boolean =>
  tolerations.some((toleration) => tolerates(toleration, taint));

/** Whether a taint that keeps Pods from a node is not tolerated: one of the effects NoSchedule and NoExecute. */
export const hasUntoleratedTaint = (taints: readonly Taint[], tolerations: readonly Toleration[] = []): boolean =>
  taints.some(
    (taint) => (taint.effect === 'NoSchedule' || taint.effect === 'NoExecute') && !isTolerated(taint, tolerations),
  );

/** Number of taints of the effect PreferNoSchedule that are not tolerated. */
export function untoleratedPreferences(taints: readonly Taint[], tolerations: readonly Toleration[] = []): number {
  const meant = tolerations.filter(({ effect = '' }) => effect === '' || effect === 'PreferNoSchedule');
  return taints.filter((taint) => taint.effect === 'PreferNoSchedule' && !isTolerated(taint, meant)).length;
}
