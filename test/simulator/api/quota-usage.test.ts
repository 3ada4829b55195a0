import {
  isInQuotaScope,
  podAmounts,
  quotaCountName,
  quotaStorageOf,
  quotaUsageOf,
  quotaUsageOfAll,
  type KubeObject,
  type PodSpec,
  type QuotaUsage,
  type ResourceQuota,
} from '../../../src/simulator/api';

const NOW_MS = Date.UTC(2026, 0, 1, 12);
const texts = (usage: QuotaUsage): Record<string, string> =>
  Object.fromEntries([...usage].map(([name, amount]) => [name, amount.toString()]));
const object = (parts: object): KubeObject => ({ apiVersion: 'v1', kind: 'Any', metadata: { name: 'a' }, ...parts });
const container = (requests: object, limits: object = {}, more: object = {}): object => ({
  name: 'c',
  resources: { requests, limits },
  ...more,
});
const specOf = (spec: object): PodSpec => spec as PodSpec;

describe('a Pod takes', () => {
  test.each([
    {
      title: 'what its containers take',
      spec: { containers: [container({ cpu: '1' }), container({ cpu: '500m' })] },
      cpu: '1500m',
    },
    {
      title: 'what its largest init container takes, if that is more',
      spec: {
        containers: [container({ cpu: '1' })],
        initContainers: [container({ cpu: '3' }), container({ cpu: '2' })],
      },
      cpu: '3',
    },
    {
      title: 'what an init container takes beside the sidecars before it',
      spec: {
        containers: [container({ cpu: '1' })],
        initContainers: [container({ cpu: '1' }, {}, { restartPolicy: 'Always' }), container({ cpu: '4' })],
      },
      cpu: '5',
    },
    {
      title: 'nothing for sidecars that an init container does not meet',
      spec: {
        containers: [container({ cpu: '1' })],
        initContainers: [container({ cpu: '4' }), container({ cpu: '1' }, {}, { restartPolicy: 'Always' })],
      },
      cpu: '4',
    },
    {
      title: 'what it states as a whole',
      spec: { containers: [container({ cpu: '1' })], resources: { requests: { cpu: '2500m' } } },
      cpu: '2500m',
    },
    {
      title: 'its overhead too',
      spec: { containers: [container({ cpu: '1' })], overhead: { cpu: '250m' } },
      cpu: '1250m',
    },
    { title: 'nothing when it says nothing', spec: { containers: [{ name: 'c' }] }, cpu: undefined },
  ])('$title', ({ spec, cpu }) => {
    expect(podAmounts(specOf(spec), 'requests').get('cpu')?.toString()).toBe(cpu);
  });

  test('an overhead limits only what is limited', () => {
    const spec = specOf({ containers: [container({}, { cpu: '1' })], overhead: { cpu: '250m', memory: '64Mi' } });
    expect(texts(podAmounts(spec, 'limits'))).toEqual({ cpu: '1250m' });
  });
});

describe('a quota counts', () => {
  const pod = { spec: { containers: [container({ cpu: '1', 'example.com/gpu': '2' }, { memory: '1Gi' })] } };
  const podCounts = {
    'count/pods': '1',
    pods: '1',
    cpu: '1',
    'requests.cpu': '1',
    'requests.example.com/gpu': '2',
    'limits.memory': '1Gi',
  };
  const leaving = (ago: number): KubeObject => ({
    ...object(pod),
    metadata: {
      name: 'a',
      deletionTimestamp: new Date(NOW_MS - ago * 1000).toISOString(),
      deletionGracePeriodSeconds: 30,
    },
  });

  test.each([
    { title: 'a Pod', storage: 'pods', of: object(pod), want: podCounts },
    {
      title: 'a Pod that ended only as an object',
      storage: 'pods',
      of: object({ ...pod, status: { phase: 'Failed' } }),
      want: { 'count/pods': '1' },
    },
    { title: 'a Pod on its way out', storage: 'pods', of: leaving(30), want: podCounts },
    {
      title: 'one that should have gone only as an object',
      storage: 'pods',
      of: leaving(31),
      want: { 'count/pods': '1' },
    },
    {
      title: 'node ports',
      storage: 'services',
      of: object({ spec: { type: 'NodePort', ports: [{}, {}] } }),
      want: { 'count/services': '1', services: '1', 'services.nodeports': '2' },
    },
    {
      title: 'a balanced Service without them',
      storage: 'services',
      of: object({
        spec: { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, ports: [{}, { nodePort: 30001 }] },
      }),
      want: { 'count/services': '1', services: '1', 'services.loadbalancers': '1', 'services.nodeports': '1' },
    },
    {
      title: 'claims by their class',
      storage: 'persistentvolumeclaims',
      of: object({ spec: { storageClassName: 'fast', resources: { requests: { storage: '1Gi' } } } }),
      want: {
        'count/persistentvolumeclaims': '1',
        persistentvolumeclaims: '1',
        'fast.storageclass.storage.k8s.io/persistentvolumeclaims': '1',
        'requests.storage': '1Gi',
        'fast.storageclass.storage.k8s.io/requests.storage': '1Gi',
      },
    },
    {
      title: 'what a claim got, if that is more',
      storage: 'persistentvolumeclaims',
      of: object({
        spec: { resources: { requests: { storage: '1Gi' } } },
        status: { allocatedResources: { storage: '2Gi' } },
      }),
      want: { 'count/persistentvolumeclaims': '1', persistentvolumeclaims: '1', 'requests.storage': '2Gi' },
    },
    {
      title: 'anything else as an object',
      storage: 'apps/deployments',
      of: object({}),
      want: { 'count/deployments.apps': '1' },
    },
    {
      title: 'older kinds by two names',
      storage: 'secrets',
      of: object({}),
      want: { 'count/secrets': '1', secrets: '1' },
    },
  ])('$title', ({ storage, of, want }) => {
    expect(texts(quotaUsageOf(storage, of, NOW_MS))).toEqual(want);
  });

  test('the sum of all', () => {
    const two = [object(pod), object({ ...pod, status: { phase: 'Succeeded' } })];
    expect(texts(quotaUsageOfAll('pods', two, NOW_MS))).toEqual({ ...podCounts, 'count/pods': '2' });
  });
});

