import { type Draft, fieldError, type FieldError, isInRange } from '../../api';
import { type Fields, draftsAt, fieldsAt, fill, flagAt, listAt, mapAt, numberAt, textAt } from '../fields';
import {
  invalidFor,
  validateDnsLabel,
  validateDnsSubdomain,
  validateQualifiedName,
  validateRequiredOneOf,
} from '../field-rules';
import { validateLabels } from '../metadata';
import {
  type ContainerSurroundings,
  defaultContainer,
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
} from './container';
import type { PodRules } from './options';
import { defaultPodResources, validatePodResources } from './pod-resources';
import { roundResources, validateResourceRequirements } from './resource-requirements';
import { validateAffinity } from './affinity';
import { validateTolerations, validateTopologySpread } from './placement';
import { validateDnsConfig, validateHostAliases, validateHostname, validateHostPorts } from './pod-network';
import { validatePodSecurityContext } from './security-context';
import { validateVolumes } from './volume';
import { defaultVolume } from './volume-defaults';
import { validateOperatingSystem } from './windows';

const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const SECONDS_MAX = 2147483647;

/** The older name of the field is stored beside the newer one. Source: pkg/apis/core/v1/conversion.go. */
export function mirrorServiceAccount(spec: Draft): void {
  const account = textAt(spec, 'serviceAccountName') || textAt(spec, 'serviceAccount');
  if (account === '') return;
  spec['serviceAccountName'] = account;
  spec['serviceAccount'] = account;
}

/**
 * Fills in what every Pod has, in a template too.
 *
 * Source: Kubernetes 1.36, pkg/apis/core/v1/defaults.go `SetDefaults_PodSpec` and the parts of the spec.
 */
export function defaultPodSpec(spec: Draft): void {
  fill(spec, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  });
  mirrorServiceAccount(spec);
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    draftsAt(spec, list).forEach(defaultContainer);
  }
  draftsAt(spec, 'volumes').forEach(defaultVolume);
  roundResources(spec['resources'] as Draft | undefined);
}

/** Fills in what only a Pod has. Source: Kubernetes 1.36, pkg/apis/core/v1/defaults.go `SetDefaults_Pod`. */
export function defaultPodOnly(spec: Draft): void {
  defaultPodResources(spec);
  fill(spec, { enableServiceLinks: true });
  if (spec['hostNetwork'] !== true) return;
  for (const container of [...draftsAt(spec, 'initContainers'), ...draftsAt(spec, 'containers')]) {
    for (const port of draftsAt(container, 'ports')) {
      if (port['hostPort'] === undefined || port['hostPort'] === 0) port['hostPort'] = port['containerPort'];
    }
  }
}

