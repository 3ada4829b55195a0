import type { Construct } from 'constructs';
import { ArgumentError, requireInteger } from './argument';
import { type Autoscaling, Autoscaler } from './autoscaler';
import { k8s } from './k8s';
import { CHANGE_CAUSE, type RolloutPolicy, toRolloutFields } from './rollout';
import { Workload, type WorkloadProps } from './workload';

/** How many Pods a workload has: a fixed number, or one that an autoscaler chooses. */
export interface ReplicaProps {
  /**
   * Desired number of Pods, 0 or more. Must be left out with `autoscaling`.
   * @default - left out of the manifest: 1 at first, and whatever was scaled to afterwards
   */
  readonly replicas?: number;
  /** Lets an autoscaler choose the number; the workload then states none. @default - `replicas` holds */
  readonly autoscaling?: Autoscaling;
}

/** Props of `Worker`. */
export interface WorkerProps extends WorkloadProps, ReplicaProps {
  /** How a new version replaces the old one. @default - Kubernetes' defaults, left out of the manifest */
  readonly rollout?: RolloutPolicy;
}

/**
 * A program that nobody connects to: a Deployment without a Service.
 *
 * @example
 * new Worker(this, 'worker', { replicas: 10, containers: [{ image: 'dockercoins/worker:v0.2' }] });
 */
export class Worker extends Workload {
  constructor(scope: Construct, id: string, props: WorkerProps) {
    const { rollout } = props;
    const changeCause = rollout?.changeCause;
    const podAnnotations =
      changeCause === undefined ? props.podAnnotations : { ...props.podAnnotations, [CHANGE_CAUSE]: changeCause };
    super(scope, id, props, podAnnotations);
    requireInteger(this, 'replicas', props.replicas, 0);
    if (props.autoscaling !== undefined && props.replicas !== undefined) {
      throw new ArgumentError(this, 'replicas', "must be left out with 'autoscaling'", props.replicas);
    }
    const { minReadySeconds, progressDeadlineSeconds, revisionHistoryLimit, strategy } = toRolloutFields(this, rollout);
    const deployment = new k8s.KubeDeployment(this, 'Resource', {
      metadata: this.metadata,
      spec: {
        minReadySeconds,
        progressDeadlineSeconds,
        replicas: props.replicas,
        revisionHistoryLimit,
        selector: { matchLabels: this.selector },
        strategy,
        template: this.template,
      },
    });
    if (props.autoscaling !== undefined) {
      new Autoscaler(this, 'Autoscaler', { name: this.name, target: deployment, ...props.autoscaling });
    }
  }

  protected override isPart(id: string): boolean {
    return id === 'Autoscaler';
  }
}
