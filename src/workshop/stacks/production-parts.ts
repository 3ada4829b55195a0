/** What the production forms of several stacks have in common: parameters by one name, and one way to roll out. */
import type { Construct } from 'constructs';
import {
  choice,
  type Exposure,
  image,
  IngressRoutes,
  integer,
  resources,
  type RolloutPolicy,
  type Service,
  text,
  type ValuesOf,
  when,
} from '../constructs';

/** Where the workshop's own images are: those that a reader builds. */
export const registry = text({
  description: "Registry and account that hold the workshop's own images",
  default: 'registry.example.com/workshop',
});

/** Which class of storage claims ask for. */
export const storageClass = text({
  description: "StorageClass of every claim; left out, the cluster's default class",
  optional: true,
});

/** Tag of an image of `registry`. */
export const ownTag = (program: string, version: string) =>
  text({ description: `Tag of the image ${program}`, default: version });

/** A public image, pinned. */
export const publicImage = (program: string, reference: string) =>
  image({ description: `Image of ${program}`, default: reference });

/** Number of Pods of `part`. */
export const replicasOf = (part: string, count: number) =>
  integer({ description: `Pods of ${part}`, min: 0, default: count });

/** Requests and limits of `part`: `[cpu, memory]` each. */
export const resourcesOf = (
  part: string,
  [cpu, memory]: readonly [string, string],
  [cpuMax, memoryMax]: readonly [string, string],
) =>
  resources({
    description: `Requests and limits of each container of ${part}`,
    default: { requests: { cpu, memory }, limits: { cpu: cpuMax, memory: memoryMax } },
  });

/** Size of a claim. */
export const sizeOf = (what: string, size: string) => text({ description: `Room for ${what}`, default: size });

/** How the part that people use is reached. */
export const outsideAccess = {
  serviceType: choice({
    description: 'How far the Service reaches: the cluster, every node, or an address of the cloud',
    words: ['ClusterIP', 'NodePort', 'LoadBalancer'],
    default: 'ClusterIP',
  }),
  nodePort: integer({
    description: 'Port of every node; only with serviceType NodePort or LoadBalancer',
    min: 30000,
    max: 32767,
    optional: true,
  }),
  host: text({ description: 'Host name of an Ingress; left out, there is no Ingress', optional: true }),
  ingressClass: text({ description: "IngressClass; left out, the cluster's default class", optional: true }),
};

type OutsideAccess = ValuesOf<typeof outsideAccess>;

/** The exposure that `outsideAccess` asks of the Service itself. */
export const exposureOf = ({ serviceType, nodePort }: Pick<OutsideAccess, 'serviceType' | 'nodePort'>): Exposure => ({
  type: 'as-chosen',
  serviceType,
  nodePort,
});

/** Makes the Ingress that `outsideAccess` asks for, if the environment names a host. */
export function publish(
  scope: Construct,
  service: Service,
  { host, ingressClass }: Pick<OutsideAccess, 'host' | 'ingressClass'>,
): void {
  when(
    scope,
    host,
    (around, name) =>
      new IngressRoutes(around, 'Ingress', {
        name: service.givenName,
        className: ingressClass,
        routes: [{ host: name, service }],
      }),
  );
}

/** Seconds without progress after which a rollout counts as failed. Kubernetes' own default, stated on purpose. */
export const PROGRESS_DEADLINE_SECONDS = 600;
/** Old versions kept for `kubectl rollout undo` in an emergency; the way back is to apply earlier files. */
export const REVISION_HISTORY_LIMIT = 10;

/**
 * How every Deployment changes over: never fewer ready Pods than wanted, one more at a time, each watched for a while
 * before the next.
 */
export const safeRollout = (changeCause: string): RolloutPolicy => ({
  maxUnavailable: 0,
  maxSurge: 1,
  minReadySeconds: 5,
  progressDeadlineSeconds: PROGRESS_DEADLINE_SECONDS,
  revisionHistoryLimit: REVISION_HISTORY_LIMIT,
  changeCause,
});

/** The same for a `SingletonDatabase`, whose old Pod ends before the new one starts. */
export const singletonRollout = (changeCause: string) => ({
  progressDeadlineSeconds: PROGRESS_DEADLINE_SECONDS,
  revisionHistoryLimit: REVISION_HISTORY_LIMIT,
  changeCause,
});
