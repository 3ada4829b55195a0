import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { ArgumentError } from './argument';
import { Block } from './block';
import type { ContainerProps } from './container';
import type { PodProps } from './pod';
import { Service } from './service';
import { Claim, type ClaimProps } from './storage';
import { Worker } from './worker';

/** Props of `SingletonDatabase`. */
export interface SingletonDatabaseProps extends Omit<PodProps, 'containers'> {
  /** Name of all objects. @default - the id of the construct */
  readonly name?: string;
  /** Namespace of all objects. @default - the chart's */
  readonly namespace?: string;
  /** The database. Its data folder is mounted by this block: leave it out of `mounts`. */
  readonly container: ContainerProps;
  /** Folder of the container that must survive the Pod. */
  readonly dataPath: string;
  /**
   * Folder of the claim that becomes `dataPath`, for databases that refuse the lost+found folder of a new disk.
   * @default - the whole claim
   */
  readonly dataSubPath?: string;
  /** Port of the database and of the Service. */
  readonly port: number;
  /** Room for the data. */
  readonly claim: ClaimProps & { readonly name?: string };
  /** Labels by which Deployment and Service know the Pod. @default - { app: name } */
  readonly selector?: Readonly<Record<string, string>>;
  /** Old versions kept for going back. @default - 10 */
  readonly revisionHistoryLimit?: number;
  /** Seconds without progress after which a rollout counts as failed. @default - 600 */
  readonly progressDeadlineSeconds?: number;
  /** Reason of the version, for `kubectl rollout history`. @default - none */
  readonly changeCause?: string;
}

/**
 * A database with one Pod whose data outlives it: a Deployment of one replica that ends the old Pod before it starts
 * the new one, a claim, and a Service.
 */
export class SingletonDatabase extends Block {
  /** The Deployment. */
  readonly worker: Worker;
  /** The Service. */
  readonly service: Service;
  /** The claim. */
  readonly claim: Claim;

  constructor(scope: Construct, id: string, props: SingletonDatabaseProps) {
    super(scope, id);
    const { container, dataPath, dataSubPath, port, claim, ...further } = props;
    const { revisionHistoryLimit, progressDeadlineSeconds, changeCause, ...pod } = further;
    const name = props.name ?? id;
    if (container.mounts?.[dataPath] !== undefined) {
      throw new ArgumentError(this, 'container.mounts', "must leave out 'dataPath', which is mounted anyway", dataPath);
    }
    const { name: claimName, ...room } = claim;
    this.claim = new Claim(this, 'Claim', { ...room, name: claimName ?? name, namespace: props.namespace });
    const volume = this.claim.volume('data');
    const data = dataSubPath === undefined ? volume : volume.mounted({ subPath: dataSubPath });
    this.worker = new Worker(this, 'Deployment', {
      ...pod,
      name,
      replicas: 1,
      // Two Pods must never write the same files: no surge.
      rollout: { strategy: 'Recreate', revisionHistoryLimit, progressDeadlineSeconds, changeCause },
      containers: [{ ...container, mounts: { ...container.mounts, [dataPath]: data } }],
    });
    this.node.defaultChild = this.worker;
    this.service = new Service(this, 'Service', {
      name,
      namespace: props.namespace,
      pods: this.worker,
      ports: [{ port, targetPort: port }],
    });
  }

  protected override isPart(id: string): boolean {
    return id === 'Claim' || id === 'Deployment' || id === 'Service';
  }

  /** The Deployment's Kubernetes object. */
  override get apiObject(): ApiObject {
    return this.worker.apiObject;
  }

  /** `host:port` as other containers of the namespace write it. */
  get address(): string {
    return this.service.address;
  }
}
