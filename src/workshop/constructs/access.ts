import type { Construct } from 'constructs';
import { ArgumentError, requireAccessName, requireLabels, requireObjectName, requireSome } from './argument';
import { Block, type ObjectProps, prefixed } from './block';
import { ClusterScope } from './cluster-scope';
import { k8s } from './k8s';

/** Some verbs on some resources. */
export interface AccessRule {
  /** API groups; '' is the core group. @default [''] */
  readonly apiGroups?: readonly string[];
  /** Resources in plural, with subresources behind a '/', at least one unless `urls` is given. @default - none */
  readonly resources?: readonly string[];
  /** Verbs such as get, list, watch, create, update, patch, delete; at least one. */
  readonly verbs: readonly string[];
  /** Only objects of these names. @default - all */
  readonly resourceNames?: readonly string[];
  /** Paths that are no resources, such as /healthz; for the whole cluster only. @default - none */
  readonly urls?: readonly string[];
}

/** Props of `AccessRole`. */
export interface AccessRoleProps extends ObjectProps {
  /** What the role allows. @default [] */
  readonly rules?: readonly AccessRule[];
  /** Whether it is a ClusterRole. @default - a Role of one namespace */
  readonly clusterWide?: boolean;
  /** Labels of ClusterRoles whose rules are merged into this one; needs `clusterWide`. @default - none */
  readonly aggregates?: Readonly<Record<string, string>>;
}

/** What may be done: a Role, or a ClusterRole. */
export class AccessRole extends Block {
  /** Name of the role. */
  readonly name: string;
  /** Kind of the object. */
  readonly kind: 'Role' | 'ClusterRole';

  constructor(scope: Construct, id: string, props: AccessRoleProps) {
    super(scope, id);
    this.name = prefixed(this, props.name ?? id);
    this.kind = props.clusterWide === true ? 'ClusterRole' : 'Role';
    requireAccessName(this, 'name', this.name);
    requireLabels(this, 'labels', props.labels);
    if (props.aggregates !== undefined && this.kind === 'Role') {
      throw new ArgumentError(this, 'aggregates', "needs 'clusterWide'", props.aggregates);
    }
    const rules = (props.rules ?? []).map((rule) => this.toRule(rule));
    const metadata = { name: this.name, labels: props.labels, annotations: props.annotations };
    if (this.kind === 'Role') {
      new k8s.KubeRole(this, 'Resource', { metadata: { ...metadata, namespace: props.namespace }, rules });
      return;
    }
    const aggregationRule =
      props.aggregates === undefined ? undefined : { clusterRoleSelectors: [{ matchLabels: props.aggregates }] };
    ClusterScope.free(new k8s.KubeClusterRole(this, 'Resource', { metadata, rules, aggregationRule }));
  }

  private toRule(rule: AccessRule): k8s.PolicyRule {
    requireSome(this, 'rules.verbs', rule.verbs);
    if (rule.urls === undefined) requireSome(this, 'rules.resources', rule.resources ?? []);
    return {
      apiGroups: rule.urls === undefined ? [...(rule.apiGroups ?? [''])] : undefined,
      resources: rule.resources === undefined ? undefined : [...rule.resources],
      verbs: [...rule.verbs],
      resourceNames: rule.resourceNames === undefined ? undefined : [...rule.resourceNames],
      nonResourceUrLs: rule.urls === undefined ? undefined : [...rule.urls],
    };
  }
}

/** Whom a binding names. */
export type Subject =
  | { readonly user: string }
  | { readonly group: string }
  | { readonly serviceAccount: string; readonly namespace: string };

/** Props of `AccessBinding`. */
export interface AccessBindingProps extends ObjectProps {
  /** The role: a block, or kind and name of one that exists. */
  readonly role: Pick<AccessRole, 'kind' | 'name'>;
  /** Users, groups and service accounts, at least one. */
  readonly subjects: readonly Subject[];
  /** Whether it holds in all namespaces; needs a ClusterRole. @default - in the binding's namespace only */
  readonly clusterWide?: boolean;
}

const RBAC = 'rbac.authorization.k8s.io';

function toSubject(subject: Subject): k8s.Subject {
  if ('user' in subject) return { apiGroup: RBAC, kind: 'User', name: subject.user };
  if ('group' in subject) return { apiGroup: RBAC, kind: 'Group', name: subject.group };
  return { kind: 'ServiceAccount', name: subject.serviceAccount, namespace: subject.namespace };
}

/** Who may do what a role allows: a RoleBinding, or a ClusterRoleBinding. The role cannot be changed once applied. */
export class AccessBinding extends Block {
  constructor(scope: Construct, id: string, props: AccessBindingProps) {
    super(scope, id);
    const name = prefixed(this, props.name ?? id);
    requireAccessName(this, 'name', name);
    requireLabels(this, 'labels', props.labels);
    requireSome(this, 'subjects', props.subjects);
    if (props.clusterWide === true && props.role.kind === 'Role') {
      throw new ArgumentError(this, 'role', "must be a ClusterRole with 'clusterWide'", props.role.name);
    }
    const roleRef = { apiGroup: RBAC, kind: props.role.kind, name: props.role.name };
    const subjects = props.subjects.map(toSubject);
    const metadata = { name, labels: props.labels, annotations: props.annotations };
    if (props.clusterWide === true) {
      ClusterScope.free(new k8s.KubeClusterRoleBinding(this, 'Resource', { metadata, roleRef, subjects }));
    } else {
      const namespaced = { ...metadata, namespace: props.namespace };
      new k8s.KubeRoleBinding(this, 'Resource', { metadata: namespaced, roleRef, subjects });
    }
  }
}

/** Props of `ServiceAccount`. */
export interface ServiceAccountProps extends ObjectProps {
  /** Secrets with registry credentials that its Pods use. @default - none */
  readonly imagePullSecrets?: readonly string[];
  /** Whether its Pods get a token. @default - they do */
  readonly automountToken?: boolean;
}

/** Whom the programs of a Pod are to the API server. */
export class ServiceAccount extends Block {
  /** Name of the service account. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: ServiceAccountProps = {}) {
    super(scope, id);
    this.name = prefixed(this, props.name ?? id);
    requireObjectName(this, 'name', this.name);
    requireLabels(this, 'labels', props.labels);
    new k8s.KubeServiceAccount(this, 'Resource', {
      metadata: { name: this.name, namespace: props.namespace, labels: props.labels, annotations: props.annotations },
      imagePullSecrets: props.imagePullSecrets?.map((name) => ({ name })),
      automountServiceAccountToken: props.automountToken,
    });
  }
}
