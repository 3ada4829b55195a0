import type { KubeObject } from '../../api';
import type { TableStrategy } from '../resource';
import {
  certificateSigningRequestTable,
  clusterRoleBindingTable,
  clusterTrustBundleTable,
  roleBindingTable,
} from './access';
import {
  componentStatusTable,
  eventTable,
  leaseTable,
  namespaceTable,
  nodeTable,
  priorityClassTable,
  resourceQuotaTable,
  runtimeClassTable,
} from './cluster';
import { CREATED_AT, NAME } from './column';
import {
  configMapTable,
  mutatingPolicyTable,
  nameAndAgeTable,
  policyBindingTable,
  secretTable,
  validatingPolicyTable,
  webhookTable,
} from './configuration';
import {
  apiServiceTable,
  deviceTaintRuleTable,
  leaseCandidateTable,
  resourceClaimTable,
  resourceSliceTable,
} from './device';
import { flowSchemaTable, priorityLevelTable } from './flow-control';
import { cronJobTable, jobTable } from './jobs';
import {
  endpointSliceTable,
  endpointsTable,
  ingressClassTable,
  ingressTable,
  ipAddressTable,
  networkPolicyTable,
  serviceCidrTable,
  serviceTable,
} from './network';
import { podTable, podTemplateTable } from './pods';
import { horizontalPodAutoscalerTable, podDisruptionBudgetTable, scaleTable } from './scaling';
import {
  csiDriverTable,
  csiNodeTable,
  csiStorageCapacityTable,
  persistentVolumeClaimTable,
  persistentVolumeTable,
  storageClassTable,
  volumeAttachmentTable,
  volumeAttributesClassTable,
} from './storage';
import { defineTable, type Named } from './table';
import {
  controllerRevisionTable,
  daemonSetTable,
  deploymentTable,
  replicaSetTable,
  replicationControllerTable,
  statefulSetTable,
} from './workloads';

/**
 * Kinds without a table of their own: name and time of creation.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/registry/rest/table.go `defaultTableConvertor`.
 */
export const genericTable: TableStrategy = defineTable<Named>({
  columns: [NAME, CREATED_AT],
  cells: ({ metadata }: Pick<KubeObject, 'metadata'>) => [metadata.name, metadata.creationTimestamp ?? null],
});

/** Tables by `group/Kind`, sorted. Cells are those of an object in its storage version. */
const TABLES: Readonly<Record<string, TableStrategy>> = {
  '/ComponentStatus': componentStatusTable,
  '/ConfigMap': configMapTable,
  '/Endpoints': endpointsTable,
  '/Event': eventTable,
  '/Namespace': namespaceTable,
  '/Node': nodeTable,
  '/PersistentVolume': persistentVolumeTable,
  '/PersistentVolumeClaim': persistentVolumeClaimTable,
  '/Pod': podTable,
  '/PodTemplate': podTemplateTable,
  '/ReplicationController': replicationControllerTable,
  '/ResourceQuota': resourceQuotaTable,
  '/Secret': secretTable,
  '/Service': serviceTable,
  '/ServiceAccount': nameAndAgeTable,
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': mutatingPolicyTable,
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': policyBindingTable,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': webhookTable,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': validatingPolicyTable,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': policyBindingTable,
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': webhookTable,
  'apiregistration.k8s.io/APIService': apiServiceTable,
  'apps/ControllerRevision': controllerRevisionTable,
  'apps/DaemonSet': daemonSetTable,
  'apps/Deployment': deploymentTable,
  'apps/ReplicaSet': replicaSetTable,
  'apps/StatefulSet': statefulSetTable,
  'autoscaling/HorizontalPodAutoscaler': horizontalPodAutoscalerTable,
  'autoscaling/Scale': scaleTable,
  'batch/CronJob': cronJobTable,
  'batch/Job': jobTable,
  'certificates.k8s.io/CertificateSigningRequest': certificateSigningRequestTable,
  'certificates.k8s.io/ClusterTrustBundle': clusterTrustBundleTable,
  'coordination.k8s.io/Lease': leaseTable,
  'coordination.k8s.io/LeaseCandidate': leaseCandidateTable,
  'discovery.k8s.io/EndpointSlice': endpointSliceTable,
  'events.k8s.io/Event': eventTable,
  'flowcontrol.apiserver.k8s.io/FlowSchema': flowSchemaTable,
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration': priorityLevelTable,
  'networking.k8s.io/IPAddress': ipAddressTable,
  'networking.k8s.io/Ingress': ingressTable,
  'networking.k8s.io/IngressClass': ingressClassTable,
  'networking.k8s.io/NetworkPolicy': networkPolicyTable,
  'networking.k8s.io/ServiceCIDR': serviceCidrTable,
  'node.k8s.io/RuntimeClass': runtimeClassTable,
  'policy/PodDisruptionBudget': podDisruptionBudgetTable,
  'rbac.authorization.k8s.io/ClusterRoleBinding': clusterRoleBindingTable,
  'rbac.authorization.k8s.io/RoleBinding': roleBindingTable,
  'resource.k8s.io/DeviceClass': nameAndAgeTable,
  'resource.k8s.io/DeviceTaintRule': deviceTaintRuleTable,
  'resource.k8s.io/ResourceClaim': resourceClaimTable,
  'resource.k8s.io/ResourceClaimTemplate': nameAndAgeTable,
  'resource.k8s.io/ResourceSlice': resourceSliceTable,
  'scheduling.k8s.io/PriorityClass': priorityClassTable,
  'storage.k8s.io/CSIDriver': csiDriverTable,
  'storage.k8s.io/CSINode': csiNodeTable,
  'storage.k8s.io/CSIStorageCapacity': csiStorageCapacityTable,
  'storage.k8s.io/StorageClass': storageClassTable,
  'storage.k8s.io/VolumeAttachment': volumeAttachmentTable,
  'storage.k8s.io/VolumeAttributesClass': volumeAttributesClassTable,
};

/** How a kind is shown; the core group is ''. */
export const tableOf = (group: string, kind: string): TableStrategy => TABLES[`${group}/${kind}`] ?? genericTable;
