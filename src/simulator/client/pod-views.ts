import type { ApiClient, Pod } from '../api';
import type { PodViews } from './controller';
import { ObjectIndex } from './object-index';
import { controllerOf } from './ownership';

const NO_CONTROLLER = '';

/** Keeps Pods by owner and by node, for all who ask. Pods of one namespace come from the store itself. */
export function podViews(client: ApiClient): PodViews {
  const byOwner = new ObjectIndex(client, 'pods', (pod: Pod) => {
    const owner = controllerOf(pod);
    return [owner === undefined ? `${NO_CONTROLLER}/${pod.metadata.namespace}` : owner.uid];
  });
  const byNode = new ObjectIndex(client, 'pods', ({ spec }: Pod) =>
    spec.nodeName === undefined || spec.nodeName === '' ? [] : [spec.nodeName],
  );
  return {
    controlledBy: (uid) => byOwner.get(uid),
    orphansIn: (namespace) => byOwner.get(`${NO_CONTROLLER}/${namespace}`),
    inNamespace: (namespace) => client.list('pods', namespace),
    onNode: (node) => byNode.get(node),
  };
}
