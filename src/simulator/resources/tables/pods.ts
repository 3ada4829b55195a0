import { documentOf, NAME, AGE, text, wide, CONTAINERS } from './column';
import { podStatus, type PodView } from './pod-status';
import { labelsCell } from './selector-text';
import { defineTable, orNone, type Named } from './table';
import { containerCells, type TemplateView } from './template';

const FINISHED: Readonly<Record<string, readonly unknown[]>> = {
  Succeeded: [
    { type: 'Completed', status: 'True', reason: 'Succeeded', message: 'The pod has completed successfully.' },
  ],
  Failed: [{ type: 'Completed', status: 'True', reason: 'Failed', message: 'The pod failed.' }],
};

function readinessGates(pod: PodView): string {
  const gates = pod.spec?.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const isTrue = (type: string): boolean =>
    pod.status?.conditions?.find((condition) => condition.type === type)?.status === 'True';
  return `${gates.filter(({ conditionType }) => isTrue(conditionType)).length}/${gates.length}`;
}

/** Pods. */
export const podTable = defineTable<PodView>({
  columns: [
    NAME,
    text('Ready', 'The aggregate readiness state of this pod for accepting traffic.'),
    text('Status', 'The aggregate status of the containers in this pod.'),
    text(
      'Restarts',
      'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
    ),
    AGE,
    wide('IP', documentOf('core.v1.PodStatus', 'podIP')),
    wide('Node', documentOf('core.v1.PodSpec', 'nodeName')),
    wide('Nominated Node', documentOf('core.v1.PodStatus', 'nominatedNodeName')),
    wide('Readiness Gates', documentOf('core.v1.PodSpec', 'readinessGates')),
  ],
  cells: (pod, { age, since }) => {
    const { ready, total, reason, restarts, lastRestart } = podStatus(pod);
    return [
      pod.metadata.name,
      `${ready}/${total}`,
      reason,
      restarts !== 0 && lastRestart !== '' ? `${restarts} (${since(lastRestart)} ago)` : `${restarts}`,
      age,
      orNone(pod.status?.podIPs?.[0]?.ip),
      orNone(pod.spec?.nodeName),
      orNone(pod.status?.nominatedNodeName),
      readinessGates(pod),
    ];
  },
  conditions: (pod) => FINISHED[pod.status?.phase ?? ''],
});

/** PodTemplates. */
export const podTemplateTable = defineTable<Named & { readonly template?: TemplateView }>({
  columns: [
    NAME,
    ...CONTAINERS.map((column) => ({ ...column, priority: 0 })),
    text('Pod Labels', 'The labels for the pod template.'),
  ],
  cells: ({ metadata, template }) => [
    metadata.name,
    ...containerCells(template),
    labelsCell(template?.metadata?.labels),
  ],
});
