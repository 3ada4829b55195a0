import { seed, type SeedObject } from './seed-object';
import { COMPONENT_ROLES } from './roles/components';
import { CONTROLLER_ROLES } from './roles/controllers';
import { NAMESPACED_BINDINGS, NAMESPACED_ROLES } from './roles/namespaced';
import { AGGREGATED, PEOPLE_ROLES } from './roles/people';
import type { PolicyRule } from './roles/rule';

const GROUP = 'rbac.authorization.k8s.io';
const API_VERSION = `${GROUP}/v1`;
const CONTROLLER_PREFIX = 'system:controller:';

/** Marks of what every start of a server brings up to date. Source: Kubernetes 1.36, bootstrappolicy/policy.go. */
const LABELS = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
const ANNOTATIONS = { 'rbac.authorization.kubernetes.io/autoupdate': 'true' };

const aggregationLabel = (role: string): string => `${GROUP}/aggregate-to-${role}`;

interface Subject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  readonly apiGroup?: string;
  readonly namespace?: string;
}

const users = (...names: readonly string[]): Subject[] =>
  names.map((name) => ({ kind: 'User', apiGroup: GROUP, name }));
const groups = (...names: readonly string[]): Subject[] =>
  names.map((name) => ({ kind: 'Group', apiGroup: GROUP, name }));
const accounts = (...names: readonly string[]): Subject[] =>
  names.map((name) => ({ kind: 'ServiceAccount', name, namespace: 'kube-system' }));

/** Bindings named like their role. Source: Kubernetes 1.36, bootstrappolicy/policy.go `clusterRoleBindings`. */
const CLUSTER_BINDINGS: Readonly<Record<string, readonly Subject[]>> = {
  'cluster-admin': groups('system:masters'),
  'system:basic-user': groups('system:authenticated'),
  'system:discovery': groups('system:authenticated'),
  'system:kube-controller-manager': users('system:kube-controller-manager'),
  'system:kube-dns': accounts('kube-dns'),
  'system:kube-scheduler': users('system:kube-scheduler'),
  'system:monitoring': groups('system:monitoring'),
  'system:node': [],
  'system:node-proxier': users('system:kube-proxy'),
  'system:public-info-viewer': groups('system:authenticated', 'system:unauthenticated'),
  'system:service-account-issuer-discovery': groups('system:serviceaccounts'),
  'system:volume-scheduler': users('system:kube-scheduler'),
};

function clusterRole(name: string, rules: readonly PolicyRule[], more: object = {}, labels: object = {}): SeedObject {
  return seed(`${GROUP}/clusterroles`, {
    apiVersion: API_VERSION,
    kind: 'ClusterRole',
    metadata: { name, labels: { ...LABELS, ...labels }, annotations: ANNOTATIONS },
    ...more,
    rules,
  });
}

/** Rules without repetitions. */
function distinct(rules: readonly PolicyRule[]): PolicyRule[] {
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}

/** `view`, `edit` and `admin`: each holds its own rules and those of the one before. */
function aggregatedRoles(): SeedObject[] {
  const own = (role: string): readonly PolicyRule[] => PEOPLE_ROLES[`system:aggregate-to-${role}`] ?? [];
  const view = own('view');
  const edit = distinct([...own('edit'), ...view]);
  const admin = distinct([...edit, ...own('admin')]);
  return Object.entries({ admin, edit, view }).map(([name, rules]) => {
    const parent = AGGREGATED[name];
    const selector = { matchLabels: { [aggregationLabel(name)]: 'true' } };
    return clusterRole(
      name,
      rules,
      { aggregationRule: { clusterRoleSelectors: [selector] } },
      parent === undefined ? {} : { [aggregationLabel(parent)]: 'true' },
    );
  });
}

function clusterBinding(name: string, subjects: readonly Subject[]): SeedObject {
  return seed(`${GROUP}/clusterrolebindings`, {
    apiVersion: API_VERSION,
    kind: 'ClusterRoleBinding',
    metadata: { name, labels: LABELS, annotations: ANNOTATIONS },
    roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name },
    ...(subjects.length === 0 ? {} : { subjects }),
  });
}

const isAggregatedPart = (name: string): string | undefined => /^system:aggregate-to-(.+)$/.exec(name)?.[1];

function clusterRoles(): SeedObject[] {
  const plain = Object.entries({ ...PEOPLE_ROLES, ...COMPONENT_ROLES }).map(([name, rules]) => {
    const target = isAggregatedPart(name);
    return clusterRole(name, rules, {}, target === undefined ? {} : { [aggregationLabel(target)]: 'true' });
  });
  const controllers = Object.entries(CONTROLLER_ROLES).map(([name, rules]) =>
    clusterRole(`${CONTROLLER_PREFIX}${name}`, rules),
  );
  return [...aggregatedRoles(), ...plain, ...controllers];
}

function namespacedObjects(): SeedObject[] {
  const metadata = (name: string, namespace: string) => ({
    name,
    namespace,
    labels: LABELS,
    annotations: ANNOTATIONS,
  });
  const roles = Object.entries(NAMESPACED_ROLES).flatMap(([namespace, table]) =>
    Object.entries(table).map(([name, rules]) =>
      seed(`${GROUP}/roles`, { apiVersion: API_VERSION, kind: 'Role', metadata: metadata(name, namespace), rules }),
    ),
  );
  const bindings = NAMESPACED_BINDINGS.map(({ namespace, name, role, users: people = [], accounts: programs = [] }) =>
    seed(`${GROUP}/rolebindings`, {
      apiVersion: API_VERSION,
      kind: 'RoleBinding',
      metadata: metadata(name, namespace),
      roleRef: { apiGroup: GROUP, kind: 'Role', name: role },
      subjects: [...users(...people), ...accounts(...programs)],
    }),
  );
  return [...roles, ...bindings];
}

/** The roles of a new cluster and who has them. */
export function accessObjects(): SeedObject[] {
  const controllers = Object.keys(CONTROLLER_ROLES).map((name): [string, Subject[]] => [
    `${CONTROLLER_PREFIX}${name}`,
    accounts(name),
  ]);
  const bindings = [...Object.entries(CLUSTER_BINDINGS), ...controllers];
  return [
    ...clusterRoles(),
    ...bindings.map(([name, subjects]) => clusterBinding(name, subjects)),
    ...namespacedObjects(),
  ];
}
