import type { IConstruct } from 'constructs';
import { requireImage, requireLabelName, requireOneOf, requirePort } from './argument';
import { type EnvironmentFrom, type EnvironmentValue, toEnv, toEnvFrom } from './environment-variable';
import type { k8s } from './k8s';
import type { HealthChecks } from './probe';
import { type Resources, toResources } from './quantity';
import type { Volume } from './volume';

/** A port that a container declares. */
export interface ContainerPort {
  /** Number, 1 to 65535. */
  readonly port: number;
  /** Name by which Services and probes may refer to it. @default - none */
  readonly name?: string;
  /** Protocol. @default - TCP, left out of the manifest */
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
  /** Port of the node that leads here; one Pod per node then. @default - none */
  readonly hostPort?: number;
}

/** One container of a Pod. What is left out is left out of the manifest. */
export interface ContainerProps {
  /** Name of the container. @default - the name of the workload */
  readonly name?: string;
  /** Image reference. Outside lessons it must bear a tag other than 'latest', or a digest. */
  readonly image: string;
  /** When the image is pulled. @default - Always for 'latest' or no tag, else IfNotPresent */
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  /** Program to run instead of the image's own. @default - the image's entrypoint */
  readonly command?: readonly string[];
  /** Arguments. @default - the image's own */
  readonly args?: readonly string[];
  /** Folder the program starts in. @default - the image's own */
  readonly workingDir?: string;
  /** Environment variables, in the order written. @default - none */
  readonly env?: Readonly<Record<string, EnvironmentValue>>;
  /** Whole ConfigMaps or Secrets as variables. @default - none */
  readonly envFrom?: readonly EnvironmentFrom[];
  /** Ports that the container declares. @default - none */
  readonly ports?: readonly (number | ContainerPort)[];
  /** Requests and limits. @default - none: the container may use what the node has */
  readonly resources?: Resources;
  /** Liveness, readiness and startup probes. @default - none */
  readonly health?: HealthChecks;
  /** Folders of the container and the volumes seen there. @default - none */
  readonly mounts?: Readonly<Record<string, Volume>>;
  /** Keeps standard input open. @default - closed */
  readonly stdin?: boolean;
  /** Closes standard input after the first client. @default - stays open, if `stdin` is */
  readonly stdinOnce?: boolean;
  /** Gives the container a terminal. @default - none */
  readonly tty?: boolean;
  /** What runs after start and before stop. @default - nothing */
  readonly lifecycle?: k8s.Lifecycle;
  /** User, rights and capabilities. @default - the image's own */
  readonly security?: k8s.SecurityContext;
  /** `Always` makes an init step a sidecar that keeps running. @default - the Pod's policy */
  readonly restartPolicy?: 'Always';
  /**
   * Ports that the program listens on although the manifest does not declare them. Never written; synthesis checks
   * Services against them. @default - only the declared ones
   */
  readonly listens?: readonly number[];
  /**
   * Hosts and ports that the program connects to by itself, as `host:port`. Never written; synthesis checks that
   * they exist (the forgotten Service). @default - only what its arguments and variables show
   */
  readonly connectsTo?: readonly string[];
}

const toPort = (port: number | ContainerPort): k8s.ContainerPort =>
  typeof port === 'object' && 'port' in port
    ? { containerPort: port.port, name: port.name, protocol: port.protocol, hostPort: port.hostPort }
    : { containerPort: port as number };

/**
 * Turns `ContainerProps` into what Kubernetes wants; `fallbackName` names a container that has no name. The fields stand
 * in the order in which they are written: what is in order already need not be sorted.
 */
export function toContainer(
  scope: IConstruct,
  prop: string,
  fallbackName: string | undefined,
  props: ContainerProps,
): k8s.Container {
  const name = props.name ?? fallbackName ?? '';
  requireLabelName(scope, `${prop}.name`, name);
  requireImage(scope, `${prop}.image`, props.image);
  requireOneOf(scope, `${prop}.imagePullPolicy`, props.imagePullPolicy, ['Always', 'IfNotPresent', 'Never']);
  const ports = props.ports?.map(toPort);
  for (const port of ports ?? []) requirePort(scope, `${prop}.ports`, port.containerPort);
  const { liveness, readiness, startup } = props.health ?? {};
  return {
    name,
    args: props.args === undefined ? undefined : [...props.args],
    command: props.command === undefined ? undefined : [...props.command],
    env: toEnv(scope, `${prop}.env`, props.env),
    envFrom: toEnvFrom(scope, `${prop}.envFrom`, props.envFrom),
    image: props.image,
    imagePullPolicy: props.imagePullPolicy,
    lifecycle: props.lifecycle,
    livenessProbe: liveness?.toProbe(scope, `${prop}.health.liveness`),
    ports,
    readinessProbe: readiness?.toProbe(scope, `${prop}.health.readiness`),
    resources: toResources(scope, `${prop}.resources`, props.resources),
    restartPolicy: props.restartPolicy,
    securityContext: props.security,
    startupProbe: startup?.toProbe(scope, `${prop}.health.startup`),
    stdin: props.stdin,
    stdinOnce: props.stdinOnce,
    tty: props.tty,
    volumeMounts:
      props.mounts === undefined
        ? undefined
        : Object.entries(props.mounts).map(([path, volume]) => volume.toMount(path)),
    workingDir: props.workingDir,
  };
}
