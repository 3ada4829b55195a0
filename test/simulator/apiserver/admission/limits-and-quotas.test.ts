import type { Draft } from '../../../../src/simulator/api';
import { admit, named, pod, type World } from './admit';

describe('LimitRanger', () => {
  const plugin = 'LimitRanger';
  const range = (...limits: readonly Draft[]): World => ({ limitranges: [named('limits', { spec: { limits } })] });

  test('fills in what containers leave out, and says so', () => {
    const world = range({
      type: 'Container',
      default: { cpu: '1', memory: '512Mi' },
      defaultRequest: { memory: '256Mi' },
    });
    const object = pod([{ resources: { limits: { cpu: '2' } } }], { initContainers: [{ name: 'i' }] });
    const { metadata, spec } = admit({ plugin, object, world });
    expect(spec).toMatchObject({
      containers: [{ resources: { limits: { cpu: '2', memory: '512Mi' }, requests: { memory: '256Mi' } } }],
      initContainers: [{ resources: { limits: { cpu: '1', memory: '512Mi' }, requests: { memory: '256Mi' } } }],
    });
    expect(metadata).toMatchObject({
      annotations: {
        'kubernetes.io/limit-ranger':
          'LimitRanger plugin set: memory request for container c0; memory limit for container c0; memory request for init container i; cpu, memory limit for init container i',
      },
    });
  });

  test('leaves a Pod alone that says everything', () => {
    const object = pod([{ resources: { requests: { memory: '1Gi' } } }]);
    expect(admit({ plugin, object, world: range({ type: 'Container', defaultRequest: { memory: '1Mi' } }) })).toEqual(
      object,
    );
  });

  const container = (requests: Draft, limits: Draft): Draft => pod([{ resources: { requests, limits } }]);
  const claim = (storage: string): Draft => ({
    metadata: { name: 'web', namespace: 'shop' },
    spec: { resources: { requests: { storage } } },
  });
  test.each([
    {
      limit: { type: 'Container', max: { cpu: '1' } },
      object: container({}, { cpu: '2' }),
      error: 'maximum cpu usage per Container is 1, but limit is 2',
    },
    {
      limit: { type: 'Container', max: { cpu: '1' } },
      object: container({}, {}),
      error: 'maximum cpu usage per Container is 1.  No limit is specified',
    },
    {
      limit: { type: 'Container', min: { memory: '64Mi' } },
      object: container({ memory: '32Mi' }, {}),
      error: 'minimum memory usage per Container is 64Mi, but request is 32Mi',
    },
    {
      limit: { type: 'Container', min: { memory: '64Mi' }, max: { cpu: '1' } },
      object: container({}, {}),
      error:
        '[minimum memory usage per Container is 64Mi.  No request is specified, maximum cpu usage per Container is 1.  No limit is specified]',
    },
    {
      limit: { type: 'Container', maxLimitRequestRatio: { memory: '2' } },
      object: container({ memory: '100Mi' }, { memory: '300Mi' }),
      error: 'memory max limit to request ratio per Container is 2, but provided ratio is 3.000000',
    },
    {
      limit: { type: 'Pod', max: { memory: '100Mi' } },
      object: pod([{ resources: { limits: { memory: '64Mi' } } }, { resources: { limits: { memory: '64Mi' } } }]),
      error: 'maximum memory usage per Pod is 100Mi, but limit is 128Mi',
    },
    {
      storage: 'persistentvolumeclaims',
      limit: { type: 'PersistentVolumeClaim', max: { storage: '1Gi' } },
      object: claim('2Gi'),
      error: 'maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 2Gi',
    },
  ])('refuses: $error', ({ storage = 'pods', limit, object, error }) => {
    expect(() => admit({ plugin, storage, object, world: range(limit) })).toThrow(
      `${storage} "web" is forbidden: ${error}`,
    );
  });

  test('equal amounts in different words are within the bounds', () => {
    const object = container({ cpu: '1000m' }, { cpu: '1' });
    expect(() =>
      admit({ plugin, object, world: range({ type: 'Container', min: { cpu: '1' }, max: { cpu: '1' } }) }),
    ).not.toThrow();
  });
});

