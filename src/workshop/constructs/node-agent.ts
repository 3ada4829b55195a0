import type { Construct } from 'constructs';
import { requireInteger } from './argument';
import { k8s } from './k8s';
import { toIntOrString } from './quantity';
import { Workload, type WorkloadProps } from './workload';

/** Props of `NodeAgent`. */
export interface NodeAgentProps extends WorkloadProps {
  /** How a new version replaces the old one. @default - RollingUpdate, one node at a time */
  readonly update?: {
    /** `OnDelete` waits until somebody deletes the old Pod. @default - RollingUpdate */
    readonly strategy?: 'RollingUpdate' | 'OnDelete';
    /** Nodes that may be without the agent meanwhile: a number or a percentage. @default - 1 */
    readonly maxUnavailable?: number | string;
    /** Seconds a new Pod must stay ready before the next node. @default - 0 */
    readonly minReadySeconds?: number;
    /** Old versions kept for going back. @default - 10 */
    readonly revisionHistoryLimit?: number;
  };
}

/** A program that runs once on every node, or on every node with certain labels: a DaemonSet. */
export class NodeAgent extends Workload {
  constructor(scope: Construct, id: string, props: NodeAgentProps) {
    super(scope, id, props);
    const { strategy, maxUnavailable, minReadySeconds, revisionHistoryLimit } = props.update ?? {};
    requireInteger(this, 'update.minReadySeconds', minReadySeconds, 0);
    requireInteger(this, 'update.revisionHistoryLimit', revisionHistoryLimit, 0);
    new k8s.KubeDaemonSet(this, 'Resource', {
      metadata: this.metadata,
      spec: {
        selector: { matchLabels: { ...this.selector } },
        minReadySeconds,
        revisionHistoryLimit,
        updateStrategy:
          strategy === undefined && maxUnavailable === undefined
            ? undefined
            : {
                type: strategy ?? 'RollingUpdate',
                rollingUpdate:
                  maxUnavailable === undefined ? undefined : { maxUnavailable: toIntOrString(maxUnavailable) },
              },
        template: this.template,
      },
    });
  }
}
