import * as fc from 'fast-check';
import { podStrategy } from '../../../src/simulator/resources/pod';
import { defaultPullPolicy } from '../../../src/simulator/resources/pods/image';
import { created, type Json, podOf } from './written';

const specOf = (pod: Json): Json => pod['spec'] as Json;
const containerOf = (pod: Json): Json => (specOf(pod)['containers'] as Json[])[0] as Json;

test('a Pod gets the defaults of a real server', () => {
  const pod = created(podStrategy, podOf());
  expect(specOf(pod)).toEqual({
    containers: [
      {
        name: 'main',
        image: 'web:1',
        imagePullPolicy: 'IfNotPresent',
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      },
    ],
    dnsPolicy: 'ClusterFirst',
    enableServiceLinks: true,
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  });
  expect(pod['status']).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
});

test.each([
  ['redis', 'Always'],
  ['redis:latest', 'Always'],
  ['redis:5.0', 'IfNotPresent'],
  ['localhost:5000/redis', 'Always'],
  ['localhost:5000/team/redis:5', 'IfNotPresent'],
  [`redis@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
  [`redis:latest@sha256:${'0'.repeat(64)}`, 'Always'],
  ['Not A Reference', 'IfNotPresent'],
  ['', 'IfNotPresent'],
])('image %p without a policy is pulled %s', (image, policy) => {
  expect(defaultPullPolicy(image)).toBe(policy);
});

test.each([
  { volume: {}, source: { emptyDir: {} } },
  { volume: { secret: { secretName: 's' } }, source: { secret: { secretName: 's', defaultMode: 420 } } },
  { volume: { configMap: { name: 'c' } }, source: { configMap: { name: 'c', defaultMode: 420 } } },
  { volume: { hostPath: { path: '/x' } }, source: { hostPath: { path: '/x', type: '' } } },
  { volume: { image: { reference: 'a:1' } }, source: { image: { reference: 'a:1', pullPolicy: 'IfNotPresent' } } },
  {
    volume: { projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
    source: {
      projected: { sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 3600 } }], defaultMode: 420 },
    },
  },
])('volume $volume is stored as $source', ({ volume, source }) => {
  const pod = created(podStrategy, podOf({ volumes: [{ name: 'v', ...volume }] }));
  expect(specOf(pod)['volumes']).toEqual([{ name: 'v', ...source }]);
});

test('probes, hooks, ports and variables are completed', () => {
  const pod = created(
    podStrategy,
    podOf(
      {},
      {
        ports: [{ containerPort: 80 }],
        env: [{ name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
        livenessProbe: { grpc: { port: 1 }, periodSeconds: 0 },
        // What is left out of JSON is null once it was read.
        startupProbe: { grpc: { port: 2, service: null } },
        readinessProbe: { httpGet: { port: 80 }, timeoutSeconds: 5 },
        lifecycle: { preStop: { httpGet: { port: 80 } } },
      },
    ),
  );
  expect(containerOf(pod)).toMatchObject({
    ports: [{ containerPort: 80, protocol: 'TCP' }],
    env: [{ name: 'NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }],
    livenessProbe: {
      grpc: { port: 1, service: '' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    },
    startupProbe: { grpc: { port: 2, service: '' } },
    readinessProbe: { httpGet: { port: 80, path: '/', scheme: 'HTTP' }, timeoutSeconds: 5, periodSeconds: 10 },
    lifecycle: { preStop: { httpGet: { port: 80, path: '/', scheme: 'HTTP' } } },
  });
});

test('requests follow limits and are rounded up to thousandths', () => {
  const limits = { cpu: '0.0001', memory: '1Mi' };
  const pod = created(podStrategy, podOf({}, { resources: { limits, requests: { memory: '500Ki' } } }));
  expect(containerOf(pod)['resources']).toEqual({
    limits: { cpu: '1m', memory: '1Mi' },
    requests: { memory: '500Ki', cpu: '1m' },
  });
});

test('with the network of the node every port is one of the node', () => {
  const pod = created(podStrategy, podOf({ hostNetwork: true }, { ports: [{ containerPort: 80 }] }));
  expect(containerOf(pod)['ports']).toEqual([{ containerPort: 80, hostPort: 80, protocol: 'TCP' }]);
});

test('requests of the whole Pod come from its containers, then from its limits', () => {
  const limits = { cpu: '2', memory: '1Gi' };
  const pod = created(podStrategy, podOf({ resources: { limits } }, { resources: { requests: { cpu: '500m' } } }));
  expect(specOf(pod)['resources']).toEqual({ limits, requests: { cpu: '500m', memory: '1Gi' } });
});

test.each([
  { resources: {}, qosClass: 'BestEffort' },
  { resources: { requests: { cpu: '1' } }, qosClass: 'Burstable' },
  { resources: { limits: { cpu: '1' } }, qosClass: 'Burstable' },
  { resources: { limits: { cpu: '1', memory: '1Gi' } }, qosClass: 'Guaranteed' },
  { resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } }, qosClass: 'Burstable' },
])('a container with $resources makes its Pod $qosClass', ({ resources, qosClass }) => {
  expect(created(podStrategy, podOf({}, { resources }))['status']).toMatchObject({ qosClass });
});

test('a Pod with gates says why it is not scheduled', () => {
  const pod = created(podStrategy, podOf({ schedulingGates: [{ name: 'example.com/hold' }] }));
  expect(pod['status']).toMatchObject({ conditions: [{ type: 'PodScheduled', reason: 'SchedulingGated' }] });
});

test('a negative grace period is stored as one second', () => {
  const pod = created(podStrategy, podOf({ terminationGracePeriodSeconds: -5 }));
  expect(specOf(pod)['terminationGracePeriodSeconds']).toBe(1);
});

test('keys of labels to match become conditions of the selector', () => {
  const term = { topologyKey: 'zone', labelSelector: { matchLabels: { app: 'web' } }, matchLabelKeys: ['version'] };
  const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
  const pod = created(podStrategy, { ...podOf({ affinity }), metadata: { name: 'web', labels: { version: '2' } } });
  const expressions = [{ key: 'version', operator: 'In', values: ['2'] }];
  expect(specOf(pod)['affinity']).toMatchObject({
    podAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchExpressions: expressions } }],
    },
  });
});

const containerArb = fc.record(
  {
    name: fc.constantFrom('main', 'side'),
    image: fc.constantFrom('web', 'web:1', 'web:latest'),
    ports: fc.array(fc.record({ containerPort: fc.integer({ min: 1, max: 9 }) }), { maxLength: 2 }),
    livenessProbe: fc.record({ httpGet: fc.record({ port: fc.constant(80) }) }),
    resources: fc.record({ limits: fc.dictionary(fc.constantFrom('cpu', 'memory'), fc.constantFrom('1', '500m')) }),
  },
  { requiredKeys: ['name', 'image'] },
);

test('filling in defaults a second time changes nothing', () => {
  fc.assert(
    fc.property(fc.array(containerArb, { maxLength: 2 }), fc.boolean(), (containers, hostNetwork) => {
      const once = structuredClone(podOf({ containers, hostNetwork }));
      podStrategy.default?.(once);
      const twice = structuredClone(once);
      podStrategy.default?.(twice);
      expect(twice).toEqual(once);
    }),
  );
});
