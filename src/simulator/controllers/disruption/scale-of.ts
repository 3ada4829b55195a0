import {
  isJsonObject,
  parseApiVersion,
  type ApiClient,
  type KubeObject,
  type OwnerReference,
  type ReplicaSet,
  type ServedResource,
} from '../../api';
import { controllerOf, refersTo } from '../../client';

/** Who controls a Pod, and how many Pods it wants. */
export interface ControllerScale {
  readonly uid: string;
  readonly replicas: number;
}

/** Kinds whose replicas are counted, by group. Source: Kubernetes 1.36, pkg/controller/disruption `finders`. */
const WITH_SCALE: ReadonlySet<string> = new Set([
  'replicationcontrollers',
  'apps/deployments',
  'apps/replicasets',
  'apps/statefulsets',
]);

const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';

/** The number behind a path such as `.spec.replicas`. */
function numberAt(object: KubeObject, path: string): number {
  const value = path
    .split('.')
    .filter((part) => part !== '')
    .reduce<unknown>((at, part) => (isJsonObject(at) ? at[part] : undefined), object);
  return typeof value === 'number' ? value : 0;
}

/** Path of the replicas of a custom kind; undefined when it has no scale. */
function replicasPath(client: ApiClient, { resource, group, version }: ServedResource): string | undefined {
  const spec = client.get(DEFINITIONS, '', `${resource}.${group}`)?.['spec'];
  const versions = isJsonObject(spec) && Array.isArray(spec['versions']) ? (spec['versions'] as unknown[]) : [];
  const found = versions.find((each) => isJsonObject(each) && each['name'] === version);
  const subresources = isJsonObject(found) ? found['subresources'] : undefined;
  const scale = isJsonObject(subresources) ? subresources['scale'] : undefined;
  const path = isJsonObject(scale) ? scale['specReplicasPath'] : undefined;
  return typeof path === 'string' ? path : undefined;
}

/** The Deployment that a ReplicaSet belongs to. */
function deploymentOf(client: ApiClient, replicaSet: ReplicaSet): KubeObject | undefined {
  const owner = controllerOf(replicaSet);
  if (owner === undefined || !refersTo(owner, 'apps', 'Deployment')) return undefined;
  const deployment = client.get('apps/deployments', replicaSet.metadata.namespace, owner.name);
  return deployment?.metadata.uid === owner.uid ? deployment : undefined;
}

/**
 * Who decides how many Pods there are beside one that `owner` controls: a ReplicaSet's Deployment, or the owner itself.
 * Undefined when nobody is there; a text when the kind of the owner has no replicas.
 *
 * Source: Kubernetes 1.36, pkg/controller/disruption/disruption.go `finders`.
 */
export function scaleOf(
  client: ApiClient,
  owner: OwnerReference,
  namespace: string,
): ControllerScale | string | undefined {
  const { group } = parseApiVersion(owner.apiVersion);
  const resource = client.resources().find((each) => each.group === group && each.kind === owner.kind);
  if (resource === undefined) return undefined;
  const path = WITH_SCALE.has(resource.storage) ? '.spec.replicas' : replicasPath(client, resource);
  if (path === undefined) {
    const name = group === '' ? resource.resource : `${resource.resource}.${group}`;
    return `${name} does not implement the scale subresource`;
  }
  const object = client.get(resource.storage, namespace, owner.name);
  if (object?.metadata.uid !== owner.uid) return undefined;
  const decider = resource.storage === 'apps/replicasets' ? deploymentOf(client, object as ReplicaSet) : undefined;
  const { metadata } = decider ?? object;
  return { uid: metadata.uid as string, replicas: numberAt(decider ?? object, path) };
}
