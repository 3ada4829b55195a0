import type { KubeObject, LabelSelectorObject } from '../../api';
import { AGE, CONTAINERS, documentOf, integer, NAME, text, wide } from './column';
import { labelsCell, selectorCell, selectorText } from './selector-text';
import { defineTable, type Named } from './table';
import { containerCells, type TemplateView } from './template';

interface Workload extends Named {
  readonly spec?: {
    readonly replicas?: number;
    readonly selector?: LabelSelectorObject;
    readonly template?: TemplateView;
  };
  readonly status?: {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

/** Deployments. */
export const deploymentTable = defineTable<Workload>({
  columns: [
    NAME,
    text('Ready', 'Number of the pod with ready state'),
    text('Up-to-date', documentOf('apps.v1.DeploymentStatus', 'updatedReplicas')),
    text('Available', documentOf('apps.v1.DeploymentStatus', 'availableReplicas')),
    AGE,
    ...CONTAINERS,
    wide('Selector', documentOf('apps.v1.DeploymentSpec', 'selector')),
  ],
  cells: ({ metadata, spec, status }, { age }) => [
    metadata.name,
    `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    status?.updatedReplicas ?? 0,
    status?.availableReplicas ?? 0,
    age,
    ...containerCells(spec?.template),
    selectorText(spec?.selector),
  ],
});

interface Replicated<Selector> extends Named {
  readonly spec?: { readonly replicas?: number; readonly selector?: Selector; readonly template?: TemplateView };
  readonly status?: { readonly replicas?: number; readonly readyReplicas?: number };
}

/** What keeps a number of Pods; the kinds differ in how they select them. */
const replicatedTable = <Selector>(kind: string, cellOf: (selector: Selector | undefined) => unknown) =>
  defineTable<Replicated<Selector>>({
    columns: [
      NAME,
      integer('Desired', documentOf(`${kind}Spec`, 'replicas')),
      integer('Current', documentOf(`${kind}Status`, 'replicas')),
      integer('Ready', documentOf(`${kind}Status`, 'readyReplicas')),
      AGE,
      ...CONTAINERS,
      wide('Selector', documentOf(`${kind}Spec`, 'selector')),
    ],
    cells: ({ metadata, spec, status }, { age }) => [
      metadata.name,
      spec?.replicas ?? 0,
      status?.replicas ?? 0,
      status?.readyReplicas ?? 0,
      age,
      ...containerCells(spec?.template),
      cellOf(spec?.selector),
    ],
  });

/** ReplicaSets. */
export const replicaSetTable = replicatedTable('apps.v1.ReplicaSet', selectorCell);

/** ReplicationControllers, whose selector is plain labels. */
export const replicationControllerTable = replicatedTable('core.v1.ReplicationController', labelsCell);

/** StatefulSets. */
export const statefulSetTable = defineTable<Workload>({
  columns: [NAME, text('Ready', 'Number of the pod with ready state'), AGE, ...CONTAINERS],
  cells: ({ metadata, spec, status }, { age }) => [
    metadata.name,
    `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    age,
    ...containerCells(spec?.template),
  ],
});

interface DaemonSet extends Named {
  readonly spec?: { readonly selector?: LabelSelectorObject; readonly template?: TemplateView };
  readonly status?: {
    readonly desiredNumberScheduled?: number;
    readonly currentNumberScheduled?: number;
    readonly numberReady?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberAvailable?: number;
  };
}

/** A field of apps/v1beta1 that apps/v1 shows as an annotation. Source: Kubernetes 1.36, pkg/apis/apps/v1/conversion.go. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

function withoutTemplateGeneration(object: KubeObject): KubeObject {
  const { annotations, ...metadata } = object.metadata;
  const { [TEMPLATE_GENERATION]: _generation, ...kept } = annotations ?? {};
  return { ...object, metadata: Object.keys(kept).length === 0 ? metadata : { ...metadata, annotations: kept } };
}

/** DaemonSets. */
export const daemonSetTable = defineTable<DaemonSet>({
  internal: withoutTemplateGeneration,
  columns: [
    NAME,
    integer('Desired', documentOf('apps.v1.DaemonSetStatus', 'desiredNumberScheduled')),
    integer('Current', documentOf('apps.v1.DaemonSetStatus', 'currentNumberScheduled')),
    integer('Ready', documentOf('apps.v1.DaemonSetStatus', 'numberReady')),
    integer('Up-to-date', documentOf('apps.v1.DaemonSetStatus', 'updatedNumberScheduled')),
    integer('Available', documentOf('apps.v1.DaemonSetStatus', 'numberAvailable')),
    text('Node Selector', documentOf('core.v1.PodSpec', 'nodeSelector')),
    AGE,
    ...CONTAINERS,
    wide('Selector', documentOf('apps.v1.DaemonSetSpec', 'selector')),
  ],
  cells: ({ metadata, spec, status }, { age }) => [
    metadata.name,
    status?.desiredNumberScheduled ?? 0,
    status?.currentNumberScheduled ?? 0,
    status?.numberReady ?? 0,
    status?.updatedNumberScheduled ?? 0,
    status?.numberAvailable ?? 0,
    labelsCell(spec?.template?.spec?.nodeSelector),
    age,
    ...containerCells(spec?.template),
    selectorCell(spec?.selector),
  ],
});

interface Revision extends Named {
  readonly revision?: number;
}

/** ControllerRevisions. */
export const controllerRevisionTable = defineTable<Revision>({
  columns: [
    NAME,
    text('Controller', 'Controller of the object'),
    text('Revision', documentOf('apps.v1.ControllerRevision', 'revision')),
    AGE,
  ],
  cells: ({ metadata, revision }, { age }) => {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
    const group = owner?.apiVersion.includes('/') === true ? `.${owner.apiVersion.split('/')[0] ?? ''}` : '';
    return [
      metadata.name,
      owner === undefined ? '<none>' : `${`${owner.kind}${group}`.toLowerCase()}/${owner.name}`,
      revision ?? 0,
      age,
    ];
  },
});
