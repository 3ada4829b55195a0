import type { IConstruct } from 'constructs';
import { ArgumentError, isToken, requirePattern } from './argument';
import type { k8s } from './k8s';

/** Where a value that a manifest does not hold comes from: a key of a Secret or ConfigMap, a field, a resource. */
export class ValueSource {
  /** The value under `key` of Secret `name`. `optional` lets the container start without it. */
  static secret(name: string, key: string, options: { readonly optional?: boolean } = {}): ValueSource {
    return new ValueSource({ secretKeyRef: { name, key, ...options } });
  }

  /** The value under `key` of ConfigMap `name`. `optional` lets the container start without it. */
  static config(name: string, key: string, options: { readonly optional?: boolean } = {}): ValueSource {
    return new ValueSource({ configMapKeyRef: { name, key, ...options } });
  }

  /** A field of the Pod, such as `metadata.name` or `status.podIP` (the downward API). */
  static field(fieldPath: string): ValueSource {
    return new ValueSource({ fieldRef: { fieldPath } });
  }

  /** A request or limit of a container of the same Pod, such as `limits.memory`. */
  static resource(resource: string, containerName?: string): ValueSource {
    return new ValueSource({ resourceFieldRef: { resource, containerName } });
  }

  private constructor(readonly valueFrom: k8s.EnvVarSource) {}
}

/** Value of an environment variable: text, or where it comes from. Numbers and truth values must be quoted. */
export type EnvironmentValue = string | ValueSource;

/** All keys of a ConfigMap or Secret as variables. */
export interface EnvironmentFrom {
  /** Name of the ConfigMap. @default - none; then `secret` is required */
  readonly config?: string;
  /** Name of the Secret. @default - none; then `config` is required */
  readonly secret?: string;
  /** Text before each key. @default - none */
  readonly prefix?: string;
}

const VARIABLE_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** Turns a map of variables into the list that Kubernetes wants, in the order written. */
export function toEnv(
  scope: IConstruct,
  prop: string,
  variables: Readonly<Record<string, EnvironmentValue>> | undefined,
): k8s.EnvVar[] | undefined {
  if (variables === undefined) return undefined;
  return Object.entries(variables).map(([name, value]) => {
    requirePattern(scope, `${prop} (name)`, name, VARIABLE_NAME, 'must be a variable name');
    if (value instanceof ValueSource) return { name, valueFrom: value.valueFrom };
    if (typeof value !== 'string' && !isToken(value)) {
      throw new ArgumentError(scope, `${prop}.${name}`, 'must be a string (quote numbers and true or false)', value);
    }
    return { name, value };
  });
}

/** Turns `EnvironmentFrom` into what Kubernetes wants. */
export function toEnvFrom(
  scope: IConstruct,
  prop: string,
  sources: readonly EnvironmentFrom[] | undefined,
): k8s.EnvFromSource[] | undefined {
  return sources?.map((source) => {
    if ((source.config === undefined) === (source.secret === undefined)) {
      throw new ArgumentError(scope, prop, "must name either 'config' or 'secret'", source);
    }
    return {
      prefix: source.prefix,
      configMapRef: source.config === undefined ? undefined : { name: source.config },
      secretRef: source.secret === undefined ? undefined : { name: source.secret },
    };
  });
}
