import type { Manifest } from './object-set';

/** A container, as far as synthesis looks into it. */
export interface ContainerFields {
  readonly name?: string;
  readonly image?: string;
  readonly [field: string]: unknown;
}

/** A Pod's spec, as far as synthesis looks into it. */
export interface PodFields {
  readonly containers?: readonly ContainerFields[];
  readonly initContainers?: readonly ContainerFields[];
  readonly [field: string]: unknown;
}

interface WithSpec {
  readonly spec?: { readonly template?: WithSpec; readonly jobTemplate?: WithSpec } & PodFields;
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** Kinds whose Pods come from a template, and how many templates deep. */
const TEMPLATED = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController']);

/** The Pod or Pod template that `manifest` holds: its metadata and spec; undefined for other kinds. */
export function podTemplateOf(manifest: Manifest): WithSpec | undefined {
  const object = manifest as unknown as WithSpec;
  if (manifest.kind === 'Pod') return object;
  if (manifest.kind === 'CronJob') return object.spec?.jobTemplate?.spec?.template;
  return TEMPLATED.has(manifest.kind) ? object.spec?.template : undefined;
}

/** The spec of the Pods that `manifest` makes or is; undefined for other kinds. */
export function podSpecOf(manifest: Manifest): PodFields | undefined {
  return podTemplateOf(manifest)?.spec;
}