test.each([
  { name: 'pods', storage: 'pods' },
  { name: 'limits.memory', storage: 'pods' },
  { name: 'requests.example.com/gpu', storage: 'pods' },
  { name: 'hugepages-2Mi', storage: 'pods' },
  { name: 'requests.storage', storage: 'persistentvolumeclaims' },
  { name: 'fast.storageclass.storage.k8s.io/requests.storage', storage: 'persistentvolumeclaims' },
  { name: 'services.nodeports', storage: 'services' },
  { name: 'count/deployments.apps', storage: 'apps/deployments' },
  { name: 'count/widgets.shop.example.com', storage: 'shop.example.com/widgets' },
  { name: 'count/secrets', storage: 'secrets' },
  { name: 'example.com/gpu', storage: undefined },
])('$name is about $storage', ({ name, storage }) => {
  expect(quotaStorageOf(name)).toBe(storage);
  if (storage !== undefined && name.startsWith('count/')) expect(quotaCountName(storage)).toBe(name);
});

describe('scopes', () => {
  const quota = (spec: object): ResourceQuota => object({ spec }) as ResourceQuota;
  const expression = (operator: string, ...values: string[]): object => ({
    scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator, values }] },
  });
  const plain = { containers: [{ name: 'c', resources: {} }] };
  const asking = { containers: [container({ cpu: '1' })] };
  const far = {
    ...plain,
    affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ namespaces: ['x'] }] } },
  };

  test.each([
    { spec: {}, pod: plain, want: true },
    { spec: { scopes: ['BestEffort'] }, pod: plain, want: true },
    { spec: { scopes: ['BestEffort'] }, pod: asking, want: false },
    { spec: { scopes: ['NotBestEffort'] }, pod: asking, want: true },
    { spec: { scopes: ['BestEffort'] }, pod: { ...plain, resources: { requests: { memory: '1Gi' } } }, want: false },
    { spec: { scopes: ['Terminating'] }, pod: { ...plain, activeDeadlineSeconds: 5 }, want: true },
    { spec: { scopes: ['NotTerminating'] }, pod: { ...plain, activeDeadlineSeconds: 5 }, want: false },
    { spec: { scopes: ['BestEffort', 'Terminating'] }, pod: plain, want: false },
    { spec: { scopes: ['CrossNamespacePodAffinity'] }, pod: far, want: true },
    { spec: { scopes: ['CrossNamespacePodAffinity'] }, pod: plain, want: false },
    { spec: { scopes: ['PriorityClass'] }, pod: { ...plain, priorityClassName: 'high' }, want: true },
    { spec: { scopes: ['PriorityClass'] }, pod: plain, want: false },
    { spec: expression('In', 'high'), pod: { ...plain, priorityClassName: 'high' }, want: true },
    { spec: expression('In', 'high'), pod: plain, want: false },
    { spec: expression('NotIn', 'high'), pod: plain, want: true },
    { spec: expression('DoesNotExist'), pod: plain, want: true },
    { spec: { scopes: ['Unknown'] }, pod: plain, want: false },
  ])('$spec holds for $pod: $want', ({ spec, pod, want }) => {
    expect(isInQuotaScope(quota(spec), 'pods', object({ spec: pod }))).toBe(want);
  });

  test('leave nothing but Pods', () => {
    expect(isInQuotaScope(quota({ scopes: ['BestEffort'] }), 'services', object({}))).toBe(false);
    expect(isInQuotaScope(quota({}), 'services', object({}))).toBe(true);
  });
});
