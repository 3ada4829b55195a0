import { Construct } from 'constructs';
import { Claim, type ContainerProps, type RolloutPolicy, Service, Worker } from '../../constructs';

/** Port of the Flask API. */
export const FLASK_PORT = 5000;
/** Port of redis. */
export const REDIS_PORT = 6379;

/** One program: its image, and what its container has besides. */
interface ProgramProps extends Pick<ContainerProps, 'image' | 'resources' | 'health' | 'env'> {
  /** How a new version replaces the old one. @default - Kubernetes' defaults */
  readonly rollout?: RolloutPolicy;
}

/** Props of `FlaskRedis`. */
export interface FlaskRedisProps {
  /** Whose application it is: part of all names, and a label. */
  readonly username: string;
  /** Which of the application's environments it is: part of all names, and a label. */
  readonly env: string;
  /** The Flask API. */
  readonly flask: ProgramProps & {
    /** Desired number of Pods, 0 or more. */
    readonly replicas: number;
    /** Variable that tells the API the host name of redis. @default - none: the image knows by other means */
    readonly redisHostVariable?: string;
    /** How far the Service reaches. @default - inside the cluster */
    readonly serviceType?: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
    /** Port of every node, 30000 to 32767. @default - none, or one that Kubernetes picks */
    readonly nodePort?: number;
  };
  /** Redis. */
  readonly redis: ProgramProps & {
    /** Size of the claim. */
    readonly size: string;
    /** StorageClass of the claim. @default - the cluster's default class */
    readonly storageClass?: string;
  };
}

/**
 * A Flask API that keeps its data in redis. Names begin with user and environment and end with the kind, and both are
 * labels of everything; selectors know the label `app` alone, because user and environment would fit the Pods of both
 * programs.
 */
export class FlaskRedis extends Construct {
  /** The Service of the Flask API. */
  readonly service: Service;

  private readonly prefix: string;
  private readonly labels: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: FlaskRedisProps) {
    super(scope, id);
    const { username, env } = props;
    this.prefix = `${username}-${env}`;
    this.labels = { username, env };
    const redis = this.addRedis(props.redis);
    this.service = this.addFlask(props.flask, redis);
  }

  private addRedis({ rollout, size, storageClass, ...container }: FlaskRedisProps['redis']): Service {
    const claim = new Claim(this, 'redis-pvc', {
      name: `${this.prefix}-redis-pvc`,
      labels: this.labels,
      size,
      storageClass,
    });
    const pods = this.addPods('redis', 1, rollout, {
      ...container,
      ports: [{ name: 'redis', port: REDIS_PORT }],
      mounts: { '/data': claim.volume('data') },
    });
    return new Service(this, 'redis-service', {
      name: `${this.prefix}-redis-service`,
      labels: this.labels,
      pods,
      ports: [{ name: 'redis', port: REDIS_PORT, targetPort: REDIS_PORT }],
    });
  }

  private addFlask(props: FlaskRedisProps['flask'], redis: Service): Service {
    const { rollout, replicas, redisHostVariable, serviceType, nodePort, ...container } = props;
    const pods = this.addPods('flask', replicas, rollout, {
      ...container,
      env: redisHostVariable === undefined ? container.env : { ...container.env, [redisHostVariable]: redis.name },
      ports: [{ name: 'http', port: FLASK_PORT }],
      connectsTo: [redis.address],
    });
    return new Service(this, 'flask-service', {
      name: `${this.prefix}-flask-service`,
      labels: this.labels,
      pods,
      type: serviceType,
      ports: [{ name: 'http', port: FLASK_PORT, targetPort: FLASK_PORT, nodePort }],
    });
  }

  private addPods(
    app: 'redis' | 'flask',
    replicas: number,
    rollout: RolloutPolicy | undefined,
    container: ContainerProps,
  ): Worker {
    return new Worker(this, `${app}-deployment`, {
      name: `${this.prefix}-${app}-deployment`,
      labels: this.labels,
      selector: { app: `${this.prefix}-${app}` },
      podLabels: this.labels,
      replicas,
      rollout,
      containers: [{ name: app, ...container }],
    });
  }
}
