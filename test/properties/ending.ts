import { changeSpec, setApp, workloadsOf, type Workload } from './act';
import { controllerUidOf, isReady } from './observed-pods';
import { TIGHT_CPU } from './profile';
import type { Scenario } from './scenario';
import { NAMESPACE, type World } from './world';

/** Nodes that have room for all that a scenario can ask for, those with little counted as well. */
const NODES_AT_LAST = 7;

const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';

/** Virtual time without a change that shows that nothing will change any more: longer than a crash loop's back-off. */
const QUIET = '6m';

/** The same after a quota: who was refused tries again after up to 1,000 s, and nobody says that it may. */
const QUIET_AFTER_QUOTA = '17m';

/** Asks for the deletion of what nobody owns: it is the user's to clean up. */
function deleteOrphans(world: World): void {
  for (const resource of ['apps/replicasets', 'pods', 'apps/controllerrevisions'] as const) {
    for (const object of world.list(resource)) {
      if (controllerUidOf(object) !== '') continue;
      world.asUser(() => world.cluster.client.delete(resource, NAMESPACE, object.metadata.name));
    }
  }
}

/**
 * Takes away what makes a Deployment wait for ever, in Kubernetes too (kubernetes/kubernetes#138840): it was scaled in
 * the middle of a rollout to just the size that its only ReplicaSet with Pods has, so that this one is never told.
 */
function freeDeployments(world: World): void {
  for (const deployment of world.list('apps/deployments')) {
    const { replicas = 1 } = deployment.spec;
    for (const replicaSet of world.list('apps/replicasets')) {
      const { metadata, spec } = replicaSet;
      if (controllerUidOf(replicaSet) !== deployment.metadata.uid || spec.replicas !== replicas) continue;
      const annotations = { ...metadata.annotations, [DESIRED_REPLICAS]: String(replicas) };
      world.cluster.client.update('apps/replicasets', { ...replicaSet, metadata: { ...metadata, annotations } });
    }
  }
}

/** Repairs all that was broken and takes away what holds things up, then waits until nothing changes any more. */
export function mend(world: World): void {
  const { cluster } = world;
  const { client, nodes } = cluster;
  const quiet = client.count('resourcequotas', NAMESPACE) > 0 ? QUIET_AFTER_QUOTA : QUIET;
  world.asUser(() => {
    for (const name of world.failed) nodes.recover(name);
    world.failed.clear();
    for (const node of client.list('nodes')) {
      if (node.spec.unschedulable !== true) continue;
      client.update('nodes', { ...node, spec: { ...node.spec, unschedulable: false } });
    }
    while (client.count('nodes') < NODES_AT_LAST) nodes.add();
    // On a node with little room a Pod of a DaemonSet may wait for ever.
    for (const { metadata, status } of client.list('nodes')) {
      if (status.allocatable?.['cpu'] === TIGHT_CPU) nodes.remove(metadata.name);
    }
    for (const { metadata } of world.list('resourcequotas')) client.delete('resourcequotas', NAMESPACE, metadata.name);
    for (const { metadata } of world.list('policy/poddisruptionbudgets')) {
      client.delete('policy/poddisruptionbudgets', NAMESPACE, metadata.name);
    }
  });
  cluster.advance('5s');
  deleteOrphans(world);
  for (const workload of workloadsOf(world)) world.asUser(() => setRight(world, workload));
  world.asUser(() => freeDeployments(world));
  cluster.advance('10s');
  // As in a real cluster, a broken Pod of a StatefulSet stays until somebody deletes it.
  world.asUser(() => {
    const sets = new Set(world.list('apps/statefulsets').map(({ metadata }) => metadata.uid));
    for (const pod of world.list('pods')) {
      if (sets.has(controllerUidOf(pod)) && !isReady(pod)) client.delete('pods', NAMESPACE, pod.metadata.name);
    }
  });
  const { settled, stillChanging } = cluster.settle({ quiet, limit: '2h' });
  if (!settled) world.violate(`it does not settle: ${stillChanging.join(', ')} still change`);
}

function setRight(world: World, workload: Workload): void {
  const { resource, object } = workload;
  if (resource === 'batch/jobs') {
    const { parallelism = 1 } = object.spec as { parallelism?: number };
    changeSpec(world, resource, object, { suspend: false, parallelism: Math.max(1, parallelism) });
    return;
  }
  setApp(world, workload, 'v1');
  const changed = world.find(resource, object.metadata.uid);
  if (changed === undefined) return;
  if (resource === 'apps/deployments') changeSpec(world, resource, changed, { paused: false });
  if (resource === 'apps/statefulsets') {
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 0 } };
    changeSpec(world, resource, changed, { updateStrategy });
  }
}

/** Deletes everything and looks whether anything is left. */
export function tearDown(world: World, ending: Scenario['ending']): void {
  const { cluster } = world;
  const { client } = cluster;
  world.asUser(() => {
    if (ending === 'Namespace') return client.delete('namespaces', '', NAMESPACE);
    for (const { resource, object } of workloadsOf(world)) {
      client.delete(resource, NAMESPACE, object.metadata.name, { propagationPolicy: ending });
    }
    for (const { metadata } of world.list('services')) client.delete('services', NAMESPACE, metadata.name);
  });
  const { settled, stillChanging } = cluster.settle({ quiet: '1m', limit: '20m' });
  if (!settled) world.violate(`after the deletion ${stillChanging.join(', ')} still change`);
  const kept = ending === 'Namespace' ? [] : ['serviceaccounts', 'configmaps', 'persistentvolumeclaims', 'events'];
  for (const { storage, kind, isNamespaced } of client.resources()) {
    if (!isNamespaced || kept.includes(storage)) continue;
    const [left] = client.list(storage, NAMESPACE);
    if (left !== undefined) world.violate(`${kind} ${left.metadata.name ?? ''} is left after the deletion`);
  }
  if (ending !== 'Namespace') return;
  if (client.get('namespaces', '', NAMESPACE) !== undefined) world.violate('the namespace is left after its deletion');
  const [volume] = client.list('persistentvolumes');
  if (volume !== undefined) world.violate(`volume ${volume.metadata.name} is left after the deletion of its claim`);
}
