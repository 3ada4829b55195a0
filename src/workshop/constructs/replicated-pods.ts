import type { Construct } from 'constructs';
import { requireInteger } from './argument';
import { k8s } from './k8s';
import { Workload, type WorkloadProps } from './workload';

/** Props of `ReplicatedPods`. */
export interface ReplicatedPodsProps extends WorkloadProps {
  /** Desired number of Pods, 0 or more. @default - left out of the manifest: 1 at first */
  readonly replicas?: number;
  /** Seconds a new Pod must stay ready before it counts. @default - 0 */
  readonly minReadySeconds?: number;
}

/**
 * A bare ReplicaSet: it keeps a number of Pods, and never replaces them by a new version. Outside lessons synthesis
 * asks for a `Worker` instead.
 */
export class ReplicatedPods extends Workload {
  constructor(scope: Construct, id: string, props: ReplicatedPodsProps) {
    super(scope, id, props);
    requireInteger(this, 'replicas', props.replicas, 0);
    requireInteger(this, 'minReadySeconds', props.minReadySeconds, 0);
    new k8s.KubeReplicaSet(this, 'Resource', {
      metadata: this.metadata,
      spec: {
        replicas: props.replicas,
        minReadySeconds: props.minReadySeconds,
        selector: { matchLabels: { ...this.selector } },
        template: this.template,
      },
    });
  }
}
