import { parseApiVersion, type ApiClient, type Kinds, type KubeObject } from '../api';
import { conditionOf, isPodFinished, isPodReady, isTrue } from '../client';

/** Names an object of any kind. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  /** @default - a cluster-scoped object */
  readonly namespace?: string;
  readonly name: string;
  /** Whether it goes by itself when it is done: a Job with `ttlSecondsAfterFinished`. @default false */
  readonly endsByItself?: boolean;
}

/** What an object still lacks to be ready, in a few words; undefined when it is. */
type Rule<Kind> = (object: Kind, client: ApiClient) => string | undefined;

const NOT_OBSERVED = 'its controller has not seen its latest change';

/** Source: Kubernetes 1.36, batch/v1 `JobReason...` of failed Jobs. */
const JOB_FAILURES: ReadonlySet<string> = new Set([
  'BackoffLimitExceeded',
  'DeadlineExceeded',
  'FailedIndexes',
  'MaxFailedIndexesExceeded',
  'PodFailurePolicy',
]);

/** Whether the controller has seen the object as it is. */
const isObserved = ({ metadata }: KubeObject, observed: number | undefined): boolean =>
  (observed ?? 0) >= (metadata.generation ?? 0);

const ofPods = (count: number, wanted: number, what: string): string | undefined =>
  count >= wanted ? undefined : `${count} of ${wanted} Pods ${what}`;

/** Rules by storage key; an object of another kind is ready as soon as it exists. */
const RULES: { readonly [Resource in keyof Kinds]?: Rule<Kinds[Resource]> } = {
  'apps/deployments': (deployment) => {
    const { spec, status } = deployment;
    const wanted = spec.replicas ?? 1;
    const failed = conditionOf(status.conditions, 'Progressing');
    if (failed?.reason === 'ProgressDeadlineExceeded') return failed.message ?? failed.reason;
    if (!isObserved(deployment, status.observedGeneration)) return NOT_OBSERVED;
    return (
      ofPods(status.updatedReplicas ?? 0, wanted, 'are updated') ??
      ofPods(status.availableReplicas ?? 0, wanted, 'are available') ??
      ((status.replicas ?? 0) > wanted ? 'old Pods are still there' : undefined)
    );
  },
  'apps/statefulsets': (set) => {
    const { updateStrategy, ordinals } = set.spec;
    const wanted = set.spec.replicas ?? 1;
    if (!isObserved(set, set.status.observedGeneration)) return NOT_OBSERVED;
    const lack = ofPods(set.status.readyReplicas ?? 0, wanted, 'are ready');
    if (lack !== undefined || updateStrategy.type === 'OnDelete') return lack;
    const held = Math.max(0, (updateStrategy.rollingUpdate?.partition ?? 0) - (ordinals?.start ?? 0));
    return ofPods(set.status.updatedReplicas ?? 0, Math.max(0, wanted - held), 'are updated');
  },
  'apps/daemonsets': (set) => {
    const { desiredNumberScheduled: wanted, numberAvailable = 0, updatedNumberScheduled = 0 } = set.status;
    if (!isObserved(set, set.status.observedGeneration)) return NOT_OBSERVED;
    const lack = ofPods(numberAvailable, wanted, 'are available');
    if (lack !== undefined || set.spec.updateStrategy.type === 'OnDelete') return lack;
    return ofPods(updatedNumberScheduled, wanted, 'are updated');
  },
  'apps/replicasets': (set) => {
    if (!isObserved(set, set.status.observedGeneration)) return NOT_OBSERVED;
    return ofPods(set.status.readyReplicas ?? 0, set.spec.replicas ?? 1, 'are ready');
  },
  replicationcontrollers: (controller) => {
    if (!isObserved(controller, controller.status.observedGeneration)) return NOT_OBSERVED;
    return ofPods(controller.status.readyReplicas ?? 0, controller.spec.replicas ?? 1, 'are ready');
  },
  'batch/jobs': ({ spec, status }) => {
    const failed = conditionOf(status.conditions, 'Failed');
    if (failed?.status === 'True') return failed.message ?? failed.reason ?? 'it failed';
    if (isTrue(status.conditions, 'Complete') || spec.suspend === true) return undefined;
    if (status.startTime === undefined) return 'it has not started';
    // A Job that runs is as it should be: it may run for as long as it likes.
    return ofPods(status.ready ?? 0, status.active ?? 0, 'are ready');
  },
  pods: (pod) => {
    if (pod.status.phase === 'Succeeded' || isPodReady(pod)) return undefined;
    return isPodFinished(pod) ? 'it failed' : `it is ${pod.status.phase ?? 'Pending'} and not ready`;
  },
  persistentvolumeclaims: ({ metadata, spec, status }, client) => {
    if (status.phase === 'Bound') return undefined;
    const storageClass = client.get('storage.k8s.io/storageclasses', '', spec.storageClassName ?? '');
    const isUsed = client
      .list('pods', metadata.namespace)
      .some((pod) => pod.spec.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === metadata.name));
    // It is bound when the first Pod wants it, and not before.
    if (storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && !isUsed) return undefined;
    return 'it is not bound';
  },
  services: ({ spec, status }) => {
    if (spec.type !== 'LoadBalancer') return undefined;
    return (status.loadBalancer.ingress ?? []).length > 0 ? undefined : 'its load balancer has no address';
  },
  namespaces: ({ status }) => (status.phase === 'Terminating' ? 'it is being deleted' : undefined),
};

/** Key of the store for a kind, among what is served. */
function storageOf(client: ApiClient, { apiVersion, kind }: ObjectName): string | undefined {
  const { group } = parseApiVersion(apiVersion);
  return client.resources().find((each) => each.group === group && each.kind === kind)?.storage;
}

/** The object of a name; undefined when there is none. */
export function findObject(client: ApiClient, name: ObjectName): KubeObject | undefined {
  const storage = storageOf(client, name);
  return storage === undefined ? undefined : client.get(storage, name.namespace ?? '', name.name);
}

/** How a Job ended that is no longer there, in the words of the last warning about it; undefined when all went well. */
function failureOfGone(client: ApiClient, { kind, namespace, name }: ObjectName): string | undefined {
  const said = client
    .list('events', namespace)
    .filter(({ type, involvedObject: about }) => type === 'Warning' && about.kind === kind && about.name === name);
  return said.find(({ reason = '' }) => JOB_FAILURES.has(reason))?.message;
}

/**
 * What an object still lacks to be ready: `1 of 3 Pods are available`; undefined when it is. Kinds that this does not
 * know are ready as soon as they exist, and a Job that runs is ready as well.
 *
 * Source: the rules of kstatus, sigs.k8s.io/cli-utils/pkg/kstatus/status/core.go, with two differences: a claim whose
 * volume waits for a Pod that nobody has made is ready, and a StatefulSet with OnDelete only when its Pods are. What ends
 * by itself and is not there any more is done, unless the cluster said that it failed.
 */
export function missingFor(client: ApiClient, name: ObjectName): string | undefined {
  const storage = storageOf(client, name);
  const object = storage === undefined ? undefined : client.get(storage, name.namespace ?? '', name.name);
  if (storage !== undefined && object === undefined && name.endsByItself === true) return failureOfGone(client, name);
  if (storage === undefined || object === undefined) return 'it does not exist';
  const rule = (RULES as Readonly<Record<string, Rule<KubeObject>>>)[storage];
  return rule?.(object, client);
}
