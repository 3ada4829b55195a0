import type { Kinds, KubeObject, Pod } from '../../src/simulator/api';
import { podSpecOf, type App } from './apps';
import { evict, evictTooSoon } from './evict';
import { isFinished } from './observed-pods';
import type { Action } from './scenario';
import { APP_LABEL, RESOURCES, workloadOf } from './workloads';
import { NAMESPACE, type World } from './world';

const BUDGETS = 'policy/poddisruptionbudgets';

/** A workload as it is stored, and its resource. */
export interface Workload {
  readonly resource: (typeof RESOURCES)[keyof typeof RESOURCES];
  readonly object: Kinds[(typeof RESOURCES)[keyof typeof RESOURCES]];
}

/** All workloads of the namespace that are not being deleted. */
export const workloadsOf = (world: World): Workload[] =>
  Object.values(RESOURCES).flatMap((resource) =>
    world
      .list(resource)
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .map((object) => ({ resource, object })),
  );

const picked = <Item>(items: readonly Item[], pick: number): Item | undefined => items[pick % items.length];

/** Changes the spec of an object, as `kubectl patch` would. */
export function changeSpec({ cluster }: World, resource: string, object: KubeObject, changes: object): void {
  cluster.client.update(resource, { ...object, spec: { ...(object['spec'] as object), ...changes } });
}

/** Makes the Pods of a workload run an app; those of a Job cannot change. */
export function setApp(world: World, { resource, object }: Workload, app: App): void {
  if (resource === 'batch/jobs') return;
  const { template } = object.spec;
  const milliCpu = Number.parseInt(template.spec.containers[0]?.resources.requests?.['cpu'] ?? '100m', 10);
  changeSpec(world, resource, object, { template: { ...template, spec: podSpecOf(app, milliCpu) } });
}

function scale(world: World, { resource, object }: Workload, replicas: number): void {
  if (resource === 'apps/daemonsets') return;
  changeSpec(world, resource, object, resource === 'batch/jobs' ? { parallelism: replicas } : { replicas });
}

function pause(world: World, { resource, object }: Workload): void {
  const { paused, suspend } = object.spec as { paused?: boolean; suspend?: boolean };
  if (resource === 'apps/deployments') changeSpec(world, resource, object, { paused: paused !== true });
  if (resource === 'batch/jobs') changeSpec(world, resource, object, { suspend: suspend !== true });
}

/** The template of the revision before the present one; undefined when there is none. */
function previousTemplate(world: World, { resource, object }: Workload): object | undefined {
  const isOwned = ({ metadata }: KubeObject): boolean =>
    metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid) === true;
  if (resource === 'apps/deployments') {
    const revision = ({ metadata }: KubeObject): number =>
      Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
    const [, previous] = world
      .list('apps/replicasets')
      .filter(isOwned)
      .sort((left, right) => revision(right) - revision(left));
    if (previous === undefined) return undefined;
    const { metadata, spec } = previous.spec.template;
    return { metadata: { labels: { [APP_LABEL]: metadata.labels?.[APP_LABEL] } }, spec };
  }
  const [, previous] = world
    .list('apps/controllerrevisions')
    .filter(isOwned)
    .sort((left, right) => right.revision - left.revision);
  const data = previous?.data as { spec: { template: object & { $patch?: string } } } | undefined;
  if (data === undefined) return undefined;
  const { $patch: _patch, ...template } = data.spec.template;
  return template;
}

function undo(world: World, workload: Workload): void {
  const template = previousTemplate(world, workload);
  if (template !== undefined) changeSpec(world, workload.resource, workload.object, { template });
}

function putQuota({ cluster: { client } }: World, pods: number, milliCpu: number): void {
  const spec = { hard: { pods: String(pods), 'requests.cpu': `${milliCpu}m` } };
  const present = client.get('resourcequotas', NAMESPACE, 'quota');
  const metadata = { name: 'quota', namespace: NAMESPACE };
  if (present === undefined) client.create('resourcequotas', { metadata, spec });
  else client.update('resourcequotas', { ...present, spec });
}

