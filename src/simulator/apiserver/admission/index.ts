/** The checks that every write passes, in the order of a real server; a new one is a file here and a line below. */
import { certificateApproval, certificateSigning, certificateSubjectRestriction } from './certificates';
import { defaultIngressClass } from './default-ingress-class';
import { defaultStorageClass } from './default-storage-class';
import { defaultTolerationSeconds } from './default-toleration-seconds';
import { limitRanger } from './limit-ranger';
import { namespaceLifecycle } from './namespace-lifecycle';
import { persistentVolumeClaimResize } from './persistent-volume-claim-resize';
import type { AdmissionPlugin } from './plugin';
import { podSecurity } from './pod-security';
import { priority } from './priority';
import { resourceQuota } from './resource-quota';
import { runtimeClass } from './runtime-class';
import { serviceAccount } from './service-account';
import { storageObjectInUseProtection } from './storage-object-in-use-protection';
import { taintNodesByCondition } from './taint-nodes-by-condition';
import { validatingPolicy } from './validating-policy';
import { mutatingWebhooks, validatingWebhooks } from './webhooks';

export type { AdmissionAttributes, AdmissionPlugin } from './plugin';
export { rbacEscalation } from './rbac-escalation';

/** Source: Kubernetes 1.36, pkg/kubeapiserver/options/plugins.go `AllOrderedPlugins`. */
export const admissionPlugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  taintNodesByCondition,
  podSecurity,
  priority,
  defaultTolerationSeconds,
  defaultStorageClass,
  storageObjectInUseProtection,
  persistentVolumeClaimResize,
  runtimeClass,
  certificateApproval,
  certificateSigning,
  certificateSubjectRestriction,
  defaultIngressClass,
  mutatingWebhooks,
  validatingPolicy,
  validatingWebhooks,
  resourceQuota,
];
