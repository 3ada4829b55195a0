import type { Draft } from '../../api';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin';

/**
 * Lets all plugins change a draft, and once more when a webhook changed it.
 * Source: Kubernetes 1.36, apiserver/pkg/admission/reinvocation.go `Admit`.
 */
export function admitDraft(plugins: readonly AdmissionPlugin[], draft: Draft, attributes: AdmissionAttributes): void {
  const { rounds } = attributes;
  for (const plugin of plugins) plugin.admit?.(draft, attributes);
  if (!rounds.isAgainNeeded) return;
  rounds.isAgain = true;
  for (const plugin of plugins) plugin.admit?.(draft, attributes);
}
