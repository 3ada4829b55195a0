import type { Pod, PodDisruptionBudget } from '../../src/simulator/api';
import { isLeaving, isReady, shareOf } from './observed-pods';
import { APP_LABEL, RESOURCES } from './workloads';
import { NAMESPACE, type World } from './world';

const ADMIN = { username: 'kubernetes-admin', groups: ['system:masters'] };

function budgetFor(world: World, pod: Pod): PodDisruptionBudget | undefined {
  const app = pod.metadata.labels?.[APP_LABEL];
  return world.list('policy/poddisruptionbudgets').find(({ metadata }) => metadata.name === app);
}

/** Pods that a budget wants healthy, by what its workload wants now. */
function demandOf(world: World, { metadata: { name }, spec }: PodDisruptionBudget): number {
  const { minAvailable, maxUnavailable } = spec;
  if (typeof minAvailable === 'number') return minAvailable;
  const wanted = [RESOURCES.Deployment, RESOURCES.StatefulSet]
    .flatMap((resource) => world.list(resource))
    .filter(({ metadata }) => metadata.name === name)
    .reduce((sum, { spec: { replicas = 1 } }) => sum + replicas, 0);
  return minAvailable === undefined
    ? wanted - shareOf(maxUnavailable, wanted, Math.ceil)
    : shareOf(minAvailable, wanted, Math.ceil);
}

const healthyFor = (world: World, name: string): number =>
  world.list('pods').filter((pod) => pod.metadata.labels?.[APP_LABEL] === name && isReady(pod) && !isLeaving(pod))
    .length;

/** Asks for the eviction of a Pod; returns the code of the answer. */
function request({ cluster }: World, name: string): number {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: NAMESPACE } };
  return cluster.handle({
    method: 'POST',
    path: `/api/v1/namespaces/${NAMESPACE}/pods/${name}/eviction`,
    query: new Map(),
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: new TextEncoder().encode(JSON.stringify(eviction)),
    certificate: ADMIN,
  }).status;
}

/** Asks for the eviction of a Pod. A ready one may go only when its budget keeps what it demands. */
export function evict(world: World, pod: Pod): void {
  const { name } = pod.metadata;
  const budget = isReady(pod) && !isLeaving(pod) ? budgetFor(world, pod) : undefined;
  const code = request(world, name);
  if (code !== 201 && code !== 429) world.violate(`the eviction of ${name} was answered with ${code}`);
  if (code !== 201 || budget === undefined) return;
  const demand = demandOf(world, budget);
  const healthy = healthyFor(world, budget.metadata.name);
  if (healthy < demand) {
    world.violate(`eviction of ${name} leaves ${healthy} healthy Pods, budget ${budget.metadata.name} wants ${demand}`);
  }
}

/** Asks for an eviction right after a budget was changed: until the budget is looked at, no ready Pod may go. */
export function evictTooSoon(world: World, { metadata: { name, generation } }: PodDisruptionBudget): void {
  const pod = world
    .list('pods')
    .find((each) => each.metadata.labels?.[APP_LABEL] === name && isReady(each) && !isLeaving(each));
  if (pod === undefined || pod.status.phase !== 'Running') return;
  const code = request(world, pod.metadata.name);
  if (code !== 429)
    world.violate(`an eviction by generation ${generation ?? 0} of budget ${name} was answered ${code}`);
}
