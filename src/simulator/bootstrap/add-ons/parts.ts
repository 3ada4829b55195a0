import { seed, type SeedObject } from '../seed-object';

/** Where add-ons live. */
export const SYSTEM_NAMESPACE = 'kube-system';

/** A service account of an add-on. */
export const systemAccount = (name: string): SeedObject =>
  seed('serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace: SYSTEM_NAMESPACE },
  });

/** Gives the service account `account` the cluster role `role`, under the name of the role. */
export const systemBinding = (role: string, account: string, name = role): SeedObject =>
  seed('rbac.authorization.k8s.io/clusterrolebindings', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace: SYSTEM_NAMESPACE }],
  });

/** Rules of a cluster role: the verbs list and watch, by group. */
export const readingRole = (name: string, resources: Readonly<Record<string, readonly string[]>>): SeedObject =>
  seed('rbac.authorization.k8s.io/clusterroles', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name },
    rules: Object.entries(resources).map(([group, names]) => ({
      apiGroups: [group],
      resources: names,
      verbs: ['list', 'watch'],
    })),
  });

/** Tolerations of what must run everywhere. */
export const TOLERATES_ALL = [{ operator: 'Exists' }];

/** Tolerations of what may run beside the control plane. */
export const TOLERATES_CONTROL_PLANE = [
  { key: 'CriticalAddonsOnly', operator: 'Exists' },
  { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
];
