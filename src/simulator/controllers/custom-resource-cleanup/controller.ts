import { isJsonObject, StatusError, type KubeObject } from '../../api';
import { WorkQueue, type Controller, type ControllerContext } from '../../client';
import { CLEANUP, conditionsOf, decideCleanup } from './decide-cleanup';

const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';

/**
 * Deletes the objects of a CustomResourceDefinition that is deleted, and lets the definition go after the last of them.
 *
 * Source: Kubernetes 1.36, apiextensions-apiserver/pkg/controller/finalizer. Not modelled: the message after a minute of
 * waiting in vain.
 */
export const customResourceCleanupController: Controller = {
  name: 'crd-finalizer',
  start(context) {
    const { client, loop } = context;
    /** Definitions that go away, by the key of the store of their objects. */
    const terminating = new Map<string, string>();
    const queue = new WorkQueue(loop, (name) => cleanUp(context, name));
    client.watch(DEFINITIONS, ({ type, object }) => {
      const { name = '', deletionTimestamp } = object.metadata;
      if (type === 'DELETED') terminating.delete(storageOf(object));
      else if (deletionTimestamp !== undefined && !terminating.has(storageOf(object))) {
        terminating.set(storageOf(object), name);
        queue.add(name);
      }
    });
    client.watchAll(({ storage }, { type }) => {
      const name = type === 'DELETED' ? terminating.get(storage) : undefined;
      if (name !== undefined && client.count(storage) === 0) queue.add(name);
    });
  },
};

function storageOf(definition: KubeObject): string {
  const spec = definition['spec'];
  if (!isJsonObject(spec) || !isJsonObject(spec['names'])) return '';
  return `${String(spec['group'])}/${String(spec['names']['plural'])}`;
}

function cleanUp({ client, loop, trace }: ControllerContext, name: string): void {
  const definition = client.get(DEFINITIONS, '', name);
  const { deletionTimestamp, finalizers = [] } = definition?.metadata ?? {};
  if (definition === undefined || deletionTimestamp === undefined || !finalizers.includes(CLEANUP)) return;
  const storage = storageOf(definition);
  const begun = decideCleanup(definition, client.count(storage), loop.nowMs);
  if (!begun.isDone) {
    write(definition, begun.conditions, finalizers);
    for (const { metadata } of client.list(storage)) {
      if (metadata.deletionTimestamp === undefined) remove(metadata.namespace ?? '', metadata.name as string);
    }
  }
  const now = client.get(DEFINITIONS, '', name);
  if (now === undefined) return;
  const end = decideCleanup(now, client.count(storage), loop.nowMs);
  if (!end.isDone) {
    trace(definition, `waits for ${client.count(storage)} objects`);
    return;
  }
  const rest = finalizers.filter((each) => each !== CLEANUP);
  write(now, end.conditions, rest);

  function remove(namespace: string, object: string): void {
    try {
      client.delete(storage, namespace, object);
    } catch (error) {
      if (!(error instanceof StatusError) || error.code !== 404) throw error;
    }
  }

  function write(object: KubeObject, conditions: ReturnType<typeof conditionsOf>, kept: readonly string[]): void {
    const isSame = conditions === conditionsOf(object) && kept.length === (object.metadata.finalizers ?? []).length;
    if (isSame) return;
    const status = isJsonObject(object['status']) ? object['status'] : {};
    const metadata = { ...object.metadata, finalizers: kept };
    client.updateStatus(DEFINITIONS, { ...object, metadata, status: { ...status, conditions } });
  }
}
