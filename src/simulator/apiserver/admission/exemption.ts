import type { AdmissionAttributes } from './plugin';

/**
 * Whether a write concerns the configuration of admission itself: webhooks and policies do not judge it, or nobody could
 * take a wrong one back. Source: Kubernetes 1.36, predicates/rules/rules.go `IsExemptAdmissionConfigurationResource`.
 */
export const isExempt = ({ resource }: AdmissionAttributes): boolean =>
  resource.group === 'admissionregistration.k8s.io';
