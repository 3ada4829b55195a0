import type { Manifest, ObjectSet, SynthesizedObject } from '../object-set';
import { type Fields, fieldsOf, itemsOf, numberOf, textOf } from './reading';

/** An object of the group, with what checks look at first. */
export interface Item {
  readonly set: ObjectSet;
  readonly object: SynthesizedObject;
  readonly manifest: Manifest;
  /** API group and kind, such as `apps/Deployment`; the kind alone for the core group. */
  readonly kind: string;
  readonly name: string;
  /** Namespace; `default` where none is written. */
  readonly namespace: string;
}

/** A container of a Pod. */
export interface ContainerEntry {
  readonly fields: Fields;
  readonly name: string;
  /** Where it stands in the object, such as `spec.template.spec.containers[0]`. */
  readonly path: string;
  /** Whether it ends before the others start. */
  readonly isStep: boolean;
  readonly ports: readonly { readonly port: number; readonly name: string | undefined; readonly protocol: string }[];
}

/** An object that is a Pod or makes Pods. */
export interface PodSource extends Item {
  /** Where the Pod stands in the object: `spec.template.`, or nothing for a Pod itself. */
  readonly path: string;
  readonly labels: Fields;
  readonly annotations: Fields;
  readonly spec: Fields;
  readonly containers: readonly ContainerEntry[];
  /** Whether its Pods are meant to run until they are replaced. */
  readonly isLongRunning: boolean;
}

/** Where each kind that makes Pods keeps their template. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  ReplicationController: ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  'batch/Job': ['spec', 'template'],
};

/** `apps/Deployment` for a Deployment of any version; the workloads that `extensions` once held count as `apps`. */
export function kindOf({ apiVersion, kind }: Manifest): string {
  const slash = apiVersion.indexOf('/');
  if (slash < 0) return kind;
  const group = apiVersion.slice(0, slash);
  return group === 'extensions' && kind !== 'Ingress' ? `apps/${kind}` : `${group}/${kind}`;
}

function containersAt(spec: Fields, path: string, list: 'containers' | 'initContainers'): ContainerEntry[] {
  return itemsOf(spec[list]).map((fields, index) => ({
    fields,
    name: textOf(fields.name) ?? '',
    path: `${path}spec.${list}[${index}]`,
    isStep: list === 'initContainers' && fields.restartPolicy !== 'Always',
    ports: itemsOf(fields.ports).flatMap((entry) => {
      const port = numberOf(entry.containerPort);
      if (port === undefined) return [];
      return [{ port, name: textOf(entry.name), protocol: textOf(entry.protocol) ?? 'TCP' }];
    }),
  }));
}

/** The Pods that `item` is or makes; undefined for every other kind. */
export function podSourceOf(item: Item): PodSource | undefined {
  const template = TEMPLATES[item.kind];
  if (template === undefined) return undefined;
  let pod: Fields = item.manifest;
  for (const field of template) pod = fieldsOf(pod[field]);
  const path = template.map((field) => `${field}.`).join('');
  const spec = fieldsOf(pod.spec);
  const metadata = fieldsOf(pod.metadata);
  const { set, object, manifest, kind, name, namespace } = item;
  return {
    set,
    object,
    manifest,
    kind,
    name,
    namespace,
    path,
    spec,
    labels: fieldsOf(metadata.labels),
    annotations: fieldsOf(metadata.annotations),
    containers: [...containersAt(spec, path, 'initContainers'), ...containersAt(spec, path, 'containers')],
    isLongRunning: !kind.startsWith('batch/'),
  };
}

/** The containers that run as long as their Pod: all but the steps before. */
export const lastingContainers = (pod: PodSource): readonly ContainerEntry[] =>
  pod.containers.filter(({ isStep }) => !isStep);
