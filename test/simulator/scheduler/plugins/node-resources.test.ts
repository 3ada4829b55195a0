import type { Container } from '../../../../src/simulator/api';
import { imageLocality } from '../../../../src/simulator/scheduler/plugins/image-locality';
import { nodeResourcesBalancedAllocation } from '../../../../src/simulator/scheduler/plugins/node-resources-balanced-allocation';
import { nodeResourcesFit } from '../../../../src/simulator/scheduler/plugins/node-resources-fit';
import { node, pod, SampleContext } from '../sample-snapshot';

const container = (name: string, cpu: string, restartPolicy?: string): Container => ({
  name,
  image: 'web:1',
  resources: { requests: { cpu } },
  ...(restartPolicy === undefined ? {} : { restartPolicy }),
});

describe('what a Pod asks of its node', () => {
  test.each([
    { title: 'all containers together', containers: ['1', '2'], init: [], overhead: undefined, milliCpu: 3000 },
    {
      title: 'the largest init container alone',
      containers: ['1'],
      init: [container('i', '4')],
      overhead: undefined,
      milliCpu: 4000,
    },
    {
      title: 'sidecars beside the containers',
      containers: ['1'],
      init: [container('s', '500m', 'Always')],
      overhead: undefined,
      milliCpu: 1500,
    },
    {
      title: 'an init container beside the sidecars before it, not those after it',
      containers: ['1'],
      init: [container('s', '1', 'Always'), container('i', '3'), container('t', '5', 'Always')],
      overhead: undefined,
      milliCpu: 7000,
    },
    {
      title: 'an init container that outweighs all',
      containers: ['1'],
      init: [container('s', '1', 'Always'), container('i', '9')],
      overhead: undefined,
      milliCpu: 10_000,
    },
    { title: 'the overhead of its runtime', containers: ['1'], init: [], overhead: { cpu: '250m' }, milliCpu: 1250 },
  ])('is $milliCpu of cpu: $title', ({ containers, init, overhead, milliCpu }) => {
    const spec = {
      containers: containers.map((cpu, index) => container(`c${index}`, cpu)),
      initContainers: init,
      ...(overhead === undefined ? {} : { overhead }),
    };
    expect(pod('web', { spec }).requests.amounts.milliCpu).toBe(milliCpu);
  });

  test('is what the Pod states as a whole when it does', () => {
    const spec = { containers: [container('c', '1')], resources: { requests: { cpu: '2' } } };
    expect(pod('web', { spec }).requests.amounts.milliCpu).toBe(2000);
  });

  test('counts as 100m and 200Mi a container when nodes are compared, unless it says 0', () => {
    const { requests } = pod('web');
    expect(requests).toMatchObject({ scoredMilliCpu: 100, scoredMemoryBytes: 200 * 1024 * 1024 });
    expect(requests.amounts.milliCpu).toBe(0);
    expect(pod('web', { requests: { cpu: '0' } }).requests.scoredMilliCpu).toBe(0);
  });
});

describe('NodeResourcesFit', () => {
  const context = new SampleContext(
    [node('a'), node('b', { allocatable: { cpu: '8', 'example.com/gpu': '1', pods: '2' } })],
    {
      a: [pod('half', { requests: { cpu: '3', memory: '2Gi' } })],
      b: [pod('first'), pod('gpu', { requests: { 'example.com/gpu': '1' } })],
    },
  );

  test.each<{ requests: Readonly<Record<string, string>>; a: string; b: string }>([
    { requests: {}, a: '', b: 'Too many pods' },
    { requests: { cpu: '1' }, a: '', b: 'Too many pods' },
    { requests: { cpu: '1001m' }, a: 'Insufficient cpu', b: 'Too many pods' },
    { requests: { cpu: '2', memory: '7Gi' }, a: 'Insufficient cpu, Insufficient memory', b: 'Too many pods' },
    {
      requests: { 'example.com/gpu': '1' },
      a: 'Insufficient example.com/gpu',
      b: 'Too many pods, Insufficient example.com/gpu',
    },
    {
      requests: { 'ephemeral-storage': '1' },
      a: 'Insufficient ephemeral-storage',
      b: 'Too many pods, Insufficient ephemeral-storage',
    },
  ])('says $a and $b to $requests', ({ requests, a, b }) => {
    expect(context.verdicts(nodeResourcesFit, pod('web', { requests }))).toEqual({ a, b });
  });

  test.each([
    { cpu: '2', isResolvable: true },
    { cpu: '5', isResolvable: false },
  ])('knows whether Pods that leave could help: $isResolvable for $cpu of cpu', ({ cpu, isResolvable }) => {
    const prepared = nodeResourcesFit.prepare(pod('web', { requests: { cpu } }), context);
    if (prepared === undefined || !('check' in prepared)) throw new Error('the plugin asks nothing');
    const [a] = context.snapshot.nodes;
    expect(a === undefined ? undefined : prepared.check(a)).toMatchObject({ isResolvable });
  });

  test('scores nodes by the share of cpu and memory that stays free', () => {
    const free = new SampleContext([node('empty'), node('used')], {
      used: [pod('other', { requests: { cpu: '2', memory: '4Gi' } })],
    });
    const asking = pod('web', { requests: { cpu: '1', memory: '2Gi' } });
    expect(free.scores(nodeResourcesFit, asking)).toEqual({ empty: 75, used: 25 });
  });
});

describe('NodeResourcesBalancedAllocation', () => {
  test('scores what the Pod does to the balance: 75 when nothing', () => {
    const context = new SampleContext([node('even'), node('cpu-heavy')], {
      'cpu-heavy': [pod('other', { requests: { cpu: '2' } })],
    });
    const even = pod('even', { requests: { cpu: '1', memory: '2Gi' } });
    const memory = pod('memory', { requests: { memory: '4Gi' } });
    expect(context.scores(nodeResourcesBalancedAllocation, even)).toEqual({ even: 75, 'cpu-heavy': 75 });
    expect(context.scores(nodeResourcesBalancedAllocation, memory)).toEqual({ even: 62, 'cpu-heavy': 87 });
  });

  test('has no preference for Pods that ask for nothing', () => {
    expect(new SampleContext([node('a')]).scores(nodeResourcesBalancedAllocation, pod('web'))).toBeUndefined();
  });
});

describe('ImageLocality', () => {
  const images = [{ names: ['web:1'], sizeBytes: 1_000_000_000 }];

  test('prefers nodes that have the image, less when many have it', () => {
    const context = new SampleContext([node('a', { images }), node('b')]);
    expect(context.scores(imageLocality, pod('web'))).toEqual({ a: 46, b: 0 });
    const everywhere = new SampleContext([node('a', { images }), node('b', { images })]);
    expect(everywhere.scores(imageLocality, pod('web'))).toEqual({ a: 95, b: 95 });
  });

  test('has no preference when nobody has the image', () => {
    expect(new SampleContext([node('a'), node('b')]).scores(imageLocality, pod('web'))).toBeUndefined();
  });
});
