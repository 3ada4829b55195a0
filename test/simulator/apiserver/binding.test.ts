import { createCluster } from '../../../src/simulator';

const POD = {
  metadata: { name: 'web', namespace: 'default' },
  spec: { containers: [{ name: 'main', image: 'web:1' }] },
} as never;

const scheduled = (cluster: ReturnType<typeof createCluster>) =>
  cluster.client.get('pods', 'default', 'web')?.status.conditions?.find(({ type }) => type === 'PodScheduled');

test('a Pod that is bound is scheduled, of no generation until its node has seen it', () => {
  const cluster = createCluster({ nodes: 1 });
  const [node] = cluster.client.list('nodes');
  cluster.advance('1s');
  cluster.client.create('pods', POD);
  cluster.client.bind('default', 'web', node?.metadata.name ?? '');
  expect(scheduled(cluster)).toMatchObject({ status: 'True' });
  expect(scheduled(cluster)).not.toHaveProperty('observedGeneration');
  cluster.advance('5s');
  expect(scheduled(cluster)).toMatchObject({ status: 'True', observedGeneration: 1 });
});
