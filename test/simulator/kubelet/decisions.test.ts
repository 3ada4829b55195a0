import type { Node } from '../../../src/simulator/api';
import { decideAdmission } from '../../../src/simulator/kubelet/admission';
import { decideEnvironment, expand } from '../../../src/simulator/kubelet/environment';
import { goDuration } from '../../../src/simulator/kubelet/go-duration';
import { decideEviction, evictionMessage } from '../../../src/simulator/kubelet/memory-pressure';
import { PodAddresses } from '../../../src/simulator/kubelet/pod-addresses';
import { podRequests } from '../../../src/simulator/kubelet/pod-requests';
import { decideMounts, mountRetryMs, type SourceReader } from '../../../src/simulator/kubelet/volumes';
import { container, samplePod } from './sample-pods';

const NODE = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node-1', uid: 'n', resourceVersion: '1', creationTimestamp: '', labels: { disk: 'ssd' } },
  spec: {},
  status: { allocatable: { cpu: '4', memory: '8Gi', pods: '2' } },
} as unknown as Node;

const asking = (requests: Readonly<Record<string, string>>) =>
  samplePod({ containers: [container('main', { resources: { requests } })] });

const NOTHING_TAKEN = { amounts: {}, pods: 0, ports: new Set<string>() };

test.each([
  ['that fits', asking({ cpu: '4' }), NOTHING_TAKEN, undefined],
  [
    'that asks for too much',
    asking({ cpu: '3' }),
    { ...NOTHING_TAKEN, amounts: { cpu: 2000 } },
    "OutOfcpu: Node didn't have enough resource: cpu, requested: 3000, used: 2000, capacity: 4000",
  ],
  [
    'that asks for too much memory',
    asking({ memory: '9Gi' }),
    NOTHING_TAKEN,
    "OutOfmemory: Node didn't have enough resource: memory, requested: 9663676416, used: 0, capacity: 8589934592",
  ],
  [
    'that is one too many',
    samplePod(),
    { ...NOTHING_TAKEN, pods: 2 },
    "OutOfpods: Node didn't have enough resource: pods, requested: 1, used: 2, capacity: 2",
  ],
  ['that selects the node', samplePod({ nodeSelector: { disk: 'ssd' } }), NOTHING_TAKEN, undefined],
  [
    'that selects another node',
    samplePod({ nodeSelector: { disk: 'hdd' } }),
    NOTHING_TAKEN,
    "NodeAffinity: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
  ],
  [
    'whose port is taken',
    samplePod({ containers: [container('main', { ports: [{ containerPort: 80, hostPort: 80 }] })] }),
    { ...NOTHING_TAKEN, ports: new Set(['TCP/80']) },
    "NodePorts: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
  ],
])('a node decides about a Pod %s', (_about, pod, taken, said) => {
  const rejection = decideAdmission(pod, NODE, taken);
  expect(rejection === undefined ? undefined : `${rejection.reason}: ${rejection.message}`).toBe(said);
});

test('a Pod asks for the sum of its containers, or for the most of its init containers', () => {
  const asks = (cpu: string, restartPolicy?: string) =>
    container(cpu, { resources: { requests: { cpu } }, ...(restartPolicy === undefined ? {} : { restartPolicy }) });
  expect(podRequests(samplePod({ containers: [asks('1'), asks('500m')] }).spec)).toEqual({ cpu: 1500 });
  expect(podRequests(samplePod({ containers: [asks('1')], initContainers: [asks('3')] }).spec)).toEqual({ cpu: 3000 });
  const spec = samplePod({ containers: [asks('1')], initContainers: [asks('2', 'Always'), asks('3')] }).spec;
  expect(podRequests({ ...spec, overhead: { cpu: '100m' } })).toEqual({ cpu: 5100 });
});

const reader: SourceReader = {
  configMap: (_namespace, name) => (name === 'here' ? ({ data: { key: 'value' } } as never) : undefined),
  secret: (_namespace, name) => (name === 'here' ? ({ data: { key: 'dmFsdWU=' } } as never) : undefined),
  claim: (_namespace, name) =>
    name === 'bound'
      ? ({ status: { phase: 'Bound' } } as never)
      : name === 'open'
        ? ({ status: {} } as never)
        : undefined,
};

test.each([
  [{ configMap: { name: 'here' } }, undefined],
  [{ configMap: { name: 'gone' } }, 'MountVolume.SetUp failed for volume "v" : configmap "gone" not found'],
  [{ configMap: { name: 'gone', optional: true } }, undefined],
  [
    { configMap: { name: 'here', items: [{ key: 'other', path: 'p' }] } },
    'MountVolume.SetUp failed for volume "v" : configmap references non-existent config key: other',
  ],
  [{ secret: { secretName: 'gone' } }, 'MountVolume.SetUp failed for volume "v" : secret "gone" not found'],
  [{ projected: { sources: [{ configMap: { name: 'here' } }, { secret: { name: 'here' } }] } }, undefined],
  [
    { projected: { sources: [{ configMap: { name: 'gone' } }, { secret: { name: 'lost' } }] } },
    'MountVolume.SetUp failed for volume "v" : [configmap "gone" not found, secret "lost" not found]',
  ],
  [{ emptyDir: {} }, undefined],
  [{ persistentVolumeClaim: { claimName: 'bound' } }, undefined],
  [
    { persistentVolumeClaim: { claimName: 'open' } },
    'Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[], failed to process volumes=[v]: ' +
      'error processing PVC demo/open: PVC is not bound',
  ],
])('mounting %j: %s', (source, message) => {
  expect(decideMounts(samplePod({ volumes: [{ name: 'v', ...source }] }), reader)?.message).toBe(message);
});

