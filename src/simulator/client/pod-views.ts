import type { ApiClient, Pod } from '../api';
import type { PodViews } from './controller';
import { claimsOfPod } from './claims-of-pod';
import { ObjectIndex } from './object-index';
import { controllerOf } from './ownership';
import { PodOwners } from './pod-owners';

const NO_CONTROLLER = '';

/** Keeps Pods by owner, by node and by claim, for all who ask. Pods of one namespace come from the store itself. */
export function podViews(client: ApiClient): PodViews {
  const byOwner = new ObjectIndex(client, 'pods', (pod: Pod) => {
    const owner = controllerOf(pod);
    return [owner === undefined ? `${NO_CONTROLLER}/${pod.metadata.namespace}` : owner.uid];
  });
  const byNode = new ObjectIndex(client, 'pods', ({ spec }: Pod) =>
    spec.nodeName === undefined || spec.nodeName === '' ? [] : [spec.nodeName],
  );
  const byClaim = new ObjectIndex(client, 'pods', claimsOfPod);
  const owners = new PodOwners(client);
  return {
    controlledBy: (uid) => byOwner.get(uid),
    orphansIn: (namespace) => byOwner.get(`${NO_CONTROLLER}/${namespace}`),
    inNamespace: (namespace) => client.list('pods', namespace),
    onNode: (node) => byNode.get(node),
    claiming: (claim) => byClaim.get(claim),
    watchOwned: (kind, listener) => owners.watch(kind, listener),
  };
}
