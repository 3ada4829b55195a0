import { type ApiClient, type KubeObject, type Secret, StatusError, toTimestamp } from '../../api';

const LAST_USED = 'kubernetes.io/legacy-token-last-used';
const DAY_MS = 86_400_000;

const dayOf = (timeMs: number): string => toTimestamp(timeMs).slice(0, 'yyyy-mm-dd'.length);

/**
 * Labels the Secret of a token with the day of its last use.
 * Source: Kubernetes 1.36, pkg/serviceaccount/legacy.go `patchSecretWithLastUsedDate`.
 */
export function noteTokenUse(client: ApiClient, secret: KubeObject, nowMs: number): void {
  const { metadata } = secret as Secret;
  const noted = metadata.labels?.[LAST_USED];
  if (noted === dayOf(nowMs) || noted === dayOf(nowMs + DAY_MS)) return;
  const labels = { ...metadata.labels, [LAST_USED]: dayOf(nowMs) };
  try {
    client.update('secrets', { ...(secret as Secret), metadata: { ...metadata, labels } });
  } catch (error) {
    // A label that cannot be written keeps nobody out.
    if (!(error instanceof StatusError)) throw error;
  }
}
