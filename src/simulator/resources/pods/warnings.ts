import { isDnsLabel, parseQuantity } from '../../api';
import { type Fields, fieldsAt, isSame, listAt, mapAt, numberAt, textAt } from '../fields';
import { containersOf } from './container';
import { resourcesAt } from './resource-requirements';

/** Labels of nodes that have newer names. Source: Kubernetes 1.36, pkg/api/node/util.go. */
const NODE_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

const ANNOTATIONS: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};

const VOLUMES: Readonly<Record<string, string>> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const NULL_SELECTOR = 'a null labelSelector results in matching no pod';

function warnOfTerm(term: Fields | undefined, path: string): string[] {
  return listAt(term, 'matchExpressions').flatMap((expression, index) => {
    const key = textAt(expression, 'key');
    const message = NODE_LABELS[key];
    return message === undefined ? [] : [`${path}.matchExpressions[${index}].key: ${key} is ${message}`];
  });
}

function warnOfNodes(spec: Fields, path: string): string[] {
  const warnings: string[] = [];
  for (const key of Object.keys(mapAt(spec, 'nodeSelector') ?? {})) {
    if (NODE_LABELS[key] !== undefined) warnings.push(`${path}.nodeSelector[${key}]: ${NODE_LABELS[key]}`);
  }
  const affinity = fieldsAt(fieldsAt(spec, 'affinity'), 'nodeAffinity');
  const at = `${path}.affinity.nodeAffinity`;
  listAt(fieldsAt(affinity, REQUIRED), 'nodeSelectorTerms').forEach((term, index) =>
    warnings.push(...warnOfTerm(term, `${at}.${REQUIRED}.nodeSelectorTerms[${index}]`)),
  );
  listAt(affinity, PREFERRED).forEach((term, index) =>
    warnings.push(...warnOfTerm(fieldsAt(term, 'preference'), `${at}.${PREFERRED}[${index}].preference`)),
  );
  listAt(spec, 'topologySpreadConstraints').forEach((constraint, index) => {
    const key = textAt(constraint, 'topologyKey');
    const constraintAt = `${path}.topologySpreadConstraints[${index}]`;
    if (NODE_LABELS[key] !== undefined) {
      warnings.push(`${constraintAt}.topologyKey: ${key} is ${NODE_LABELS[key]}`);
    }
    if (constraint['labelSelector'] === undefined) warnings.push(`${constraintAt}.labelSelector: ${NULL_SELECTOR}`);
  });
  return warnings;
}

/** Items of a list whose `field` an earlier one has too. */
function repeated(spec: Fields, list: string, field: string, words: string, path: string): string[] {
  const seen = new Set<string>();
  return listAt(spec, list).flatMap((item, index) => {
    const value = textAt(item, field);
    if (!seen.has(value)) {
      seen.add(value);
      return [];
    }
    return [`${path}.${list}[${index}].${field}: duplicate ${words} ${JSON.stringify(value)}`];
  });
}

const isFraction = (text: string): boolean => parseQuantity(text).milliValue() % 1000 !== 0;

function warnOfFractions(list: Readonly<Record<string, string>>, path: string): string[] {
  return ['memory', 'ephemeral-storage'].flatMap((name) => {
    const text = list[name];
    if (text === undefined || !isFraction(text)) return [];
    return [`${path}[${name}]: fractional byte value ${JSON.stringify(text)} is invalid, must be an integer`];
  });
}

function warnOfVariables(container: Fields, path: string): string[] {
  const seen = new Set<string>();
  return listAt(container, 'env').flatMap((variable, index) => {
    const name = textAt(variable, 'name');
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const value = textAt(variable, 'value');
    const reference = `$(${name})`;
    // A variable that extends the earlier one is fine: X=$(X):more.
    const extendsEarlier = variable['valueFrom'] === undefined && value !== reference && value.includes(reference);
    if (extendsEarlier) return [];
    const words = `hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`;
    return [`${path}.env[${index}]: ${words}`];
  });
}

interface DefinedPort {
  readonly path: string;
  readonly port: Fields;
}

function comparePorts({ port, path }: DefinedPort, other: DefinedPort): string[] {
  const hostPort = numberAt(port, 'hostPort') ?? 0;
  const otherHostPort = numberAt(other.port, 'hostPort') ?? 0;
  const hostIp = textAt(port, 'hostIP');
  const otherHostIp = textAt(other.port, 'hostIP');
  const warn = (words: string): string[] => [`${path}: ${words} port definition with ${other.path}`];
  if (hostIp === otherHostIp && hostPort === otherHostPort) return warn('duplicate');
  if (hostPort === 0 || otherHostPort === 0) return warn('overlapping');
  if (hostPort === otherHostPort && (hostIp === '') !== (otherHostIp === '')) return warn('dangerously ambiguous');
  return [];
}

