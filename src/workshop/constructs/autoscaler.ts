import type { ApiObject } from 'cdk8s';
import { k8s } from './k8s';
import type { Construct } from 'constructs';
import { ArgumentError, requireInteger, requireObjectName } from './argument';
import { Block, type ObjectProps, prefixed } from './block';

/** Between which numbers, and after what, an autoscaler chooses. */
export interface Autoscaling {
  /** Fewest Pods, 1 or more. */
  readonly minReplicas: number;
  /** Most Pods, at least `minReplicas`. */
  readonly maxReplicas: number;
  /** Mean CPU use to keep, in percent of what the Pods request; the containers need a CPU request. */
  readonly cpuPercent: number;
}

/** Props of `Autoscaler`. */
export interface AutoscalerProps extends ObjectProps, Autoscaling {
  /** The workload to scale: a block's `apiObject`, or anything with these three. */
  readonly target: Pick<ApiObject, 'apiVersion' | 'kind' | 'name'>;
}

/** A HorizontalPodAutoscaler that follows the CPU use of its target. */
export class Autoscaler extends Block {
  constructor(scope: Construct, id: string, props: AutoscalerProps) {
    super(scope, id);
    const name = props.name ?? prefixed(this, id);
    requireObjectName(this, 'name', name);
    requireInteger(this, 'minReplicas', props.minReplicas, 1);
    requireInteger(this, 'maxReplicas', props.maxReplicas, 1);
    requireInteger(this, 'cpuPercent', props.cpuPercent, 1);
    if (props.maxReplicas < props.minReplicas) {
      throw new ArgumentError(
        this,
        'maxReplicas',
        `must be at least 'minReplicas' (${props.minReplicas})`,
        props.maxReplicas,
      );
    }
    const { apiVersion, kind, name: target } = props.target;
    new k8s.KubeHorizontalPodAutoscalerV2(this, 'Resource', {
      metadata: { name, namespace: props.namespace, labels: props.labels, annotations: props.annotations },
      spec: {
        scaleTargetRef: { apiVersion, kind, name: target },
        minReplicas: props.minReplicas,
        maxReplicas: props.maxReplicas,
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: props.cpuPercent } },
          },
        ],
      },
    });
  }
}
