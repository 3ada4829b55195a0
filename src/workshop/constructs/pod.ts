import type { Construct, IConstruct } from 'constructs';
import {
  ArgumentError,
  isEmpty,
  requireInteger,
  requireLabels,
  requireObjectName,
  requireOneOf,
  requireSome,
} from './argument';
import { Block, type ObjectProps, prefixed } from './block';
import { type ContainerProps, toContainer } from './container';
import { k8s } from './k8s';
import { recordProgram } from './program-facts';
import { type Placement, toPlacementFields } from './placement';
import type { Volume } from './volume';

/** What a Pod consists of: the same for every kind of workload. What is left out is left out of the manifest. */
export interface PodProps {
  /** The containers, at least one. The first may go without a name: it bears the workload's. */
  readonly containers: readonly ContainerProps[];
  /** Containers that run to completion, one after another, before the others start. @default - none */
  readonly initSteps?: readonly ContainerProps[];
  /** Labels of the Pods beyond those of the selector. @default - none */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Annotations of the Pods. @default - none */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /** Lines of /etc/hosts: an address and the names that mean it. @default - none */
  readonly hostAliases?: Readonly<Record<string, readonly string[]>>;
  /** Where the Pods run. @default - anywhere */
  readonly placement?: Placement;
  /** What happens when a container ends. @default - Always, left out of the manifest */
  readonly restartPolicy?: 'Always' | 'OnFailure' | 'Never';
  /** How names are resolved. @default - ClusterFirst, left out of the manifest */
  readonly dnsPolicy?: 'ClusterFirst' | 'ClusterFirstWithHostNet' | 'Default' | 'None';
  /** Name of the service account. @default - default, left out of the manifest */
  readonly serviceAccount?: string;
  /** Secrets with registry credentials. @default - those of the service account */
  readonly imagePullSecrets?: readonly string[];
  /** Seconds from SIGTERM to SIGKILL. @default - 30, left out of the manifest */
  readonly terminationGracePeriodSeconds?: number;
  /** Uses the node's network. @default - an own address */
  readonly hostNetwork?: boolean;
  /** Volumes that no container mounts by `mounts`. @default - none */
  readonly volumes?: readonly Volume[];
  /** User, groups and sysctls of the whole Pod. @default - the images' own */
  readonly podSecurity?: k8s.PodSecurityContext;
  /** Any other field of the Pod: the way out for what has no prop. @default - none */
  readonly podFields?: Partial<k8s.PodSpec>;
}

const hasMounts = ({ mounts }: ContainerProps): boolean => mounts !== undefined;

/** Collects the volumes of all containers, in the order of first use. */
function volumesOf(scope: IConstruct, props: PodProps): k8s.Volume[] | undefined {
  const { initSteps = [], containers, volumes: unmounted = [] } = props;
  if (unmounted.length === 0 && !initSteps.some(hasMounts) && !containers.some(hasMounts)) return undefined;
  const mounted = [...initSteps, ...containers].flatMap((container) => Object.values(container.mounts ?? {}));
  const byName = new Map<string, Volume>();
  for (const volume of [...unmounted, ...mounted]) {
    const known = byName.get(volume.name);
    if (known !== undefined && known.identity !== volume.identity) {
      throw new ArgumentError(scope, 'mounts', 'must not use one name for two volumes', volume.name);
    }
    byName.set(volume.name, volume);
  }
  const volumes = [...byName.values()]
    .map((volume) => volume.toVolume(scope))
    .filter((volume): volume is k8s.Volume => volume !== undefined);
  return volumes.length === 0 ? undefined : volumes;
}

/** Builds the Pod fields that `props` stand for, checked on behalf of `scope`. */
export function toPodSpec(
  scope: IConstruct,
  name: string,
  selector: Readonly<Record<string, string>>,
  props: PodProps,
): k8s.PodSpec {
  requireSome(scope, 'containers', props.containers);
  requireOneOf(scope, 'restartPolicy', props.restartPolicy, ['Always', 'OnFailure', 'Never']);
  requireInteger(scope, 'terminationGracePeriodSeconds', props.terminationGracePeriodSeconds, 0);
  requireLabels(scope, 'podLabels', props.podLabels);
  const containers = props.containers.map((container, index) =>
    toContainer(scope, `containers[${index}]`, index === 0 ? name : undefined, container),
  );
  const initContainers = props.initSteps?.map((step, index) =>
    toContainer(scope, `initSteps[${index}]`, undefined, step),
  );
  if (containers.length > 1 || initContainers !== undefined) {
    const names = [...(initContainers ?? []), ...containers].map((container) => container.name);
    const twice = names.find((candidate, index) => names.indexOf(candidate) !== index);
    if (twice !== undefined) throw new ArgumentError(scope, 'containers', 'must bear different names', twice);
  }
  recordProgram(scope, props);
  const { affinity, nodeSelector, tolerations, topologySpreadConstraints } = toPlacementFields(
    scope,
    props.placement,
    selector,
  );
  return {
    affinity,
    containers,
    dnsPolicy: props.dnsPolicy,
    hostAliases:
      props.hostAliases === undefined
        ? undefined
        : Object.entries(props.hostAliases).map(([ip, hostnames]) => ({ ip, hostnames: [...hostnames] })),
    hostNetwork: props.hostNetwork,
    imagePullSecrets: props.imagePullSecrets?.map((secret) => ({ name: secret })),
    initContainers,
    nodeSelector,
    restartPolicy: props.restartPolicy,
    securityContext: props.podSecurity,
    serviceAccountName: props.serviceAccount,
    terminationGracePeriodSeconds: props.terminationGracePeriodSeconds,
    tolerations,
    topologySpreadConstraints,
    volumes: volumesOf(scope, props),
    ...props.podFields,
  };
}

/** Builds the template from which a workload makes its Pods. */
export function toPodTemplate(
  scope: IConstruct,
  name: string,
  selector: Readonly<Record<string, string>>,
  props: PodProps,
  annotations = props.podAnnotations,
): k8s.PodTemplateSpec {
  const labels = props.podLabels === undefined ? selector : { ...selector, ...props.podLabels };
  return {
    metadata: annotations === undefined && isEmpty(labels) ? undefined : { annotations, labels },
    spec: toPodSpec(scope, name, selector, props),
  };
}

/** Props of `SinglePod`. `labels` are the Pod's own; `podLabels` are added to them. */
export type SinglePodProps = ObjectProps & PodProps;

/**
 * One bare Pod: nothing replaces it when it dies. Outside lessons synthesis asks for a workload instead.
 *
 * @example
 * new SinglePod(this, 'kuard', { containers: [{ image: 'gcr.io/kuar-demo/kuard-amd64:blue', ports: [8080] }] });
 */
export class SinglePod extends Block {
  /** Name of the Pod. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: SinglePodProps) {
    super(scope, id);
    this.name = prefixed(this, props.name ?? id);
    requireObjectName(this, 'name', this.name);
    const labels = props.labels ?? {};
    requireLabels(this, 'labels', labels);
    new k8s.KubePod(this, 'Resource', {
      metadata: {
        name: this.name,
        namespace: props.namespace,
        labels: { ...labels, ...props.podLabels },
        annotations: { ...props.annotations, ...props.podAnnotations },
      },
      spec: toPodSpec(this, props.name ?? id, labels, props),
    });
  }
}
