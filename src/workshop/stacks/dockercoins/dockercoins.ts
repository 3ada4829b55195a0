import { Construct } from 'constructs';
import {
  Component,
  type ContainerProps,
  NodeAgent,
  type RolloutPolicy,
  Service,
  type ServiceProps,
  Worker,
} from '../../constructs';
import { type Part, programs } from './programs';

/** Props of `Dockercoins`. */
export interface DockercoinsProps {
  /** Account of the registry that holds the images rng, hasher, worker and webui. */
  readonly account: string;
  /** Whether the parts stand behind Services. @default - no: they do not find each other */
  readonly hasServices?: boolean;
  /** Number of workers. @default 1 */
  readonly workers?: number;
  /** Tag of the worker's image. @default - none, which means latest */
  readonly workerTag?: string;
  /** How a new version of the worker replaces the old one. @default - Kubernetes' defaults */
  readonly workerRollout?: RolloutPolicy;
  /**
   * Whether a DaemonSet runs rng on every node, beside the Deployment. `active` also labels its Pods, and lets the
   * Service choose them only. @default - the Deployment alone
   */
  readonly rngPerNode?: 'beside' | 'active';
}

/** The label that takes a Pod into the Service, and out of it. The value is text: a bare yes would be a truth value. */
const ACTIVE = { isactive: 'yes' };

/** A miner of imaginary coins in five parts, each of which a team could own. */
export class Dockercoins extends Construct {
  private readonly components: Readonly<Record<Part, Component>>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DockercoinsProps,
  ) {
    super(scope, id);
    this.components = {
      hasher: new Component(this, 'hasher'),
      redis: new Component(this, 'redis'),
      rng: new Component(this, 'rng'),
      webui: new Component(this, 'webui'),
      worker: new Component(this, 'worker'),
    };
    const { account, workers = 1, workerTag, workerRollout, rngPerNode } = props;

    this.deploy('hasher', `${account}/hasher`);
    this.deploy('redis', 'redis');
    this.deploy('rng', `${account}/rng`);
    this.deploy('webui', `${account}/webui`);
    const workerImage = workerTag === undefined ? `${account}/worker` : `${account}/worker:${workerTag}`;
    this.deploy('worker', workerImage, workers, workerRollout);

    if (rngPerNode !== undefined) {
      new NodeAgent(this.components.rng, 'DaemonSet', {
        name: 'rng',
        labels: labelsOf('rng'),
        selector: rngPerNode === 'active' ? { ...labelsOf('rng'), ...ACTIVE } : labelsOf('rng'),
        containers: [containerOf('rng', `${account}/rng`)],
      });
    }

    this.expose('hasher');
    this.expose('redis');
    this.expose('rng', { pods: rngPerNode === 'active' ? { ...labelsOf('rng'), ...ACTIVE } : labelsOf('rng') });
    this.expose('webui', {
      type: 'NodePort',
      ports: [{ name: '80', port: programs.webui.port, nodePort: 30001 }],
    });
  }

  private deploy(part: Part, image: string, replicas = 1, rollout?: RolloutPolicy): void {
    new Worker(this.components[part], 'Deployment', {
      name: part,
      selector: labelsOf(part),
      replicas,
      rollout,
      containers: [containerOf(part, image)],
    });
  }

  private expose(part: Exclude<Part, 'worker'>, service: Partial<ServiceProps> = {}): void {
    if (this.props.hasServices !== true) return;
    new Service(this.components[part], 'Service', {
      name: part,
      labels: labelsOf(part),
      pods: labelsOf(part),
      ports: [programs[part].port],
      ...service,
    });
  }
}

/** `kubectl run` labelled redis by itself; the others were labelled on its command line. */
const labelsOf = (part: Part): Record<string, string> => (part === 'redis' ? { run: part } : { app: part });

/** `kubectl run` declares no ports; the programs listen all the same. */
function containerOf(part: Part, image: string): ContainerProps {
  const { port, connectsTo }: { port?: number; connectsTo?: readonly string[] } = programs[part];
  return { image, listens: port === undefined ? undefined : [port], connectsTo };
}
