import { EVENTS, pathRule, READ, READ_UPDATE, type RoleTable, rule } from './rule';

const CHECKS = [
  rule('create', 'authentication', 'tokenreviews'),
  rule('create', 'authorization', 'subjectaccessreviews'),
];
const approver = (signer: string): RoleTable[string] => [
  rule('approve', 'certificates', 'signers', `kubernetes.io/${signer}`),
];
const request = (subresource: string): RoleTable[string] => [
  rule('create', 'certificates', `certificatesigningrequests/${subresource}`),
];

/**
 * What the programs of a control plane and of nodes are given.
 *
 * Source: Kubernetes 1.36, plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go `clusterRoles`, `NodeRules`.
 */
export const COMPONENT_ROLES: RoleTable = {
  'system:auth-delegator': CHECKS,
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient': request('nodeclient'),
  'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient': request('selfnodeclient'),
  'system:certificates.k8s.io:kube-apiserver-client-approver': approver('kube-apiserver-client'),
  'system:certificates.k8s.io:kube-apiserver-client-kubelet-approver': approver('kube-apiserver-client-kubelet'),
  'system:certificates.k8s.io:kubelet-serving-approver': approver('kubelet-serving'),
  'system:certificates.k8s.io:legacy-unknown-approver': approver('legacy-unknown'),
  'system:heapster': [rule(READ, 'core', 'events pods nodes namespaces'), rule(READ, 'extensions', 'deployments')],
  'system:kube-aggregator': [rule(READ, 'core', 'services endpoints')],
  'system:kube-controller-manager': [
    EVENTS,
    rule('create', 'coordination', 'leases'),
    rule('get update', 'coordination', 'leases', 'kube-controller-manager'),
    rule('create', 'core', 'secrets serviceaccounts'),
    rule('delete', 'core', 'secrets'),
    rule('get', 'core', 'namespaces secrets serviceaccounts configmaps'),
    rule('update', 'core', 'secrets serviceaccounts'),
    ...CHECKS,
    rule('list watch', '*', '*'),
    rule('create', 'core', 'serviceaccounts/token'),
  ],
  'system:kube-dns': [rule('list watch', 'core', 'endpoints services')],
  'system:kube-scheduler': [
    EVENTS,
    rule('create', 'coordination', 'leases'),
    rule(READ_UPDATE, 'coordination', 'leases', 'kube-scheduler'),
    rule('create', 'coordination', 'leasecandidates'),
    rule(`${READ_UPDATE} delete deletecollection`, 'coordination', 'leasecandidates'),
    rule(READ, 'core', 'nodes'),
    rule(`${READ} delete`, 'core', 'pods'),
    rule('create', 'core', 'pods/binding bindings'),
    rule('patch update', 'core', 'pods/status'),
    rule(READ, 'core', 'services replicationcontrollers'),
    rule(READ, 'apps extensions', 'replicasets'),
    rule(READ, 'apps', 'statefulsets'),
    rule(READ, 'policy', 'poddisruptionbudgets'),
    rule(READ, 'core', 'persistentvolumeclaims persistentvolumes'),
    ...CHECKS,
    rule(READ, 'storage', 'csinodes'),
    rule(READ, 'core', 'namespaces'),
    rule(READ, 'storage', 'csidrivers'),
    rule(READ, 'storage', 'csistoragecapacities'),
    rule(READ, 'storage', 'volumeattachments'),
    rule(READ, 'resource', 'deviceclasses'),
    rule(READ_UPDATE, 'resource', 'resourceclaims'),
    rule(READ_UPDATE, 'resource', 'resourceclaims/status'),
    rule(READ_UPDATE, 'core', 'pods/finalizers'),
    rule(READ, 'resource', 'resourceslices'),
  ],
  'system:kubelet-api-admin': [
    rule(READ, 'core', 'nodes'),
    rule('proxy', 'core', 'nodes'),
    rule('*', 'core', 'nodes/proxy nodes/metrics nodes/configz nodes/healthz nodes/pods nodes/stats nodes/log'),
  ],
  'system:monitoring': [
    pathRule('get', '/livez /livez/* /readyz /readyz/* /healthz /healthz/* /metrics /metrics/slis'),
  ],
  'system:node': [
    rule('create', 'authentication', 'tokenreviews'),
    rule('create', 'authorization', 'subjectaccessreviews localsubjectaccessreviews'),
    rule(READ, 'core', 'services'),
    rule(`create ${READ}`, 'core', 'nodes'),
    rule('update patch', 'core', 'nodes/status'),
    rule('update patch', 'core', 'nodes'),
    rule('create update patch', 'core', 'events'),
    rule(READ, 'core', 'pods'),
    rule('create delete', 'core', 'pods'),
    rule('update patch', 'core', 'pods/status'),
    rule('create', 'core', 'pods/eviction'),
    rule(READ, 'core', 'secrets configmaps'),
    rule('get', 'core', 'persistentvolumeclaims persistentvolumes'),
    rule('get', 'core', 'endpoints'),
    rule(`create ${READ}`, 'certificates', 'certificatesigningrequests'),
    rule('get create update patch delete', 'coordination', 'leases'),
    rule('get', 'storage', 'volumeattachments'),
    rule('get update patch', 'core', 'persistentvolumeclaims/status'),
    rule('create', 'core', 'serviceaccounts/token'),
    rule(READ, 'storage', 'csidrivers'),
    rule('get create update patch delete', 'storage', 'csinodes'),
    rule(READ, 'node', 'runtimeclasses'),
    rule('get', 'resource', 'resourceclaims'),
    rule('deletecollection list watch create get update patch delete', 'resource', 'resourceslices'),
  ],
  'system:node-bootstrapper': [rule(`create ${READ}`, 'certificates', 'certificatesigningrequests')],
  'system:node-problem-detector': [rule('get', 'core', 'nodes'), rule('patch', 'core', 'nodes/status'), EVENTS],
  'system:node-proxier': [
    rule('list watch', 'core', 'services endpoints'),
    rule(READ, 'core', 'nodes'),
    EVENTS,
    rule('list watch', 'discovery', 'endpointslices'),
    rule('list watch', 'networking', 'servicecidrs'),
  ],
  'system:persistent-volume-provisioner': [
    rule(`${READ} create delete`, 'core', 'persistentvolumes'),
    rule(`${READ} update`, 'core', 'persistentvolumeclaims'),
    rule(READ, 'storage', 'storageclasses'),
    rule('watch', 'core', 'events'),
    EVENTS,
  ],
  'system:service-account-issuer-discovery': [
    pathRule(
      'get',
      '/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/',
    ),
  ],
  'system:volume-scheduler': [
    rule(READ_UPDATE, 'core', 'persistentvolumes'),
    rule(READ, 'storage', 'storageclasses'),
    rule(READ_UPDATE, 'core', 'persistentvolumeclaims'),
  ],
};
