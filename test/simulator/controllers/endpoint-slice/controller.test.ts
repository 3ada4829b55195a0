import type { EndpointSlice, ServiceSpec } from '../../../../src/simulator/api';
import { endpointSliceController } from '../../../../src/simulator/controllers/endpoint-slice/controller';
import { SmallControlPlane } from '../../../support/small-control-plane';

const SLICES = 'discovery.k8s.io/endpointslices';

class Sample extends SmallControlPlane {
  constructor() {
    super(endpointSliceController);
  }

  serve(spec: ServiceSpec = {}, labels: Readonly<Record<string, string>> = {}): void {
    this.client.create('services', {
      metadata: { name: 'web', namespace: 'demo', labels },
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }], ...spec },
    });
    this.advance();
  }

  get slices(): readonly EndpointSlice[] {
    return this.client.list(SLICES, 'demo');
  }

  get only(): EndpointSlice {
    const [slice, ...others] = this.slices;
    if (slice === undefined || others.length > 0) throw new Error(`${this.slices.length} slices`);
    return slice;
  }
}

test('a Service owns a slice with its labels', () => {
  const plane = new Sample();
  plane.serve({}, { tier: 'front' });
  const uid = plane.client.get('services', 'demo', 'web')?.metadata.uid;
  expect(plane.only).toMatchObject({
    metadata: {
      generateName: 'web-',
      labels: {
        tier: 'front',
        'kubernetes.io/service-name': 'web',
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-01T00:00:00Z' },
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Service', name: 'web', uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    addressType: 'IPv4',
    endpoints: null,
    ports: null,
  });
});

test('an endpoint says which Pod it is, where it runs and what it is called', () => {
  const plane = new Sample();
  plane.serve({ clusterIP: 'None' });
  const { metadata } = plane.putPod('a', { ip: '10.0.0.1', hostname: 'first', subdomain: 'web' });
  plane.advance();
  expect(plane.only.endpoints).toEqual([
    {
      addresses: ['10.0.0.1'],
      conditions: { ready: true, serving: true, terminating: false },
      hostname: 'first',
      nodeName: 'node-1',
      targetRef: { kind: 'Pod', name: 'a', namespace: 'demo', uid: metadata.uid },
      zone: 'east',
    },
  ]);
  expect(plane.only.ports).toEqual([{ name: '', port: 8080, protocol: 'TCP' }]);
  expect(plane.only.metadata.labels).toHaveProperty(['service.kubernetes.io/headless'], '');
});

test.each<{
  readonly title: string;
  readonly spec: ServiceSpec;
  readonly isReady: boolean;
  readonly isEnding: boolean;
  readonly want: object;
}>([
  {
    title: 'a ready Pod',
    spec: {},
    isReady: true,
    isEnding: false,
    want: { ready: true, serving: true, terminating: false },
  },
  {
    title: 'an unready Pod',
    spec: {},
    isReady: false,
    isEnding: false,
    want: { ready: false, serving: false, terminating: false },
  },
  {
    title: 'a ready Pod that ends',
    spec: {},
    isReady: true,
    isEnding: true,
    want: { ready: false, serving: true, terminating: true },
  },
  {
    title: 'an unready Pod that is published',
    spec: { publishNotReadyAddresses: true },
    isReady: false,
    isEnding: false,
    want: { ready: true, serving: false, terminating: false },
  },
])('conditions of $title', ({ spec, isReady, isEnding, want }) => {
  const plane = new Sample();
  plane.serve(spec);
  plane.putPod('a', { ip: '10.0.0.1', isReady });
  if (isEnding) plane.client.delete('pods', 'demo', 'a');
  plane.advance();
  expect(plane.only.endpoints?.map(({ conditions }) => conditions)).toEqual([want]);
});

test('finished Pods and Pods without address are not shown', () => {
  const plane = new Sample();
  plane.serve();
  plane.putPod('a');
  plane.putPod('b', { ip: '10.0.0.2', phase: 'Succeeded', isReady: false });
  plane.advance();
  expect(plane.only.endpoints).toBeNull();
});

test.each([
  ['PreferSameZone', { forZones: [{ name: 'east' }] }],
  ['PreferSameNode', { forZones: [{ name: 'east' }], forNodes: [{ name: 'node-1' }] }],
])('%s gives hints', (trafficDistribution, hints) => {
  const plane = new Sample();
  plane.serve({ trafficDistribution });
  plane.putPod('a', { ip: '10.0.0.1' });
  plane.advance();
  expect(plane.only.endpoints?.map((each) => each.hints)).toEqual([hints]);
});

test('a Pod whose node is gone is left out, and an Event says why', () => {
  const plane = new Sample();
  plane.serve();
  plane.putPod('a', { ip: '10.0.0.1', node: 'nowhere' });
  plane.advance();
  expect(plane.only.endpoints).toBeNull();
  expect(plane.events).toEqual([
    'demo Warning FailedToUpdateEndpointSlices: Error updating Endpoint Slices for Service demo/web: skipping Pod a for Service demo/web: Node nowhere Not Found',
  ]);
});

test('slices of somebody else stay, and changes by somebody else are put right', () => {
  const plane = new Sample();
  plane.client.create(SLICES, {
    metadata: { name: 'by-hand', namespace: 'demo', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    endpoints: [],
    ports: [],
  });
  plane.serve();
  plane.putPod('a', { ip: '10.0.0.1' });
  plane.advance();
  expect(plane.slices).toHaveLength(2);
  const own = plane.slices.find(({ metadata }) => metadata.name !== 'by-hand') as EndpointSlice;
  plane.client.update(SLICES, { ...own, endpoints: [] });
  plane.advance(2000);
  expect(plane.client.get(SLICES, 'demo', own.metadata.name)?.endpoints).toEqual(own.endpoints);
  plane.client.delete(SLICES, 'demo', own.metadata.name);
  plane.advance(2000);
  expect(plane.slices.map(({ endpoints }) => endpoints?.length ?? 0).sort()).toEqual([0, 1]);
});

test('250 Pods fill three slices, and the end of one Pod changes one of them', () => {
  const plane = new Sample();
  for (let index = 0; index < 250; index += 1) plane.putPod(`p-${index}`, { ip: `10.0.0.${index}` });
  plane.serve();
  expect(plane.slices.map(({ endpoints }) => endpoints?.length).sort()).toEqual([100, 100, 50]);
  const before = plane.writes;
  plane.killPod('p-7');
  plane.advance(1000);
  expect(plane.writes).toBe(before + 2);
});
