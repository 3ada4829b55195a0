import type { CheckContext, CheckedObject } from '../context';
import { schedulerText } from '../scheduler-text';
import type { Rule } from './rule';

/** What helps, by what the scheduler says; the first that fits. */
const CURES: readonly (readonly [RegExp, string])[] = [
  [
    /Insufficient|Too many pods/,
    'lower the requests of its containers, or take larger or more nodes (--profile, --nodes)',
  ],
  [
    /anti-affinity|topology spread/,
    'ask for no more Pods than there are nodes to spread them over, or let the rule be preferred',
  ],
  [/node affinity|node selector/, 'select a label that nodes have, or label the nodes'],
  [/untolerated taint/, 'tolerate the taint, or take nodes without it'],
  [/didn't have free ports/, 'leave the port of the node free: a Service does not need one'],
];

/** Whether a Pod waits for a claim that was found already. */
const waitsForClaim = (context: CheckContext, message: string, root: CheckedObject): boolean =>
  /unbound immediate PersistentVolumeClaims|persistentvolumeclaim "[^"]*" not found/.test(message) &&
  context.findings.some(
    ({ rule, object }) => (rule === 'claim' || rule === 'reference') && object.namespace === root.namespace,
  );

/** Pods that no node takes. */
export const unschedulable: Rule = {
  id: 'unschedulable',
  finds: 'Pods that no node of the cluster has room for, or that no node may run',
  check: (context) => {
    for (const { pod, root } of context.pods()) {
      const condition = pod.status.conditions?.find(({ type }) => type === 'PodScheduled');
      if (condition?.status !== 'False') continue;
      const { message = '' } = condition;
      if (waitsForClaim(context, message, root)) {
        context.excuse(root);
        continue;
      }
      const cure =
        CURES.find(([pattern]) => pattern.test(message))?.[1] ?? 'make what it asks of nodes something they have';
      context.report('unschedulable', root, { message: schedulerText(message), cure });
    }
  },
};