function warnOfPorts(spec: Fields, path: string): string[] {
  const warnings: string[] = [];
  const all = new Map<string, DefinedPort[]>();
  for (const { container, path: at } of containersOf(spec, path)) {
    listAt(container, 'ports').forEach((port, index) => {
      const defined = { path: `${at}.ports[${index}]`, port };
      const key = `${numberAt(port, 'containerPort') ?? 0}/${textAt(port, 'protocol')}`;
      const others = all.get(key) ?? [];
      for (const other of others) warnings.push(...comparePorts(defined, other));
      all.set(key, [...others, defined]);
    });
  }
  return warnings;
}

function warnOfPodAffinity(spec: Fields, path: string): string[] {
  return ['podAffinity', 'podAntiAffinity'].flatMap((kind) => {
    const affinity = fieldsAt(fieldsAt(spec, 'affinity'), kind);
    const at = `${path}.affinity.${kind}`;
    return [
      ...listAt(affinity, REQUIRED).flatMap((term, index) =>
        term['labelSelector'] === undefined ? [`${at}.${REQUIRED}[${index}].labelSelector: ${NULL_SELECTOR}`] : [],
      ),
      ...listAt(affinity, PREFERRED).flatMap((term, index) =>
        fieldsAt(term, 'podAffinityTerm')?.['labelSelector'] === undefined
          ? [`${at}.${PREFERRED}[${index}].podAffinityTerm.labelSelector: ${NULL_SELECTOR}`]
          : [],
      ),
    ];
  });
}

/**
 * Warnings about a Pod (`path` is '') or a template of Pods at `path`.
 *
 * Source: Kubernetes 1.36, pkg/api/pod/warnings.go. Not modelled: clashes of files in projected volumes, AppArmor and
 * seccomp annotations.
 */
export function podWarnings(pod: Fields | undefined, path: string): string[] {
  const spec = fieldsAt(pod, 'spec');
  if (spec === undefined) return [];
  const at = path === '' ? 'spec' : `${path}.spec`;
  const warnings = warnOfNodes(spec, at);
  const annotations = mapAt(fieldsAt(pod, 'metadata'), 'annotations') ?? {};
  for (const [key, message] of Object.entries(ANNOTATIONS)) {
    const metadataAt = path === '' ? 'metadata' : `${path}.metadata`;
    if (annotations[key] !== undefined) warnings.push(`${metadataAt}.annotations[${key}]: ${message}`);
  }
  listAt(spec, 'volumes').forEach((volume, index) => {
    for (const [source, message] of Object.entries(VOLUMES)) {
      if (volume[source] !== undefined) warnings.push(`${at}.volumes[${index}].${source}: ${message}`);
    }
  });
  warnings.push(...repeated(spec, 'hostAliases', 'ip', 'ip', at));
  warnings.push(...repeated(spec, 'imagePullSecrets', 'name', 'name', at));
  listAt(spec, 'imagePullSecrets').forEach((secret, index) => {
    if (textAt(secret, 'name') === '') warnings.push(`${at}.imagePullSecrets[${index}].name: invalid empty name ""`);
  });
  warnings.push(...warnOfFractions(mapAt(spec, 'overhead') ?? {}, `${at}.overhead`));
  for (const { container, path: containerAt } of containersOf(spec, at)) {
    const resources = fieldsAt(container, 'resources');
    warnings.push(...warnOfFractions(resourcesAt(resources, 'limits'), `${containerAt}.resources.limits`));
    warnings.push(...warnOfFractions(resourcesAt(resources, 'requests'), `${containerAt}.resources.requests`));
    warnings.push(...warnOfVariables(container, containerAt));
  }
  warnings.push(...warnOfPorts(spec, at));
  if ((numberAt(spec, 'terminationGracePeriodSeconds') ?? 0) < 0) {
    const words = 'must be >= 0; negative values are invalid and will be treated as 1';
    warnings.push(`${at}.terminationGracePeriodSeconds: ${words}`);
  }
  return [...warnings, ...warnOfPodAffinity(spec, at)];
}

/** A warning about a name that Pods cannot take over as their host name; `words` says what it is used in. */
export function nameWarnings(object: Fields, words: "the Pod's hostname" | 'Pod names and hostnames'): string[] {
  const wrong = isDnsLabel(textAt(fieldsAt(object, 'metadata'), 'name'));
  if (wrong.length === 0) return [];
  const advice = 'which can result in surprising behavior; a DNS label is recommended';
  return [`metadata.name: this is used in ${words}, ${advice}: [${wrong.join(' ')}]`];
}

/** Warnings about a workload: about its name when it is new, about its template when the spec is new. */
export function workloadWarnings(object: Fields, old: Fields | undefined): string[] {
  return [
    ...(old === undefined ? nameWarnings(object, 'Pod names and hostnames') : []),
    ...templateWarnings(object, old),
  ];
}

/** Warnings about the template of a workload whose spec is new. */
export function templateWarnings(object: Fields, old: Fields | undefined): string[] {
  const spec = fieldsAt(object, 'spec');
  if (old !== undefined && isSame(spec, old['spec'])) return [];
  return podWarnings(fieldsAt(spec, 'template'), 'spec.template');
}
