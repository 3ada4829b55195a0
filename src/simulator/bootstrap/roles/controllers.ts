import { EVENTS, READ, type RoleTable, rule } from './rule';

const BOTH = 'apps extensions';
const SIGNERS = ['legacy-unknown', 'kube-apiserver-client', 'kube-apiserver-client-kubelet', 'kubelet-serving']
  .map((signer) => `kubernetes.io/${signer}`)
  .join(' ');

/** Rules of a controller that makes Pods from objects of its own. */
const podMaker = (groups: string, resource: string, verbs: string): RoleTable[string] => [
  rule(verbs, groups, resource),
  rule('update', groups, `${resource}/status`),
  rule('update', groups, `${resource}/finalizers`),
  rule('list watch create delete patch', 'core', 'pods'),
  EVENTS,
];

/** Rules of a controller that only waits for the last user of something. */
const protector = (resource: string, group = 'core'): RoleTable[string] => [
  rule(`${READ} update`, group, resource),
  EVENTS,
];

/**
 * What each controller is given, by its name without `system:controller:`.
 *
 * Source: Kubernetes 1.36, plugin/pkg/auth/authorizer/rbac/bootstrappolicy/controller_policy.go.
 */
export const CONTROLLER_ROLES: RoleTable = {
  'attachdetach-controller': [
    rule('list watch', 'core', 'persistentvolumes persistentvolumeclaims'),
    rule(READ, 'core', 'nodes'),
    rule('patch update', 'core', 'nodes/status'),
    rule('list watch', 'core', 'pods'),
    EVENTS,
    rule(`${READ} create delete`, 'storage', 'volumeattachments'),
    rule(READ, 'storage', 'csidrivers'),
    rule(READ, 'storage', 'csinodes'),
  ],
  'certificate-controller': [
    rule(`${READ} delete`, 'certificates', 'certificatesigningrequests'),
    rule('update', 'certificates', 'certificatesigningrequests/status certificatesigningrequests/approval'),
    rule('approve', 'certificates', 'signers', 'kubernetes.io/kube-apiserver-client-kubelet'),
    rule('sign', 'certificates', 'signers', SIGNERS),
    rule('create', 'authorization', 'subjectaccessreviews'),
    EVENTS,
  ],
  'clusterrole-aggregation-controller': [rule(`escalate ${READ} update patch`, 'rbac', 'clusterroles')],
  'cronjob-controller': [
    rule(`${READ} update`, 'batch', 'cronjobs'),
    rule(`${READ} create update delete patch`, 'batch', 'jobs'),
    rule('update', 'batch', 'cronjobs/status'),
    rule('update', 'batch', 'cronjobs/finalizers'),
    rule('list delete', 'core', 'pods'),
    EVENTS,
  ],
  'daemon-set-controller': [
    ...podMaker(BOTH, 'daemonsets', READ),
    rule('list watch', 'core', 'nodes'),
    rule('create', 'core', 'pods/binding'),
    rule(`${READ} create delete update patch`, 'apps', 'controllerrevisions'),
  ],
  'deployment-controller': [
    rule(`${READ} update`, BOTH, 'deployments'),
    rule('update', BOTH, 'deployments/status'),
    rule('update', BOTH, 'deployments/finalizers'),
    rule(`${READ} create update patch delete`, BOTH, 'replicasets'),
    rule(`${READ} update`, 'core', 'pods'),
    EVENTS,
  ],
  'device-taint-eviction-controller': [
    rule(`${READ} delete`, 'core', 'pods'),
    rule('patch update', 'core', 'pods/status'),
    rule(READ, 'resource', 'resourceclaims resourceslices deviceclasses devicetaintrules'),
    EVENTS,
  ],
  'disruption-controller': [
    rule(READ, BOTH, 'deployments'),
    rule(READ, BOTH, 'replicasets'),
    rule(READ, 'core', 'replicationcontrollers'),
    rule(READ, 'policy', 'poddisruptionbudgets'),
    rule(READ, 'apps', 'statefulsets'),
    rule('update', 'policy', 'poddisruptionbudgets/status'),
    rule('patch update', 'core', 'pods/status'),
    rule('get', '*', '*/scale'),
    EVENTS,
  ],
  'endpoint-controller': [
    rule(READ, 'core', 'services pods'),
    rule('get list create update delete', 'core', 'endpoints'),
    rule('create', 'core', 'endpoints/restricted'),
    EVENTS,
  ],
  'endpointslice-controller': [
    rule(READ, 'core', 'services pods nodes'),
    rule('update', 'core', 'services/finalizers'),
    rule('get list create update delete', 'discovery', 'endpointslices'),
    EVENTS,
  ],
  'endpointslicemirroring-controller': [
    rule(READ, 'core', 'services endpoints'),
    rule('update', 'core', 'services/finalizers'),
    rule('update', 'core', 'endpoints/finalizers'),
    rule('get list create update delete', 'discovery', 'endpointslices'),
    EVENTS,
  ],
  'ephemeral-volume-controller': [
    rule(READ, 'core', 'pods'),
    rule('update', 'core', 'pods/finalizers'),
    rule(`${READ} create`, 'core', 'persistentvolumeclaims'),
    EVENTS,
  ],
  'expand-controller': [
    rule(`${READ} update patch`, 'core', 'persistentvolumes'),
    rule('update patch', 'core', 'persistentvolumeclaims/status'),
    rule(READ, 'core', 'persistentvolumeclaims'),
    rule(READ, 'storage', 'storageclasses'),
    EVENTS,
  ],
  'generic-garbage-collector': [rule(`${READ} patch update delete`, '*', '*'), EVENTS],
  'horizontal-pod-autoscaler': [
    rule(READ, 'autoscaling', 'horizontalpodautoscalers'),
    rule('update', 'autoscaling', 'horizontalpodautoscalers/status'),
    rule('get update', '*', '*/scale'),
    rule('list', 'core', 'pods'),
    rule('list', 'metrics.k8s.io', 'pods'),
    rule('get list', 'custom.metrics.k8s.io', '*'),
    rule('get list', 'external.metrics.k8s.io', '*'),
    EVENTS,
  ],
  'job-controller': podMaker('batch', 'jobs', `${READ} update patch`),
  'legacy-service-account-token-cleaner': [
    rule('get', 'core', 'configmaps', 'kube-apiserver-legacy-service-account-token-tracking'),
    rule('patch delete', 'core', 'secrets'),
  ],
  'namespace-controller': [
    rule(`${READ} delete`, 'core', 'namespaces'),
    rule('update', 'core', 'namespaces/finalize namespaces/status'),
    rule('get list delete deletecollection', '*', '*'),
  ],
  'node-controller': [
    rule('get list update delete patch', 'core', 'nodes'),
    rule('patch update', 'core', 'nodes/status'),
    rule('patch update', 'core', 'pods/status'),
    rule('list get delete', 'core', 'pods'),
    EVENTS,
  ],
  'persistent-volume-binder': [
    rule(`${READ} update create delete`, 'core', 'persistentvolumes'),
    rule('update', 'core', 'persistentvolumes/status'),
    rule(`${READ} update`, 'core', 'persistentvolumeclaims'),
    rule('update', 'core', 'persistentvolumeclaims/status'),
    rule(`${READ} create delete`, 'core', 'pods'),
    rule(READ, 'storage', 'storageclasses'),
    rule('get list', 'core', 'nodes'),
    rule('watch', 'core', 'events'),
    EVENTS,
  ],
  'pod-garbage-collector': [
    rule('list watch delete', 'core', 'pods'),
    rule('get list', 'core', 'nodes'),
    rule('patch', 'core', 'pods/status'),
  ],
  'pv-protection-controller': protector('persistentvolumes'),
  'pvc-protection-controller': [...protector('persistentvolumeclaims'), rule(READ, 'core', 'pods')],
  'replicaset-controller': podMaker(BOTH, 'replicasets', `${READ} update`),
  'replication-controller': podMaker('core', 'replicationcontrollers', `${READ} update`),
  'resource-claim-controller': [
    rule(READ, 'core', 'pods'),
    rule('update', 'core', 'pods/finalizers'),
    rule(`${READ} create delete`, 'resource', 'resourceclaims'),
    rule('update patch', 'resource', 'resourceclaims resourceclaims/status'),
    rule('update patch', 'core', 'pods/status'),
    EVENTS,
  ],
  'resourcequota-controller': [rule('list watch', '*', '*'), rule('update', 'core', 'resourcequotas/status'), EVENTS],
  'root-ca-cert-publisher': [rule('create update', 'core', 'configmaps'), EVENTS],
  'route-controller': [rule('list watch', 'core', 'nodes'), rule('patch', 'core', 'nodes/status'), EVENTS],
  'selinux-warning-controller': [
    rule(READ, 'core', 'pods persistentvolumes persistentvolumeclaims'),
    rule(READ, 'storage', 'csidrivers'),
    EVENTS,
  ],
  'service-account-controller': [rule('create', 'core', 'serviceaccounts'), EVENTS],
  'service-cidrs-controller': [
    rule(`${READ} patch update`, 'networking', 'servicecidrs'),
    rule('patch update', 'networking', 'servicecidrs/finalizers'),
    rule('patch update', 'networking', 'servicecidrs/status'),
    rule(READ, 'networking', 'ipaddresses'),
    EVENTS,
  ],
  'service-controller': [
    rule(READ, 'core', 'services'),
    rule('patch update', 'core', 'services/status'),
    rule('list watch', 'core', 'nodes'),
    EVENTS,
  ],
  'statefulset-controller': [
    rule('list watch', 'core', 'pods'),
    rule(READ, 'apps', 'statefulsets'),
    rule('update', 'apps', 'statefulsets/status'),
    rule('update', 'apps', 'statefulsets/finalizers'),
    rule('get create delete update patch', 'core', 'pods'),
    rule(`${READ} create delete update patch`, 'apps', 'controllerrevisions'),
    rule('get create', 'core', 'persistentvolumeclaims'),
    EVENTS,
    rule('update delete', 'core', 'persistentvolumeclaims'),
  ],
  'ttl-after-finished-controller': [rule(`${READ} delete`, 'batch', 'jobs'), EVENTS],
  'ttl-controller': [rule('update patch list watch', 'core', 'nodes'), EVENTS],
  'validatingadmissionpolicy-status-controller': [
    rule(READ, 'admission', 'validatingadmissionpolicies'),
    rule('get patch update', 'admission', 'validatingadmissionpolicies/status'),
    EVENTS,
  ],
  'volumeattributesclass-protection-controller': [
    rule(READ, 'core', 'persistentvolumeclaims'),
    rule(READ, 'core', 'persistentvolumes'),
    ...protector('volumeattributesclasses', 'storage'),
  ],
};
