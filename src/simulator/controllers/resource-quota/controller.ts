import { equalJson, type KubeObject, type ObjectChange, type ResourceQuota } from '../../api';
import { keyOf, splitKey, WorkQueue, type Controller, type ControllerContext } from '../../client';
import { changesUsage, countedStorages, decideQuotaStatus, nextForgottenMs } from './decide-status';

/** Changes in a namespace are taken together: a recount looks at all its objects. */
const INTERVAL_MS = 100;

class ResourceQuotaController {
  private readonly queue: WorkQueue;
  /** Storage keys that quotas count, by namespace and key of the quota. */
  private readonly counted = new Map<string, Map<string, ReadonlySet<string>>>();

  constructor(private readonly context: ControllerContext) {
    const { client, loop } = context;
    this.queue = new WorkQueue(loop, (key) => this.reconcile(key), { intervalMs: INTERVAL_MS });
    client.watch('resourcequotas', ({ type, object }) => this.noteQuota(object, type === 'DELETED'));
    client.watchAll(({ storage }, change) => this.noteObject(storage, change));
  }

  private noteQuota(quota: ResourceQuota, isDeleted: boolean): void {
    const { namespace } = quota.metadata;
    const key = keyOf(quota);
    const inNamespace = this.counted.get(namespace) ?? new Map<string, ReadonlySet<string>>();
    if (isDeleted) {
      inNamespace.delete(key);
      this.queue.forget(key);
    } else {
      inNamespace.set(key, countedStorages(quota));
      this.queue.add(key);
    }
    if (inNamespace.size === 0) this.counted.delete(namespace);
    else this.counted.set(namespace, inNamespace);
  }

  private noteObject(storage: string, { type, object, previous }: ObjectChange<KubeObject>): void {
    const quotas = this.counted.get(object.metadata.namespace ?? '');
    if (quotas === undefined) return;
    if (type === 'MODIFIED' && previous !== undefined && !changesUsage(storage, previous, object)) return;
    for (const [key, storages] of quotas) if (storages.has(storage)) this.queue.add(key);
  }

  private reconcile(key: string): void {
    const { client, loop, pods } = this.context;
    const quota = client.get('resourcequotas', ...splitKey(key));
    if (quota === undefined) return;
    const { namespace } = quota.metadata;
    const isCounted = (storage: string): boolean =>
      client.resources().some((each) => each.storage === storage && each.isNamespaced);
    const listOf = (storage: string): readonly KubeObject[] => client.list(storage, namespace);
    const status = decideQuotaStatus(quota, { isCounted, listOf }, loop.nowMs);
    if (!equalJson(status, quota.status)) client.updateStatus('resourcequotas', { ...quota, status });
    if (!countedStorages(quota).has('pods')) return;
    const forgottenMs = nextForgottenMs(pods.inNamespace(namespace), loop.nowMs);
    // Nobody waits for a Pod that does not go away.
    if (forgottenMs < Infinity) this.queue.addAfter(key, forgottenMs + 1 - loop.nowMs, true);
  }
}

/**
 * Keeps count of what the objects of a namespace take of its quotas, for people to see: admission counts for itself.
 *
 * Not modelled: the real admission raises the count at the moment in which it lets an object in; here it follows a moment
 * later. Source: Kubernetes 1.36, pkg/controller/resourcequota/resource_quota_controller.go.
 */
export const resourceQuotaController: Controller = {
  name: 'resourcequota-controller',
  start(context) {
    new ResourceQuotaController(context);
  },
};