test('a failed mount is tried again after 0.5 s, each time after twice as long, up to 2m2s', () => {
  expect([1, 2, 3, 8, 9, 20].map(mountRetryMs)).toEqual([500, 1000, 2000, 64_000, 122_000, 122_000]);
});

const environmentOf = (fields: Parameters<typeof container>[1]) => {
  const pod = samplePod({ nodeName: 'node-1', containers: [container('main', fields)] });
  const [main] = pod.spec.containers;
  if (main === undefined) throw new Error('no container');
  const found = decideEnvironment({ pod, container: main, podIp: '10.244.1.2', hostIp: '172.18.0.11', reader });
  return 'message' in found ? found.message : found.values;
};

const named = (name: string, source: object) => ({ env: [{ name, valueFrom: source }] });

test.each([
  [{}, {}],
  [
    {
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: 'x$(A)$(C)$$(A)' },
      ],
    },
    { A: '1', B: 'x1$(C)$(A)' },
  ],
  [named('A', { configMapKeyRef: { name: 'here', key: 'key' } }), { A: 'value' }],
  [named('A', { configMapKeyRef: { name: 'gone', key: 'key' } }), 'configmap "gone" not found'],
  [named('A', { configMapKeyRef: { name: 'here', key: 'other' } }), "couldn't find key other in ConfigMap demo/here"],
  [named('A', { configMapKeyRef: { name: 'here', key: 'other', optional: true } }), {}],
  [named('A', { secretKeyRef: { name: 'here', key: 'key' } }), { A: 'value' }],
  [named('A', { secretKeyRef: { name: 'gone', key: 'key' } }), 'secret "gone" not found'],
  [named('A', { secretKeyRef: { name: 'here', key: 'other' } }), "couldn't find key other in Secret demo/here"],
  [named('A', { fieldRef: { fieldPath: 'status.podIP' } }), { A: '10.244.1.2' }],
  [named('A', { fieldRef: { fieldPath: 'spec.nodeName' } }), { A: 'node-1' }],
  [
    {
      ...named('A', { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } }),
      resources: { limits: { memory: '1Gi' } },
    },
    { A: '1024' },
  ],
  [{ envFrom: [{ prefix: 'X_', configMapRef: { name: 'here' } }] }, { X_key: 'value' }],
  [{ envFrom: [{ secretRef: { name: 'gone' } }] }, 'secret "gone" not found'],
  [{ envFrom: [{ secretRef: { name: 'gone', optional: true } }] }, {}],
])('the environment of %j is %j', (fields, expected) => {
  expect(environmentOf(fields)).toEqual(expected);
});

test('commands are expanded by what is known, and the rest stays', () => {
  expect(expand('/kuard $(EXTRA_PARAM) $(NOTHING)', { EXTRA_PARAM: '--port=1' })).toBe('/kuard --port=1 $(NOTHING)');
});

test('an address is used again as late as possible', () => {
  const addresses = new PodAddresses('10.244.3.0/29');
  const all = Array.from({ length: 5 }, () => addresses.allocate());
  expect(all).toEqual(['10.244.3.2', '10.244.3.3', '10.244.3.4', '10.244.3.5', '10.244.3.6']);
  expect(addresses.allocate()).toBeUndefined();
  addresses.release('10.244.3.5');
  addresses.release('10.244.3.2');
  expect([addresses.allocate(), addresses.allocate()]).toEqual(['10.244.3.2', '10.244.3.5']);
});

test.each([
  [0, '0s'],
  [500, '500ms'],
  [1200, '1.2s'],
  [10_000, '10s'],
  [160_000, '2m40s'],
  [300_000, '5m0s'],
  [3_600_000, '1h0m0s'],
])('%i ms are %s in Go', (durationMs, text) => {
  expect(goDuration(durationMs)).toBe(text);
});

const user = (uid: string, used: number, requested: string | undefined, priority = 0) => {
  const resources = requested === undefined ? {} : { requests: { memory: requested } };
  const pod = samplePod({ priority, containers: [container('main', { resources })] });
  return { pod: { ...pod, metadata: { ...pod.metadata, uid } }, usage: new Map([['main', used * 2 ** 20]]) };
};

test.each([
  ['the one above its request', [user('a', 900, '1Gi'), user('b', 300, '200Mi')], 'b'],
  ['the least important of these', [user('a', 300, undefined, 10), user('b', 100, undefined, 5)], 'b'],
  ['the furthest above of equals', [user('a', 300, undefined), user('b', 400, undefined)], 'b'],
  ['the first by UID of the same', [user('b', 300, undefined), user('a', 300, undefined)], 'a'],
  ['nobody who is critical', [user('a', 300, undefined, 2_000_001_000)], undefined],
])('when memory is short it ends %s', (_which, candidates, uid) => {
  expect(decideEviction(candidates)?.pod.metadata.uid).toBe(uid);
});

test('says what an evicted Pod used', () => {
  expect(evictionMessage(user('a', 300, '200Mi'), 50 * 2 ** 20)).toBe(
    'The node was low on resource: memory. Threshold quantity: 100Mi, available: 51200Ki. ' +
      'Container main was using 307200Ki, request is 200Mi, has larger consumption of memory. ',
  );
});
