import { Construct } from 'constructs';
import {
  ConfigFiles,
  type ContainerProps,
  type HealthChecks,
  type Resources,
  StatefulService,
  Volume,
} from '../../constructs';

/** Port on which the members talk to each other and to clients. */
export const MONGO_PORT = 27017;

/** How members of the replica set find each other without anybody typing. */
export interface InitScript extends Pick<ContainerProps, 'env' | 'resources' | 'health'> {
  /** Path of the script; its file name must be init.sh. */
  readonly file: string;
}

/** Props of `Mongo`. */
export interface MongoProps {
  /** Image of MongoDB: of the members, and of the helper that runs the script. */
  readonly image: string;
  /** Number of members. */
  readonly replicas: number;
  /** Forms the replica set. @default - somebody calls rs.initiate and rs.add by hand */
  readonly init?: InitScript;
  /** Room of each member. @default - none: the data goes with the Pod */
  readonly claim?: { readonly size: string; readonly storageClass?: string };
  /** Resolves the names of members that are not ready yet. @default - only of ready ones */
  readonly publishNotReadyAddresses?: boolean;
  /** Arguments behind the name of the replica set. @default - none */
  readonly extraArgs?: readonly string[];
  /** Requests and limits of a member. @default - none */
  readonly resources?: Resources;
  /** Probes of a member. @default - none */
  readonly health?: HealthChecks;
  /** Old versions kept for going back. @default - Kubernetes' own number */
  readonly revisionHistoryLimit?: number;
  /** Annotations of the Pods. @default - none */
  readonly podAnnotations?: Readonly<Record<string, string>>;
}

/** A MongoDB replica set: members mongo-0, mongo-1 and so on, each with a DNS name below the headless Service mongo. */
export class Mongo extends Construct {
  constructor(scope: Construct, id: string, props: MongoProps) {
    super(scope, id);
    const member: ContainerProps = {
      name: 'mongodb',
      image: props.image,
      command: ['mongod', '--replSet', 'rs0', ...(props.extraArgs ?? [])],
      ports: [{ name: 'peer', port: MONGO_PORT }],
      resources: props.resources,
      health: props.health,
      mounts: props.claim === undefined ? undefined : { '/data/db': Volume.ofClaimTemplate('database') },
    };
    new StatefulService(this, 'members', {
      name: 'mongo',
      labels: {},
      replicas: props.replicas,
      ports: [{ name: 'peer', port: MONGO_PORT }],
      publishNotReadyAddresses: props.publishNotReadyAddresses,
      podAnnotations: props.podAnnotations,
      claims: props.claim === undefined ? undefined : { database: props.claim },
      update: { revisionHistoryLimit: props.revisionHistoryLimit },
      containers: props.init === undefined ? [member] : [member, this.helper(props.image, props.init)],
    });
  }

  /** Runs the script beside a member: mongod must be up before it can be told of the others. */
  private helper(image: string, { file, ...container }: InitScript): ContainerProps {
    const script = new ConfigFiles(this, 'script', { name: 'mongo-init', files: [file] });
    return {
      name: 'init-mongo',
      image,
      command: ['bash', '/config/init.sh'],
      connectsTo: [`mongo-0.mongo:${MONGO_PORT}`],
      mounts: { '/config': script.volume('config') },
      ...container,
    };
  }
}
