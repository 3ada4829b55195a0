import type { Container, EnvVarSource, Node, Pod, Service } from '../api';
import { fieldValue, resourceValue } from './pod-fields';
import { serviceVariables } from './service-variables';
import type { SourceReader } from './volumes';

/** What the environment of a container is made of. */
export interface EnvironmentInput {
  readonly pod: Pod;
  readonly container: Container;
  readonly podIp: string;
  readonly hostIp: string;
  readonly reader: SourceReader;
  /** Services of the Pod's namespace, and of `default`, that exist now. @default - none */
  readonly services?: () => readonly Service[];
  /** Node that it runs on: what is not limited is limited by it. @default - limits that are not set are 0 */
  readonly node?: Node | undefined;
}

/** An environment, or what is wrong with it. */
export type Environment = { readonly values: Readonly<Record<string, string>> } | { readonly message: string };

/** What is wrong with an environment: the message of CreateContainerConfigError. */
class EnvironmentProblem extends Error {}

function fromBase64(text: string): string {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/**
 * Replaces `$(NAME)` by values that are known, the first that knows it first; `$$` stands for one dollar.
 *
 * Source: Kubernetes 1.36, third_party/forked/golang/expansion.
 */
export function expand(text: string, ...values: readonly Readonly<Record<string, string>>[]): string {
  if (!text.includes('$')) return text;
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) =>
    name === undefined ? '$' : (values.find((each) => Object.hasOwn(each, name))?.[name] ?? whole),
  );
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
  if (fieldRef !== undefined) return fieldValue(fieldRef.fieldPath, input.pod, input);
  if (resourceFieldRef === undefined) return undefined;
  return resourceValue(resourceFieldRef, input.pod, input.container.name, input.node);
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
 * The environment of a container: what it declares, with `$(NAME)` expanded by what comes before and by the Services that
 * exist, and behind it the variables of those Services.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kubelet_pods.go `makeEnvironmentVariables`. Not modelled: `fileKeyRef`.
 */
export function decideEnvironment(input: EnvironmentInput): Environment {
  const { env, envFrom } = input.container;
  const { metadata, spec } = input.pod;
  const services = serviceVariables(input.services?.() ?? [], metadata.namespace, spec.enableServiceLinks !== false);
  if (env === undefined && envFrom === undefined) return { values: services };
  const values: Record<string, string> = {};
  try {
    addSources(values, input);
    for (const { name, value, valueFrom } of env ?? []) {
      const found = valueFrom === undefined ? expand(value ?? '', values, services) : sourceValue(valueFrom, input);
      if (found !== undefined) values[name] = found;
    }
  } catch (error) {
    if (error instanceof EnvironmentProblem) return { message: error.message };
    throw error;
  }
  return { values: { ...services, ...values } };
}
