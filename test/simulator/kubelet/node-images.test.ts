import type { Node } from '../../../src/simulator/api';
import { runtimeNames } from '../../../src/simulator/kubelet/runtime-names';
import { NodeWorld } from './node-world';

const imagesOf = (world: NodeWorld): Node['status']['images'] => world.client.get('nodes', '', 'node-1')?.status.images;

/** Lets a node say that its runtime is another one. */
function setRuntime(world: NodeWorld, containerRuntimeVersion: string): void {
  const node = world.client.get('nodes', '', 'node-1');
  if (node === undefined) throw new Error('no node');
  const nodeInfo = { ...node.status.nodeInfo, containerRuntimeVersion };
  world.client.updateStatus('nodes', { ...node, status: { ...node.status, nodeInfo } });
}

test('a node tells of what was pulled onto it, the largest first, by digest and tag', () => {
  const world = new NodeWorld();
  expect(imagesOf(world)).toBeUndefined();
  world.create({ containers: [{ image: 'busybox:1.36' }, { image: 'mysql:8.0' }] });
  world.advance(15_000);
  expect(imagesOf(world)).toEqual([
    {
      names: [expect.stringMatching(/^docker\.io\/library\/mysql@sha256:/), 'docker.io/library/mysql:8.0'],
      sizeBytes: 245_837_056,
    },
    {
      names: [expect.stringMatching(/^docker\.io\/library\/busybox@sha256:/), 'docker.io/library/busybox:1.36'],
      sizeBytes: 2_224_229,
    },
  ]);
  const before = world.client.get('nodes', '', 'node-1')?.metadata.resourceVersion;
  world.create({ name: 'other', containers: [{ image: 'busybox:1.36' }] });
  world.advance(60_000);
  expect(world.client.get('nodes', '', 'node-1')?.metadata.resourceVersion).toBe(before);
});

test('what is not there is not told of, and images that go by their digest have no tag', () => {
  const world = new NodeWorld();
  const digest = `redis@sha256:${'0'.repeat(64)}`;
  world.create({ containers: [{ image: 'gcr.io/kuar-demo/kuard-amd64:red' }, { image: digest }] });
  world.advance(15_000);
  expect(imagesOf(world)?.map(({ names }) => names)).toEqual([[`docker.io/library/${digest}`]]);
});

test('it tells of 50 at most', () => {
  const world = new NodeWorld();
  for (let index = 0; index < 60; index += 1)
    world.create({ name: `p${index}`, containers: [{ image: `web-${index}` }] });
  world.advance(30_000);
  const sizes = imagesOf(world)?.map(({ sizeBytes = 0 }) => sizeBytes) ?? [];
  expect(sizes).toHaveLength(50);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
});

test.each([
  {
    runtime: 'containerd://2.1.4',
    id: /^containerd:\/\/[0-9a-f]{64}$/,
    image: 'docker.io/library/redis:7',
    imageId: /^docker\.io\/library\/redis@sha256:/,
  },
  {
    runtime: 'docker://28.4.0',
    id: /^docker:\/\/[0-9a-f]{64}$/,
    image: 'redis:7',
    imageId: /^docker-pullable:\/\/redis@sha256:/,
  },
])('on $runtime containers and images are named as it names them', ({ runtime, id, image, imageId }) => {
  const world = new NodeWorld();
  setRuntime(world, runtime);
  world.create({ containers: [{ image: 'redis:7' }] });
  world.advance(15_000);
  expect(world.pod().status.containerStatuses?.[0]).toMatchObject({
    containerID: expect.stringMatching(id) as string,
    image,
    imageID: expect.stringMatching(imageId) as string,
  });
  expect(imagesOf(world)?.[0]?.names?.[1]).toBe(image);
});

test('Docker leaves its own registry and library away', () => {
  const docker = { status: { nodeInfo: { containerRuntimeVersion: 'docker://28.4.0' } } } as unknown as Node;
  const { image } = runtimeNames(docker);
  expect(['docker.io/library/redis:7', 'docker.io/acme/shop:1', 'gcr.io/acme/shop:1'].map(image)).toEqual([
    'redis:7',
    'acme/shop:1',
    'gcr.io/acme/shop:1',
  ]);
});