function validateResourceClaims(spec: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  listAt(spec, 'resourceClaims').forEach((claim, index) => {
    const at = `${path}[${index}]`;
    const name = textAt(claim, 'name');
    const sources = ['resourceClaimName', 'resourceClaimTemplateName'].filter((field) => claim[field] !== undefined);
    const shown = {
      Name: name,
      ResourceClaimName: claim['resourceClaimName'] ?? null,
      ResourceClaimTemplateName: claim['resourceClaimTemplateName'] ?? null,
    };
    if (name === '') errors.push(fieldError.required(`${at}.name`));
    else if (names.has(name)) errors.push(fieldError.duplicate(`${at}.name`, name));
    else errors.push(...validateDnsLabel(name, `${at}.name`));
    names.add(name);
    if (sources.length > 1) {
      const rule = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
      errors.push(fieldError.invalid(at, shown, rule));
    }
    if (sources.length === 0) {
      const rule = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`';
      errors.push(fieldError.invalid(at, shown, rule));
    }
    for (const field of sources) errors.push(...validateDnsSubdomain(textAt(claim, field), `${at}.${field}`));
  });
  return errors;
}

function validateGates(spec: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  listAt(spec, 'readinessGates').forEach((gate, index) => {
    const at = `${path}.readinessGates[${index}].conditionType`;
    errors.push(...validateQualifiedName(textAt(gate, 'conditionType'), at));
  });
  const seen = new Set<string>();
  listAt(spec, 'schedulingGates').forEach((gate, index) => {
    const name = textAt(gate, 'name');
    const at = `${path}.schedulingGates[${index}]`;
    errors.push(...validateQualifiedName(name, at));
    if (seen.has(name)) errors.push(fieldError.duplicate(at, name));
    seen.add(name);
  });
  return errors;
}

function validateHostUsers(spec: Fields, path: string): FieldError[] {
  if (flagAt(spec, 'hostUsers') !== false) return [];
  const names = { hostNetwork: 'hostNetwork', hostPID: 'HostPID', hostIPC: 'HostIPC' };
  return Object.entries(names).flatMap(([field, shown]) =>
    flagAt(spec, field) === true
      ? [fieldError.forbidden(`${path}.${shown}`, 'when `pod.Spec.HostUsers` is false')]
      : [],
  );
}

function validateDeadline(spec: Fields, path: string): FieldError[] {
  const seconds = numberAt(spec, 'activeDeadlineSeconds');
  if (seconds === undefined) return [];
  return invalidFor(`${path}.activeDeadlineSeconds`, seconds, isInRange(seconds, 1, SECONDS_MAX));
}

/**
 * What is wrong with the spec of a Pod or of a template, in the order of the real server.
 *
 * Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidatePodSpec`.
 */
export function validatePodSpec(spec: Fields, path: string, rules: PodRules): FieldError[] {
  const errors: FieldError[] = [];
  const { errors: volumeErrors, volumes } = validateVolumes(spec, `${path}.volumes`, rules);
  const claimNames = new Set(listAt(spec, 'resourceClaims').map((claim) => textAt(claim, 'name')));
  const restartPolicy = textAt(spec, 'restartPolicy');
  const around: ContainerSurroundings = {
    volumes,
    claimNames,
    restartPolicy,
    hostUsers: flagAt(spec, 'hostUsers') !== false,
    gracePeriodSeconds: numberAt(spec, 'terminationGracePeriodSeconds'),
  };
  errors.push(...volumeErrors, ...validateResourceClaims(spec, `${path}.resourceClaims`));
  errors.push(...validateContainers(spec, around, `${path}.containers`));
  errors.push(...validateInitContainers(spec, around, `${path}.initContainers`));
  errors.push(...validateEphemeralContainers(spec, around, `${path}.ephemeralContainers`));
  errors.push(...validatePodResources(spec, claimNames, `${path}.resources`));
  errors.push(...validateHostPorts(spec, path, rules));
  errors.push(...validateRequiredOneOf(restartPolicy, ['Always', 'OnFailure', 'Never'], `${path}.restartPolicy`));
  errors.push(...validateRequiredOneOf(textAt(spec, 'dnsPolicy'), DNS_POLICIES, `${path}.dnsPolicy`));
  errors.push(...validateLabels(mapAt(spec, 'nodeSelector'), `${path}.nodeSelector`));
  errors.push(...validatePodSecurityContext(spec, path));
  errors.push(...validateAffinity(spec, `${path}.affinity`));
  errors.push(...validateDnsConfig(spec, `${path}.dnsConfig`));
  errors.push(...validateGates(spec, path));
  errors.push(...validateTopologySpread(spec, `${path}.topologySpreadConstraints`));
  errors.push(...validateHostUsers(spec, path));
  for (const field of ['serviceAccountName', 'nodeName']) {
    const name = textAt(spec, field);
    if (name !== '') errors.push(...validateDnsSubdomain(name, `${path}.${field}`));
  }
  errors.push(...validateDeadline(spec, path), ...validateHostname(spec, path));
  errors.push(...validateTolerations(spec, `${path}.tolerations`));
  errors.push(...validateHostAliases(spec, `${path}.hostAliases`));
  const priorityClass = textAt(spec, 'priorityClassName');
  if (priorityClass !== '') errors.push(...validateDnsSubdomain(priorityClass, `${path}.priorityClassName`));
  const runtimeClass = spec['runtimeClassName'];
  if (typeof runtimeClass === 'string') errors.push(...validateDnsSubdomain(runtimeClass, `${path}.runtimeClassName`));
  const preemption = spec['preemptionPolicy'];
  if (typeof preemption === 'string') {
    const policies = ['PreemptLowerPriority', 'Never'];
    errors.push(...validateRequiredOneOf(preemption, policies, `${path}.preemptionPolicy`));
  }
  const overhead = fieldsAt(spec, 'overhead');
  if (overhead !== undefined) {
    errors.push(...validateResourceRequirements({ limits: overhead }, new Set(), `${path}.overhead`));
  }
  return [...errors, ...validateOperatingSystem(spec, path)];
}
