import { EVENTS, READ, type RoleTable, rule } from './rule';

const leaderLock = (name: string): RoleTable[string] => [
  rule('watch', 'core', 'configmaps'),
  rule('get update', 'core', 'configmaps', name),
];

/**
 * Roles in namespaces of the system.
 *
 * Source: Kubernetes 1.36, plugin/pkg/auth/authorizer/rbac/bootstrappolicy/namespace_policy.go.
 */
export const NAMESPACED_ROLES: Readonly<Record<string, RoleTable>> = {
  'kube-system': {
    'extension-apiserver-authentication-reader': [
      rule(READ, 'core', 'configmaps', 'extension-apiserver-authentication'),
    ],
    'system::leader-locking-kube-controller-manager': leaderLock('kube-controller-manager'),
    'system::leader-locking-kube-scheduler': leaderLock('kube-scheduler'),
    'system:controller:bootstrap-signer': [rule(READ, 'core', 'secrets')],
    'system:controller:cloud-provider': [rule(`create ${READ}`, 'core', 'configmaps')],
    'system:controller:token-cleaner': [rule(`${READ} delete`, 'core', 'secrets'), EVENTS],
  },
  'kube-public': {
    'system:controller:bootstrap-signer': [
      rule(READ, 'core', 'configmaps'),
      rule('update', 'core', 'configmaps', 'cluster-info'),
      EVENTS,
    ],
  },
};

/** Who has them: a role of the namespace, users, and service accounts of kube-system. */
export const NAMESPACED_BINDINGS: readonly {
  readonly namespace: string;
  readonly name: string;
  readonly role: string;
  readonly users?: readonly string[];
  readonly accounts?: readonly string[];
}[] = [
  {
    namespace: 'kube-system',
    name: 'system::extension-apiserver-authentication-reader',
    role: 'extension-apiserver-authentication-reader',
    users: ['system:kube-controller-manager', 'system:kube-scheduler'],
  },
  ...['kube-controller-manager', 'kube-scheduler'].map((program) => ({
    namespace: 'kube-system',
    name: `system::leader-locking-${program}`,
    role: `system::leader-locking-${program}`,
    users: [`system:${program}`],
    accounts: [program],
  })),
  ...['bootstrap-signer', 'cloud-provider', 'token-cleaner'].map((program) => ({
    namespace: 'kube-system',
    name: `system:controller:${program}`,
    role: `system:controller:${program}`,
    accounts: [program],
  })),
  {
    namespace: 'kube-public',
    name: 'system:controller:bootstrap-signer',
    role: 'system:controller:bootstrap-signer',
    accounts: ['bootstrap-signer'],
  },
];