describe('ResourceQuota', () => {
  const plugin = 'ResourceQuota';
  const world = (hard: Draft, others: World, spec: Draft = {}): World => ({
    resourcequotas: [named('q', { spec: { hard, ...spec } })],
    ...others,
  });
  const requesting = (cpu: string): Draft => pod([{ resources: { requests: { cpu } } }]);
  const existing = (...cpus: readonly string[]): World => ({
    pods: cpus.map((cpu, index) =>
      named(`p${index}`, requesting(cpu)['spec'] === undefined ? {} : { spec: requesting(cpu)['spec'] }),
    ),
  });

  test.each([
    {
      title: 'objects are counted',
      storage: 'services',
      object: { metadata: { name: 'web', namespace: 'shop' }, spec: { type: 'ClusterIP' } },
      world: world({ services: '1', pods: '3' }, { services: [named('one')] }),
      error: 'exceeded quota: q, requested: services=1, used: services=1, limited: services=1',
    },
    {
      title: 'amounts are added',
      object: requesting('1500m'),
      world: world({ 'requests.cpu': '2' }, existing('250m', '500m')),
      error: 'exceeded quota: q, requested: requests.cpu=1500m, used: requests.cpu=750m, limited: requests.cpu=2',
    },
    {
      title: 'only what is too much is named',
      object: requesting('1'),
      world: world({ pods: '2', cpu: '10', 'count/pods': '1' }, existing('1')),
      error: 'exceeded quota: q, requested: count/pods=1, used: count/pods=1, limited: count/pods=1',
    },
    {
      title: 'what a quota limits must be said',
      object: requesting('1'),
      world: world({ 'limits.cpu': '2', 'requests.memory': '1Gi' }, {}),
      error: 'failed quota: q: must specify limits.cpu for: c0; requests.memory for: c0',
    },
    {
      title: 'the largest init container counts when it is more',
      object: pod([{ resources: { requests: { cpu: '1' } } }], {
        initContainers: [{ name: 'i', resources: { requests: { cpu: '3' } } }],
      }),
      world: world({ 'requests.cpu': '2' }, {}),
      error: 'exceeded quota: q, requested: requests.cpu=3, used: requests.cpu=0, limited: requests.cpu=2',
    },
    {
      title: 'node ports are counted by port',
      storage: 'services',
      object: { metadata: { name: 'web', namespace: 'shop' }, spec: { type: 'NodePort', ports: [{}, {}] } },
      world: world({ 'services.nodeports': '1' }, {}),
      error:
        'exceeded quota: q, requested: services.nodeports=2, used: services.nodeports=0, limited: services.nodeports=1',
    },
  ])('$title', ({ storage = 'pods', object, world: around, error }) => {
    expect(() => admit({ plugin, storage, object, world: around })).toThrow(`${storage} "web" is forbidden: ${error}`);
  });

  test('finished Pods take no CPU', () => {
    const done = named('done', { spec: requesting('2')['spec'], status: { phase: 'Succeeded' } });
    expect(() =>
      admit({ plugin, object: requesting('2'), world: world({ 'requests.cpu': '2' }, { pods: [done] }) }),
    ).not.toThrow();
  });

  test('a change counts only for what it adds', () => {
    const old = named('web', { spec: { type: 'NodePort', ports: [{}] } });
    const object = { metadata: { name: 'web', namespace: 'shop' }, spec: { type: 'NodePort', ports: [{}] } };
    const around = world({ services: '1', 'services.nodeports': '1' }, { services: [old] });
    expect(() => admit({ plugin, storage: 'services', verb: 'update', object, old, world: around })).not.toThrow();
  });

  test.each([
    { scope: 'BestEffort', isCounted: false },
    { scope: 'NotBestEffort', isCounted: true },
    { scope: 'Terminating', isCounted: false },
    { scope: 'NotTerminating', isCounted: true },
  ])('a Pod with requests and without deadline is counted by $scope: $isCounted', ({ scope, isCounted }) => {
    const write = (): unknown =>
      admit({ plugin, object: requesting('1'), world: world({ pods: '0' }, {}, { scopes: [scope] }) });
    if (isCounted) expect(write).toThrow('exceeded quota');
    else expect(write).not.toThrow();
  });
});
