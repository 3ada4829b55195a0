import type { KubeObject, NewObject } from '../../api';
import { WorkQueue, type Controller } from '../../client';

/** How often the server looks after its Service. Source: pkg/controlplane/instance.go `DefaultEndpointReconcilerInterval`. */
const INTERVAL_MS = 10_000;

/** An object that the server itself needs, and the key of its resource. */
export interface ServerObject {
  /** `services`. */
  readonly storage: string;
  readonly object: KubeObject;
}

/**
 * Makes the Service of the API server, and what leads to it, anew when somebody has deleted them. `objects` are they, as a
 * new cluster has them.
 *
 * Source: Kubernetes 1.36, pkg/controlplane/controller/kubernetesservice/controller.go `UpdateKubernetesService`. Not
 * modelled: endpoints that somebody has changed are left so.
 */
export function kubernetesServiceController(objects: readonly ServerObject[]): Controller {
  return {
    name: 'kubernetes-service-controller',
    start({ client, loop }) {
      const queue = new WorkQueue(loop, () => {
        for (const { storage, object } of objects) {
          const { namespace = '', name = '' } = object.metadata;
          if (client.get(storage, namespace, name) !== undefined) continue;
          client.create(storage, { ...object, metadata: { ...object.metadata, name } } as NewObject<string>);
        }
      });
      for (const { storage, object } of objects) {
        client.watch(storage, ({ type, object: { metadata } }) => {
          if (type !== 'DELETED' || metadata.name !== object.metadata.name) return;
          if (metadata.namespace === object.metadata.namespace)
            queue.addAfter('', INTERVAL_MS - (loop.nowMs % INTERVAL_MS));
        });
      }
    },
  };
}
