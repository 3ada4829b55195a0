/** A rule of a Role or ClusterRole. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** Name and rules of a role. */
export interface RoleTable {
  readonly [name: string]: readonly PolicyRule[];
}

/** Words of a text, sorted as the real server writes them. */
const words = (text: string): string[] => text.split(' ').sort();

/** Verbs that look, and verbs that change. Source: Kubernetes 1.36, bootstrappolicy/policy.go `Read`, `Write`. */
export const READ = 'get list watch';
export const WRITE = 'create update patch delete deletecollection';
export const READ_WRITE = `${READ} ${WRITE}`;
export const READ_UPDATE = `${READ} update patch`;

/**
 * A rule about resources; verbs, resources and names are words with blanks between them. The groups are `core` for the
 * group without a name, `rbac` and the like for `rbac.authorization.k8s.io`, else as they are.
 */
export const rule = (verbs: string, groups: string, resources: string, names?: string): PolicyRule => ({
  verbs: words(verbs),
  apiGroups: words(groups).map((group) => GROUPS[group] ?? group),
  resources: words(resources),
  ...(names === undefined ? {} : { resourceNames: words(names) }),
});

/** A rule about paths. */
export const pathRule = (verbs: string, paths: string): PolicyRule => ({
  verbs: words(verbs),
  nonResourceURLs: words(paths),
});

const GROUPS: Readonly<Record<string, string>> = {
  core: '',
  admission: 'admissionregistration.k8s.io',
  authentication: 'authentication.k8s.io',
  authorization: 'authorization.k8s.io',
  certificates: 'certificates.k8s.io',
  coordination: 'coordination.k8s.io',
  discovery: 'discovery.k8s.io',
  events: 'events.k8s.io',
  networking: 'networking.k8s.io',
  node: 'node.k8s.io',
  rbac: 'rbac.authorization.k8s.io',
  resource: 'resource.k8s.io',
  storage: 'storage.k8s.io',
};

/** Everybody who reports events. */
export const EVENTS = rule('create patch update', 'core events', 'events');
