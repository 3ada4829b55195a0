import { StatusError, type ApiClient } from '../../api';
import { WorkQueue, type Controller } from '../../client';
import { isNamespaceTerminating } from '../pod-control';

/** Name of the service account that Pods have when they ask for none. */
const DEFAULT = 'default';

/** Who makes a Namespace often makes a Pod in the next request, which is refused until this has acted. */
const LATENCY_MS = 1;

/**
 * Gives every Namespace its service account `default`, again when it is deleted.
 *
 * Source: Kubernetes 1.36, pkg/controller/serviceaccount/serviceaccounts_controller.go.
 */
export const serviceAccountController: Controller = {
  name: 'serviceaccount-controller',
  account: 'service-account-controller',
  start({ client, loop }) {
    const queue = new WorkQueue(loop, (namespace) => giveAccount(client, namespace), { latencyMs: LATENCY_MS });
    client.watch('namespaces', ({ type, object }) => {
      if (type !== 'DELETED') queue.add(object.metadata.name);
    });
    client.watch('serviceaccounts', ({ type, object }) => {
      if (type === 'DELETED' && object.metadata.name === DEFAULT) queue.add(object.metadata.namespace);
    });
  },
};

function giveAccount(client: ApiClient, namespace: string): void {
  const phase = client.get('namespaces', '', namespace)?.status.phase;
  // A Namespace that goes away shall not be filled again.
  if (phase === undefined || phase === 'Terminating') return;
  if (client.get('serviceaccounts', namespace, DEFAULT) !== undefined) return;
  try {
    client.create('serviceaccounts', { metadata: { name: DEFAULT, namespace } });
  } catch (error) {
    if (!(error instanceof StatusError) || !isNamespaceTerminating(error)) throw error;
  }
}
