import { parseQuantity, type Container, type EnvVarSource, type Pod } from '../api';
import type { SourceReader } from './volumes';

/** What the environment of a container is made of. */
export interface EnvironmentInput {
  readonly pod: Pod;
  readonly container: Container;
  readonly podIp: string;
  readonly hostIp: string;
  readonly reader: SourceReader;
}

/** An environment, or what is wrong with it. */
export type Environment = { readonly values: Readonly<Record<string, string>> } | { readonly message: string };

const NONE: Environment = { values: Object.freeze({}) };

/** What is wrong with an environment: the message of CreateContainerConfigError. */
class EnvironmentProblem extends Error {}

function fromBase64(text: string): string {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/** Replaces `$(NAME)` by values that are known; `$$` stands for one dollar. Source: third_party/forked/golang/expansion. */
export function expand(text: string, values: Readonly<Record<string, string>>): string {
  if (!text.includes('$')) return text;
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) =>
    name === undefined ? '$' : (values[name] ?? whole),
  );
}

/** Value of a field of the Pod. Source: Kubernetes 1.36, pkg/fieldpath and kubelet_pods.go `podFieldSelectorRuntimeValue`. */
function fieldValue(path: string, { pod, podIp, hostIp }: EnvironmentInput): string {
  const { metadata, spec } = pod;
  const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (subscript !== null) return metadata[subscript[1] as 'labels' | 'annotations']?.[subscript[2] as string] ?? '';
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace;
    case 'metadata.uid':
      return metadata.uid;
    case 'spec.nodeName':
      return spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return hostIp;
    case 'status.podIP':
    case 'status.podIPs':
      return podIp;
    default:
      return '';
  }
}

/** Value of a request or limit, in units of the divisor, rounded up. Not modelled: the node's capacity where none is set. */
function resourceValue(
  { resource, divisor, containerName }: NonNullable<EnvVarSource['resourceFieldRef']>,
  { pod, container }: EnvironmentInput,
): string {
  const subject = pod.spec.containers.find(({ name }) => name === containerName) ?? container;
  const [kind = '', ...rest] = resource.split('.');
  const quantity = subject.resources[kind as 'limits' | 'requests']?.[rest.join('.')];
  if (quantity === undefined) return '0';
  const unit = divisor === undefined || divisor === '0' ? '1' : divisor;
  const value = parseQuantity(quantity).nanos;
  const step = parseQuantity(unit).nanos;
  return String((value + step - 1n) / step);
}

function sourceValue(source: EnvVarSource, input: EnvironmentInput): string | undefined {
  const { namespace } = input.pod.metadata;
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = source;
  if (configMapKeyRef !== undefined) {
    const { name = '', key, optional = false } = configMapKeyRef;
    const found = input.reader.configMap(namespace, name);
    if (found === undefined && !optional) throw new EnvironmentProblem(`configmap "${name}" not found`);
    const value = found?.data?.[key];
    if (value === undefined && !optional) {
      throw new EnvironmentProblem(`couldn't find key ${key} in ConfigMap ${namespace}/${name}`);
    }
    return value;
  }
  if (secretKeyRef !== undefined) {
    const { name = '', key, optional = false } = secretKeyRef;
    const found = input.reader.secret(namespace, name);
    if (found === undefined && !optional) throw new EnvironmentProblem(`secret "${name}" not found`);
    const value = found?.data?.[key];
    if (value === undefined && !optional) {
      throw new EnvironmentProblem(`couldn't find key ${key} in Secret ${namespace}/${name}`);
    }
    return value === undefined ? undefined : fromBase64(value);
  }
  if (fieldRef !== undefined) return fieldValue(fieldRef.fieldPath, input);
  return resourceFieldRef === undefined ? undefined : resourceValue(resourceFieldRef, input);
}

function addSources(values: Record<string, string>, input: EnvironmentInput): void {
  const { namespace } = input.pod.metadata;
  for (const { prefix = '', configMapRef, secretRef } of input.container.envFrom ?? []) {
    if (configMapRef !== undefined) {
      const { name = '', optional = false } = configMapRef;
      const found = input.reader.configMap(namespace, name);
      if (found === undefined && !optional) throw new EnvironmentProblem(`configmap "${name}" not found`);
      for (const [key, value] of Object.entries(found?.data ?? {})) values[`${prefix}${key}`] = value;
    }
    if (secretRef !== undefined) {
      const { name = '', optional = false } = secretRef;
      const found = input.reader.secret(namespace, name);
      if (found === undefined && !optional) throw new EnvironmentProblem(`secret "${name}" not found`);
      for (const [key, value] of Object.entries(found?.data ?? {})) values[`${prefix}${key}`] = fromBase64(value);
    }
  }
}

/**
 * The environment that a container declares, with `$(NAME)` expanded.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kubelet_pods.go `makeEnvironmentVariables`. Not modelled: the variables of Services
 * (`NAME_SERVICE_HOST`), which join with the programs that read them.
 */
export function decideEnvironment(input: EnvironmentInput): Environment {
  const { env, envFrom } = input.container;
  if (env === undefined && envFrom === undefined) return NONE;
  const values: Record<string, string> = {};
  try {
    addSources(values, input);
    for (const { name, value, valueFrom } of env ?? []) {
      const found = valueFrom === undefined ? expand(value ?? '', values) : sourceValue(valueFrom, input);
      if (found !== undefined) values[name] = found;
    }
  } catch (error) {
    if (error instanceof EnvironmentProblem) return { message: error.message };
    throw error;
  }
  return { values };
}
