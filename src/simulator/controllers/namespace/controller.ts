import { StatusError, type KubeObject, type Namespace, type ServedResource } from '../../api';
import { WorkQueue, type Controller, type ControllerContext } from '../../client';
import { decideConditions, type DeletionResult, type Remaining } from './decide-conditions';
import { decideWait } from './decide-wait';

const FINALIZER = 'kubernetes';
const PODS = 'pods';

/** Finalizers that a deletion in the background takes off again. */
const POLICIES: readonly string[] = ['foregroundDeletion', 'orphan'];

/**
 * Empties Namespaces that are deleted, Pods first, and lets them go.
 *
 * Source: Kubernetes 1.36, pkg/controller/namespace. Not modelled: the five seconds that the real one waits before it
 * begins; instead of asking from time to time whether everything is gone, it hears of the last object.
 */
export const namespaceController: Controller = {
  name: 'namespace-controller',
  start(context) {
    const { client, loop } = context;
    const terminating = new Set<string>();
    const queue = new WorkQueue(loop, (name) => {
      const waitSeconds = empty(context, name);
      // Nobody waits for a look that finds nothing new.
      if (waitSeconds > 0) queue.addAfter(name, waitSeconds * 1000, true);
    });
    client.watch('namespaces', ({ type, object, previous }) => {
      const { name, deletionTimestamp } = object.metadata;
      if (type === 'DELETED') {
        terminating.delete(name);
        queue.forget(name);
      } else if (deletionTimestamp !== undefined && previous?.metadata.deletionTimestamp === undefined) {
        terminating.add(name);
        queue.add(name);
      }
    });
    client.watchAll(({ storage }, { type, object }) => {
      const { namespace } = object.metadata;
      if (type !== 'DELETED' || namespace === undefined || !terminating.has(namespace)) return;
      if (client.count(storage, namespace) === 0) queue.add(namespace);
    });
  },
};

/** Does what can be done now. Returns seconds to wait before looking again, 0 for not at all. */
function empty(context: ControllerContext, name: string): number {
  const { client, loop, trace } = context;
  const namespace = client.get('namespaces', '', name);
  const finalizers = namespace?.spec.finalizers ?? [];
  if (namespace?.metadata.deletionTimestamp === undefined || !finalizers.includes(FINALIZER)) return 0;
  const resources = client.resources().filter(({ isNamespaced, verbs }) => isNamespaced && verbs.includes('delete'));
  const pods = deleteContent(
    context,
    namespace,
    resources.filter(({ storage }) => storage === PODS),
  );
  if (pods.remaining.length > 0) {
    // While Pods remain, 1.36 says nothing of them: its conditions claim that all is gone (kubernetes/kubernetes#138208).
    writeConditions(context, namespace, { errors: pods.errors, remaining: [], finalizers: new Map() });
    trace(namespace, `waits for ${pods.remaining[0]?.count ?? 0} Pods to end`);
    return recheckSeconds(pods);
  }
  const others = deleteContent(
    context,
    namespace,
    resources.filter(({ storage }) => storage !== PODS),
  );
  writeConditions(context, namespace, { ...others, errors: [...pods.errors, ...others.errors] });
  if (others.remaining.length > 0 || others.errors.length > 0) {
    trace(namespace, `waits for ${others.remaining.map(({ resource }) => resource).join(', ')}`);
    return recheckSeconds(others);
  }
  trace(namespace, `is empty after ${(loop.nowMs - Date.parse(namespace.metadata.deletionTimestamp)) / 1000} s`);
  client.finalizeNamespace(
    name,
    finalizers.filter((each) => each !== FINALIZER),
  );
  return 0;
}

interface Pass extends DeletionResult {
  readonly seconds: number;
}

const recheckSeconds = ({ seconds }: Pass): number => Math.floor(seconds / 2) + 1;

function deleteContent(
  { client, loop }: ControllerContext,
  namespace: Namespace,
  resources: readonly ServedResource[],
): Pass {
  const { name } = namespace.metadata;
  const errors: string[] = [];
  const remaining: Remaining[] = [];
  const finalizers = new Map<string, number>();
  let seconds = 0;
  for (const served of resources) {
    for (const object of client.list(served.storage, name)) {
      if (!needsDeletion(object)) continue;
      try {
        client.delete(served.storage, name, object.metadata.name as string, { propagationPolicy: 'Background' });
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        if (error.code !== 404) errors.push(error.message);
      }
    }
    const left: readonly KubeObject[] = client.list(served.storage, name);
    if (left.length === 0) continue;
    remaining.push({ group: served.group, resource: served.resource, count: left.length });
    for (const finalizer of left.flatMap(({ metadata }) => metadata.finalizers ?? [])) {
      finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
    }
    const wait = decideWait(namespace, served, left, loop.nowMs);
    if (wait.error !== undefined) errors.push(wait.error);
    seconds = Math.max(seconds, wait.seconds);
  }
  return { errors, remaining, finalizers, seconds };
}

const needsDeletion = ({ metadata: { deletionTimestamp, finalizers = [] } }: KubeObject): boolean =>
  deletionTimestamp === undefined || finalizers.some((each) => POLICIES.includes(each));

function writeConditions(
  { client, loop }: ControllerContext,
  { metadata: { name } }: Namespace,
  result: DeletionResult,
): void {
  const namespace = client.get('namespaces', '', name);
  if (namespace === undefined) return;
  const conditions = decideConditions(namespace.status.conditions, result, loop.nowMs);
  if (conditions === namespace.status.conditions) return;
  client.updateStatus('namespaces', { ...namespace, status: { ...namespace.status, conditions } });
}
