import type { Construct } from 'constructs';
import { requireInteger, requireOneOf } from './argument';
import { k8s } from './k8s';
import { Service, type ServicePort } from './service';
import { type ClaimProps, toClaimSpec } from './storage';
import { Workload, type WorkloadProps } from './workload';

/** Props of `StatefulService`. */
export interface StatefulServiceProps extends WorkloadProps {
  /** Number of replicas, 0 or more; they are called NAME-0, NAME-1 and so on. */
  readonly replicas: number;
  /**
   * Ports of the headless Service of the same name.
   * @default - no Service is made: one called `serviceName` exists elsewhere
   */
  readonly ports?: readonly (number | ServicePort)[];
  /** Name of the headless Service. @default - the name of the workload */
  readonly serviceName?: string;
  /** Labels of the headless Service. @default - none */
  readonly serviceLabels?: Readonly<Record<string, string>>;
  /** Publishes the names of replicas that are not ready, so that they find each other. @default - only ready ones */
  readonly publishNotReadyAddresses?: boolean;
  /** Room of each replica, by volume name; mount it with `Volume.ofClaimTemplate(name)`. @default - none */
  readonly claims?: Readonly<Record<string, ClaimProps>>;
  /** `Parallel` starts and ends all replicas at once. @default - one after another, in order */
  readonly podManagementPolicy?: 'OrderedReady' | 'Parallel';
  /** How a new version replaces the old one. @default - RollingUpdate, from the last replica to the first */
  readonly update?: {
    /** `OnDelete` waits until somebody deletes the old Pod. @default - RollingUpdate */
    readonly strategy?: 'RollingUpdate' | 'OnDelete';
    /** Only replicas with this number or a higher one are updated. @default - all */
    readonly partition?: number;
    /** Seconds a new Pod must stay ready before the next. @default - 0 */
    readonly minReadySeconds?: number;
    /** Old versions kept for going back. @default - 10 */
    readonly revisionHistoryLimit?: number;
  };
}

/**
 * Replicas with names, an order and room of their own: a StatefulSet, and the headless Service that gives each
 * replica a DNS name.
 *
 * @example
 * new StatefulService(this, 'mongo', {
 *   replicas: 3,
 *   ports: [{ name: 'peer', port: 27017 }],
 *   claims: { database: { size: '1Gi' } },
 *   containers: [{ image: 'mongo:3.4.1', mounts: { '/data/db': Volume.ofClaimTemplate('database') } }],
 * });
 */
export class StatefulService extends Workload {
  /** The headless Service, if this block made one. */
  readonly service: Service | undefined;

  constructor(scope: Construct, id: string, props: StatefulServiceProps) {
    super(scope, id, props);
    requireInteger(this, 'replicas', props.replicas, 0);
    requireOneOf(this, 'podManagementPolicy', props.podManagementPolicy, ['OrderedReady', 'Parallel']);
    const { strategy, partition, minReadySeconds, revisionHistoryLimit } = props.update ?? {};
    requireInteger(this, 'update.partition', partition, 0);
    requireInteger(this, 'update.minReadySeconds', minReadySeconds, 0);
    requireInteger(this, 'update.revisionHistoryLimit', revisionHistoryLimit, 0);
    this.service =
      props.ports === undefined
        ? undefined
        : new Service(this, 'Service', {
            name: props.serviceName ?? props.name ?? id,
            namespace: props.namespace,
            labels: props.serviceLabels,
            pods: this,
            clusterIP: 'None',
            publishNotReadyAddresses: props.publishNotReadyAddresses,
            ports: props.ports,
          });
    new k8s.KubeStatefulSet(this, 'Resource', {
      metadata: this.metadata,
      spec: {
        replicas: props.replicas,
        serviceName: this.service?.name ?? props.serviceName ?? this.name,
        selector: { matchLabels: { ...this.selector } },
        podManagementPolicy: props.podManagementPolicy,
        minReadySeconds,
        revisionHistoryLimit,
        updateStrategy:
          strategy === undefined && partition === undefined
            ? undefined
            : {
                type: strategy ?? 'RollingUpdate',
                rollingUpdate: partition === undefined ? undefined : { partition },
              },
        template: this.template,
        volumeClaimTemplates:
          props.claims === undefined
            ? undefined
            : Object.entries(props.claims).map(([name, claim]) => ({
                metadata: { name },
                spec: toClaimSpec(this, claim),
              })),
      },
    });
  }

  protected override isPart(id: string): boolean {
    return id === 'Service';
  }

  /** Host name of replica `index` within the namespace, such as `mongo-0.mongo`. */
  hostOf(index: number): string {
    return `${this.name}-${index}.${this.service?.name ?? this.name}`;
  }
}
