import type { Controller } from '../client';
import { apiServiceAvailabilityController } from './api-service/availability';
import { apiServiceRegistrationController } from './api-service/registration';
import { clusterRoleAggregationController } from './cluster-role-aggregation/controller';
import { cronJobController } from './cron-job/controller';
import { customResourceCleanupController } from './custom-resource-cleanup/controller';
import { daemonSetController } from './daemon-set/controller';
import { deploymentController } from './deployment/controller';
import { disruptionController } from './disruption/controller';
import { persistentVolumeExpanderController } from './dynamic-provisioner/controller';
import { endpointSliceMirroringController } from './endpoint-slice-mirroring/controller';
import { endpointSliceController } from './endpoint-slice/controller';
import { endpointsController } from './endpoints/controller';
import { garbageCollectorController } from './garbage-collector/controller';
import { jobController } from './job/controller';
import { namespaceController } from './namespace/controller';
import { nodeLifecycleController } from './node-lifecycle/controller';
import { persistentVolumeBinderController } from './persistent-volume-binder/controller';
import { podGarbageCollectorController } from './pod-garbage-collector/controller';
import { replicaSetController, replicationController } from './replica-set/controller';
import { resourceQuotaController } from './resource-quota/controller';
import { serviceAccountController } from './service-account/controller';
import { statefulSetController } from './stateful-set/controller';
import { taintEvictionController } from './taint-eviction/controller';
import { ttlAfterFinishedController } from './ttl-after-finished/controller';
import {
  persistentVolumeClaimProtectionController,
  persistentVolumeProtectionController,
} from './volume-protection/controller';

/** The controllers of a cluster, in the order in which they start; one line each, sorted by name. */
export const controllers: readonly Controller[] = [
  clusterRoleAggregationController,
  cronJobController,
  customResourceCleanupController,
  daemonSetController,
  deploymentController,
  disruptionController,
  endpointsController,
  endpointSliceController,
  endpointSliceMirroringController,
  garbageCollectorController,
  jobController,
  namespaceController,
  nodeLifecycleController,
  persistentVolumeBinderController,
  persistentVolumeClaimProtectionController,
  persistentVolumeExpanderController,
  persistentVolumeProtectionController,
  podGarbageCollectorController,
  replicaSetController,
  replicationController,
  resourceQuotaController,
  serviceAccountController,
  statefulSetController,
  taintEvictionController,
  ttlAfterFinishedController,
];

/** What the API server itself runs to know which versions are served; in the order in which they start. */
export const apiServiceControllers: readonly Controller[] = [
  apiServiceRegistrationController,
  apiServiceAvailabilityController,
];

export {
  type CertificateAuthority,
  certificateControllers,
  type CertificateDemand,
  type SignCertificate,
} from './certificate-signing/controller';
export { dynamicProvisioners, type DynamicProvisionerOptions } from './dynamic-provisioner/controller';
export { provisionersNamed } from './dynamic-provisioner/known-provisioners';
export { horizontalPodAutoscaler, type AutoscalerOptions } from './horizontal-pod-autoscaler/controller';
export { kubernetesServiceController } from './kubernetes-service/controller';
export { rootCaController } from './root-ca/controller';
export { type SecretTokens, serviceAccountTokenController } from './service-account-token/controller';
export { serviceLoadBalancerController, type LoadBalancerOptions } from './service-load-balancer/controller';