function putBudget(world: World, name: string, rule: object): void {
  const { client } = world.cluster;
  const spec = { selector: { matchLabels: { [APP_LABEL]: name } }, ...rule };
  const present = client.get(BUDGETS, NAMESPACE, name);
  const budget =
    present === undefined
      ? client.create(BUDGETS, { metadata: { name, namespace: NAMESPACE }, spec })
      : client.update(BUDGETS, { ...present, spec });
  if (budget.metadata.generation !== present?.metadata.generation) evictTooSoon(world, budget);
}

/** Pods that run or are about to: those that a budget protects, or else all. */
function evictable(world: World): readonly Pod[] {
  const pods = world.list('pods').filter((pod) => !isFinished(pod) && pod.spec.nodeName !== undefined);
  const budgets = world.list(BUDGETS).map(({ metadata }) => metadata.name);
  const isProtected = ({ metadata }: Pod): boolean => budgets.includes(metadata.labels?.[APP_LABEL] ?? '');
  return pods.some(isProtected) ? pods.filter(isProtected) : pods;
}

/** Something that happens to a machine. */
function actOnNode(world: World, type: Action['type'], pick: number): void {
  const { cluster } = world;
  const { client, nodes } = cluster;
  const node = picked(client.list('nodes'), pick);
  if (node === undefined) return;
  const { name } = node.metadata;
  if (type === 'failNode') {
    nodes.fail(name);
    world.failed.add(name);
  } else if (type === 'recoverNode') {
    const [first] = world.failed;
    if (first === undefined) return;
    nodes.recover(first);
    world.failed.delete(first);
  } else if (type === 'removeNode') {
    if (client.count('nodes') < 2) return;
    nodes.remove(name);
    world.failed.delete(name);
  } else {
    client.update('nodes', { ...node, spec: { ...node.spec, unschedulable: node.spec.unschedulable !== true } });
  }
}

/** Does what an action says; what cannot be done, or is refused, changes nothing. */
export function act(world: World, action: Action): void {
  const { client, nodes } = world.cluster;
  const workload = 'pick' in action ? picked(workloadsOf(world), action.pick) : undefined;
  switch (action.type) {
    case 'create':
      client.create(RESOURCES[action.plan.kind], workloadOf(action.plan) as never);
      break;
    case 'setApp':
      if (workload !== undefined) setApp(world, workload, action.app);
      break;
    case 'scale':
      if (workload !== undefined) scale(world, workload, action.replicas);
      break;
    case 'pause':
      if (workload !== undefined) pause(world, workload);
      break;
    case 'undo':
      if (workload !== undefined) undo(world, workload);
      break;
    case 'setPartition':
      for (const set of world.list('apps/statefulsets')) {
        const { partition } = action;
        changeSpec(world, 'apps/statefulsets', set, { updateStrategy: { rollingUpdate: { partition } } });
      }
      break;
    case 'delete':
      if (workload === undefined) break;
      client.delete(workload.resource, NAMESPACE, workload.object.metadata.name, { propagationPolicy: action.policy });
      break;
    case 'deletePod': {
      const pod = picked(world.list('pods'), action.pick);
      if (pod !== undefined) client.delete('pods', NAMESPACE, pod.metadata.name);
      break;
    }
    case 'evict': {
      const pods = evictable(world);
      const chosen = Array.from({ length: action.count }, (_, index) => picked(pods, action.pick + index));
      for (const pod of new Set(chosen)) if (pod !== undefined) evict(world, pod);
      break;
    }
    case 'addNode':
      nodes.add();
      break;
    case 'quota':
      putQuota(world, action.pods, action.milliCpu);
      break;
    case 'budget':
      if (workload !== undefined) putBudget(world, workload.object.metadata.name, action.rule);
      break;
    default:
      actOnNode(world, action.type, action.pick);
  }
}
