import { type KubeObject, statusErrors } from '../../../api';
import { type Fields, fieldsAt, mapAt } from '../../../resources/fields';
import { forbidden } from '../forbid';
import type { AdmissionAttributes, AdmissionPlugin } from '../plugin';
import { podShapeOf } from './check';
import { violationsOf, violationText } from './evaluate';
import { namespaceWarnings } from './namespace-warnings';
import { compareLevels, levelText, policyOf, speaksOfPodSecurity } from './policy';
import { isSignificantUpdate } from './significant-update';

/** Where the template of a workload lies. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  replicationcontrollers: ['spec', 'template'],
  podtemplates: ['template'],
  'apps/replicasets': ['spec', 'template'],
  'apps/deployments': ['spec', 'template'],
  'apps/statefulsets': ['spec', 'template'],
  'apps/daemonsets': ['spec', 'template'],
  'batch/jobs': ['spec', 'template'],
  'batch/cronjobs': ['spec', 'jobTemplate', 'spec', 'template'],
};

/** Writes of a Pod that leave its spec alone. */
const IGNORED_SUBRESOURCES: ReadonlySet<string> = new Set([
  'exec',
  'attach',
  'binding',
  'eviction',
  'log',
  'portforward',
  'proxy',
  'status',
]);

const labelsOf = (object: KubeObject | undefined): Readonly<Record<string, string>> =>
  mapAt(object?.metadata, 'labels') ?? {};

function judgeNamespace(namespace: KubeObject, attributes: AdmissionAttributes): void {
  const { old, context, subresource, verb } = attributes;
  if (subresource !== '') return;
  const { policy, errors } = policyOf(labelsOf(namespace));
  const name = namespace.metadata.name ?? '';
  const before = policyOf(labelsOf(old));
  const wasWrong = old !== undefined && JSON.stringify(before.errors) === JSON.stringify(errors);
  if (errors.length > 0 && !wasWrong)
    throw statusErrors.invalid({ group: '', resource: 'Namespace' }, name, [...errors]);
  if (verb !== 'update') return;
  const [enforce, enforced] = [policy.enforce, before.policy.enforce];
  if (levelText(enforce) === levelText(enforced) || enforce.level === 'privileged') return;
  if (enforce.version === enforced.version && compareLevels(enforce.level, enforced.level) < 1) return;
  namespaceWarnings(name, enforce, context.lookupAll('pods', name)).forEach((text) => attributes.warn(text));
}

function templateOf(object: KubeObject, path: readonly string[]): Fields | undefined {
  return path.reduce<Fields | undefined>((parent, field) => fieldsAt(parent, field), object);
}

function judgePod(object: KubeObject, template: Fields, attributes: AdmissionAttributes, isEnforced: boolean): void {
  const namespace = attributes.context.lookup('namespaces', '', attributes.namespace);
  const labels = labelsOf(namespace);
  if (!speaksOfPodSecurity(labels)) return;
  const { enforce, warn } = policyOf(labels).policy;
  const pod = podShapeOf(template);
  const violations = isEnforced ? violationsOf(enforce, pod) : [];
  if (violations.length > 0) {
    const text = `violates PodSecurity "${levelText(enforce)}": ${violationText(violations)}`;
    throw forbidden(object, attributes, text);
  }
  const warnings = violationsOf(warn, pod);
  if (warnings.length === 0) return;
  attributes.warn(`would violate PodSecurity "${levelText(warn)}": ${violationText(warnings)}`);
}

/**
 * Holds the Pods of a namespace to the Pod security standard that its labels name: refuses Pods, and warns of Pods and
 * of templates. The mode `audit` is read and has no effect: there is no audit log. No user or namespace is exempt.
 *
 * Source: Kubernetes 1.36, pod-security-admission/admission/admission.go.
 */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  resources: ['namespaces', 'pods', ...Object.keys(TEMPLATES)],
  validate(object, attributes) {
    const { verb, resource, subresource, old } = attributes;
    if (verb !== 'create' && verb !== 'update') return;
    if (resource.storage === 'namespaces') {
      judgeNamespace(object, attributes);
      return;
    }
    if (resource.storage === 'pods') {
      if (IGNORED_SUBRESOURCES.has(subresource)) return;
      if (verb === 'create' || old === undefined || isSignificantUpdate(object, old))
        judgePod(object, object, attributes, true);
      return;
    }
    const path = TEMPLATES[resource.storage];
    if (path === undefined || subresource !== '') return;
    const template = templateOf(object, path);
    if (template !== undefined) judgePod(object, template, attributes, false);
  },
};
