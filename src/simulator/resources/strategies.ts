import type { FieldError, KubeObject } from '../api';
import { apiServiceStrategy } from './api-service';
import { certificateSigningRequestStrategy } from './certificate-signing-request';
import { configMapStrategy } from './config-map';
import { controllerRevisionStrategy } from './controller-revision';
import { cronJobStrategy } from './cron-job';
import { customResourceDefinitionStrategy } from './custom-resource-definition';
import { daemonSetStrategy } from './daemon-set';
import { deploymentStrategy } from './deployment';
import { endpointSliceStrategy, endpointsStrategy } from './endpoints';
import { eventStrategy } from './event';
import { flowSchemaStrategy, priorityLevelConfigurationStrategy } from './flow-control';
import { horizontalPodAutoscalerStrategy } from './horizontal-pod-autoscaler';
import { ingressStrategy } from './ingress';
import { ingressClassStrategy } from './ingress-class';
import { jobStrategy } from './job';
import { leaseStrategy } from './lease';
import { limitRangeStrategy } from './limit-range';
import { namespaceStrategy } from './namespace';
import { validateBuiltInFinalizers } from './metadata';
import { networkPolicyStrategy } from './network-policy';
import { nodeStrategy } from './node';
import { persistentVolumeStrategy } from './persistent-volume';
import { persistentVolumeClaimStrategy } from './persistent-volume-claim';
import { podStrategy } from './pod';
import { podDisruptionBudgetStrategy } from './pod-disruption-budget';
import { podTemplateStrategy } from './pod-template-object';
import { priorityClassStrategy } from './priority-class';
import { replicaSetStrategy } from './replica-set';
import { replicationControllerStrategy } from './replication-controller';
import type { Strategy } from './resource';
import { resourceQuotaStrategy } from './resource-quota';
import { clusterRoleBindingStrategy, clusterRoleStrategy, roleBindingStrategy, roleStrategy } from './role';
import { secretStrategy } from './secret';
import { serviceStrategy } from './service';
import { csiDriverStrategy, runtimeClassStrategy, serviceAccountStrategy, withoutGeneration } from './simple-kinds';
import { statefulSetStrategy } from './stateful-set';
import { storageClassStrategy } from './storage-class';
import { tableOf } from './tables';
import {
  mutatingAdmissionPolicyBindingStrategy,
  mutatingAdmissionPolicyStrategy,
  validatingAdmissionPolicyBindingStrategy,
  validatingAdmissionPolicyStrategy,
} from './validating-admission-policy';
import { mutatingWebhookStrategy, validatingWebhookStrategy } from './webhook-configuration';

/** What is special about each kind, by `group/Kind` (the core group has no text before the slash). Sorted. */
const STRATEGIES: Readonly<Record<string, Strategy>> = {
  '/ConfigMap': configMapStrategy,
  '/Endpoints': endpointsStrategy,
  '/Event': eventStrategy,
  '/LimitRange': limitRangeStrategy,
  '/Namespace': namespaceStrategy,
  '/Node': nodeStrategy,
  '/PersistentVolume': persistentVolumeStrategy,
  '/PersistentVolumeClaim': persistentVolumeClaimStrategy,
  '/Pod': podStrategy,
  '/PodTemplate': podTemplateStrategy,
  '/ReplicationController': replicationControllerStrategy,
  '/ResourceQuota': resourceQuotaStrategy,
  '/Secret': secretStrategy,
  '/Service': serviceStrategy,
  '/ServiceAccount': serviceAccountStrategy,
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': mutatingAdmissionPolicyStrategy,
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': mutatingAdmissionPolicyBindingStrategy,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': mutatingWebhookStrategy,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': validatingAdmissionPolicyStrategy,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': validatingAdmissionPolicyBindingStrategy,
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': validatingWebhookStrategy,
  'apiextensions.k8s.io/CustomResourceDefinition': customResourceDefinitionStrategy,
  'apiregistration.k8s.io/APIService': apiServiceStrategy,
  'apps/ControllerRevision': controllerRevisionStrategy,
  'apps/DaemonSet': daemonSetStrategy,
  'apps/Deployment': deploymentStrategy,
  'apps/ReplicaSet': replicaSetStrategy,
  'apps/StatefulSet': statefulSetStrategy,
  'autoscaling/HorizontalPodAutoscaler': horizontalPodAutoscalerStrategy,
  'batch/CronJob': cronJobStrategy,
  'batch/Job': jobStrategy,
  'certificates.k8s.io/CertificateSigningRequest': certificateSigningRequestStrategy,
  'certificates.k8s.io/ClusterTrustBundle': withoutGeneration,
  'coordination.k8s.io/Lease': leaseStrategy,
  'coordination.k8s.io/LeaseCandidate': withoutGeneration,
  'discovery.k8s.io/EndpointSlice': endpointSliceStrategy,
  'events.k8s.io/Event': eventStrategy,
  'flowcontrol.apiserver.k8s.io/FlowSchema': flowSchemaStrategy,
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration': priorityLevelConfigurationStrategy,
  'networking.k8s.io/IPAddress': withoutGeneration,
  'networking.k8s.io/Ingress': ingressStrategy,
  'networking.k8s.io/IngressClass': ingressClassStrategy,
  'networking.k8s.io/NetworkPolicy': networkPolicyStrategy,
  'networking.k8s.io/ServiceCIDR': withoutGeneration,
  'node.k8s.io/RuntimeClass': runtimeClassStrategy,
  'policy/PodDisruptionBudget': podDisruptionBudgetStrategy,
  'rbac.authorization.k8s.io/ClusterRole': clusterRoleStrategy,
  'rbac.authorization.k8s.io/ClusterRoleBinding': clusterRoleBindingStrategy,
  'rbac.authorization.k8s.io/Role': roleStrategy,
  'rbac.authorization.k8s.io/RoleBinding': roleBindingStrategy,
  'resource.k8s.io/ResourceClaim': withoutGeneration,
  'resource.k8s.io/ResourceClaimTemplate': withoutGeneration,
  'scheduling.k8s.io/PriorityClass': priorityClassStrategy,
  'storage.k8s.io/CSIDriver': csiDriverStrategy,
  'storage.k8s.io/CSINode': withoutGeneration,
  'storage.k8s.io/StorageClass': storageClassStrategy,
  'storage.k8s.io/VolumeAttachment': withoutGeneration,
};

const complete = new Map<string, Strategy>();

/** Groups of servers of their own, which let finalizers have any name. */
const ANY_FINALIZERS: ReadonlySet<string> = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io']);

/** What is special about a kind, and how it is shown. The core group is ''. */
export function strategyOf(group: string, kind: string): Strategy {
  const key = `${group}/${kind}`;
  let strategy = complete.get(key);
  if (strategy === undefined) {
    const own = { table: tableOf(group, kind), ...STRATEGIES[key] };
    strategy = ANY_FINALIZERS.has(group) ? own : judgingFinalizers(own);
    complete.set(key, strategy);
  }
  return strategy;
}

/** The same strategy, which looks at finalizers as well. */
const judgingFinalizers = (strategy: Strategy): Strategy => ({
  ...strategy,
  validate: (object, context) => withFinalizers(object, strategy.validate?.(object, context)),
  validateUpdate: (object, old, context) =>
    withFinalizers(object, strategy.validateUpdate?.(object, old, context) ?? strategy.validate?.(object, context)),
});

const withFinalizers = (object: KubeObject, errors: FieldError[] = []): FieldError[] =>
  object.metadata.finalizers === undefined ? errors : [...validateBuiltInFinalizers(object), ...errors];
