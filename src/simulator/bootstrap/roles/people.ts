import { pathRule, READ, READ_WRITE, type RoleTable, rule, WRITE } from './rule';

/**
 * What people are given. The rules of `admin`, `edit` and `view` are those of the roles that are aggregated to them.
 *
 * Source: Kubernetes 1.36, plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go `clusterRoles`.
 */
export const PEOPLE_ROLES: RoleTable = {
  'cluster-admin': [rule('*', '*', '*'), pathRule('*', '*')],
  'system:aggregate-to-admin': [
    rule('create', 'authorization', 'localsubjectaccessreviews'),
    rule(READ_WRITE, 'rbac', 'roles rolebindings'),
  ],
  'system:aggregate-to-edit': [
    rule(READ, 'core', 'pods/attach pods/proxy pods/exec pods/portforward secrets services/proxy'),
    rule('impersonate', 'core', 'serviceaccounts'),
    rule(WRITE, 'core', 'pods pods/attach pods/proxy pods/exec pods/portforward'),
    rule('create', 'core', 'pods/eviction'),
    rule(
      WRITE,
      'core',
      'replicationcontrollers replicationcontrollers/scale serviceaccounts services services/proxy persistentvolumeclaims configmaps secrets events',
    ),
    rule('create', 'core', 'serviceaccounts/token'),
    rule(
      WRITE,
      'apps',
      'statefulsets statefulsets/scale daemonsets deployments deployments/scale deployments/rollback replicasets replicasets/scale',
    ),
    rule(WRITE, 'autoscaling', 'horizontalpodautoscalers'),
    rule(WRITE, 'batch', 'jobs cronjobs'),
    rule(
      WRITE,
      'extensions',
      'daemonsets deployments deployments/scale deployments/rollback ingresses replicasets replicasets/scale replicationcontrollers/scale networkpolicies',
    ),
    rule(WRITE, 'policy', 'poddisruptionbudgets'),
    rule(WRITE, 'networking', 'networkpolicies ingresses'),
    rule(READ_WRITE, 'coordination', 'leases'),
    rule(WRITE, 'resource', 'resourceclaims resourceclaimtemplates'),
  ],
  'system:aggregate-to-view': [
    rule(
      READ,
      'core',
      'pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status endpoints persistentvolumeclaims persistentvolumeclaims/status configmaps',
    ),
    rule(
      READ,
      'core',
      'limitranges resourcequotas bindings events pods/status resourcequotas/status namespaces/status replicationcontrollers/status pods/log',
    ),
    // In a namespace this is the right to read that namespace: it tells a person where they may work.
    rule(READ, 'core', 'namespaces'),
    rule(READ, 'discovery', 'endpointslices'),
    rule(
      READ,
      'apps',
      'controllerrevisions statefulsets statefulsets/status statefulsets/scale daemonsets daemonsets/status deployments deployments/status deployments/scale replicasets replicasets/status replicasets/scale',
    ),
    rule(READ, 'autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status'),
    rule(READ, 'batch', 'jobs cronjobs cronjobs/status jobs/status'),
    rule(
      READ,
      'extensions',
      'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status replicasets replicasets/scale replicasets/status replicationcontrollers/scale networkpolicies',
    ),
    rule(READ, 'policy', 'poddisruptionbudgets poddisruptionbudgets/status'),
    rule(READ, 'networking', 'networkpolicies ingresses ingresses/status'),
    rule(READ, 'events', 'events'),
    rule(READ, 'resource', 'resourceclaims resourceclaims/status resourceclaimtemplates'),
  ],
  'system:basic-user': [
    rule('create', 'authorization', 'selfsubjectaccessreviews selfsubjectrulesreviews'),
    rule('create', 'authentication', 'selfsubjectreviews'),
  ],
  'system:discovery': [
    pathRule('get', '/livez /readyz /healthz /version /version/ /openapi /openapi/* /api /api/* /apis /apis/*'),
  ],
  'system:public-info-viewer': [pathRule('get', '/livez /readyz /healthz /version /version/')],
};

/** Roles made of others: the label that those carry, in the name of a role, and the role's own label. */
export const AGGREGATED: Readonly<Record<string, string | undefined>> = {
  admin: undefined,
  edit: 'admin',
  view: 'edit',
};
