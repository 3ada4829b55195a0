import { equalJson, type Deployment, type DeploymentStatus, type ReplicaSet } from '../../api';
import type { ControllerContext } from '../../client';
import { replicasAnnotations } from './annotations';
import type { ScaleStep } from './decide-rolling';
import { sizeOf, tellApart, type ReplicaSets } from './replica-sets';

type Annotations = Readonly<Record<string, string>>;

/** A Deployment and its ReplicaSets during one sync: every step sees what the ones before it wrote. */
export class DeploymentState {
  private stored: Deployment;

  /**
   * @param deployment - As it is stored now.
   * @param owned - Reads the ReplicaSets that it owns and selects, as they are stored now.
   */
  constructor(
    readonly context: ControllerContext,
    deployment: Deployment,
    private readonly owned: () => readonly ReplicaSet[],
  ) {
    this.stored = deployment;
  }

  /** The Deployment as it was last written. */
  get deployment(): Deployment {
    return this.stored;
  }

  get nowMs(): number {
    return this.context.loop.nowMs;
  }

  /** Its ReplicaSets now. */
  replicaSets(): ReplicaSets {
    return tellApart(this.stored, this.owned());
  }

  /** Writes status and annotations of the Deployment where they differ; without annotations these stay. */
  write(status: DeploymentStatus, annotations: Annotations = this.stored.metadata.annotations ?? {}): void {
    const { metadata } = this.stored;
    if (equalJson(status, this.stored.status) && equalJson(annotations, metadata.annotations ?? {})) return;
    const annotated = Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations };
    const changed = { ...this.stored, metadata: annotated, status };
    this.stored = this.context.client.updateStatus('apps/deployments', changed);
  }

  /**
   * Sizes a ReplicaSet and tells it the size of the Deployment, in one write; an Event tells of a new size.
   *
   * Source: Kubernetes 1.36, pkg/controller/deployment/sync.go `scaleReplicaSet`.
   */
  scale({ replicaSet: { metadata }, replicas }: ScaleStep): void {
    const { client, events } = this.context;
    const replicaSet = client.get('apps/replicasets', metadata.namespace, metadata.name);
    if (replicaSet === undefined) return;
    const annotations = { ...replicaSet.metadata.annotations, ...replicasAnnotations(this.stored) };
    const before = sizeOf(replicaSet);
    if (before === replicas && equalJson(annotations, replicaSet.metadata.annotations)) return;
    client.update('apps/replicasets', {
      ...replicaSet,
      metadata: { ...replicaSet.metadata, annotations },
      spec: { ...replicaSet.spec, replicas },
    });
    if (before !== replicas)
      events.event(this.stored, 'Normal', 'ScalingReplicaSet', scaled(metadata.name, before, replicas));
  }
}

/** What an Event says about a ReplicaSet that was sized. */
export const scaled = (name: string, before: number, now: number): string =>
  `Scaled ${before < now ? 'up' : 'down'} replica set ${name} from ${before} to ${now}`;
