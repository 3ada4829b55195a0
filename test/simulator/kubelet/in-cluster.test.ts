import { createCluster, type Cluster } from '../../../src/simulator';
import type { DeploymentSpec } from '../../../src/simulator/api';
import { stateOf } from './node-world';

const KUARD = 'gcr.io/kuar-demo/kuard-amd64';

function deploy(cluster: Cluster, image: string, replicas = 3): void {
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image, resources: {} }] } };
  cluster.client.create('apps/deployments', {
    metadata: { name: 'web', namespace: 'default' },
    spec: { replicas, selector: { matchLabels: labels }, template } as unknown as DeploymentSpec,
  });
}

const states = (cluster: Cluster): string[] =>
  cluster.client
    .list('pods', 'default')
    .map((pod) => `${stateOf(pod)} ${pod.spec.containers[0]?.image ?? ''}`)
    .sort();

test('a Deployment comes up and settles', () => {
  const cluster = createCluster({ nodes: 3 });
  deploy(cluster, `${KUARD}:blue`);
  expect(cluster.settle()).toEqual({ settled: true, stillChanging: [] });
  expect(cluster.client.get('apps/deployments', 'default', 'web')?.status).toMatchObject({ availableReplicas: 3 });
  expect(states(cluster)).toEqual(Array(3).fill(`running ${KUARD}:blue`));
});

test('a rollout to an image that does not exist stops, settles, and goes on once it is pushed', () => {
  const cluster = createCluster({ nodes: 3 });
  deploy(cluster, `${KUARD}:blue`);
  cluster.settle();
  const before = cluster.client.get('apps/deployments', 'default', 'web');
  if (before === undefined) throw new Error('no Deployment');
  const containers = before.spec.template.spec.containers.map((each) => ({ ...each, image: `${KUARD}:red` }));
  const template = { ...before.spec.template, spec: { ...before.spec.template.spec, containers } };
  cluster.client.update('apps/deployments', { ...before, spec: { ...before.spec, template } });
  expect(cluster.settle().settled).toBe(true);
  expect(states(cluster).filter((state) => state.startsWith('running'))).toEqual(
    Array(3).fill(`running ${KUARD}:blue`),
  );
  cluster.push(`${KUARD}:red`);
  cluster.advance('6m');
  expect(states(cluster)).toEqual(Array(3).fill(`running ${KUARD}:red`));
});
