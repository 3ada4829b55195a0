import type { Endpoints, ServiceSpec } from '../../../../src/simulator/api';
import { endpointsController } from '../../../../src/simulator/controllers/endpoints/controller';
import { SmallControlPlane } from '../../../support/small-control-plane';

class Sample extends SmallControlPlane {
  constructor() {
    super(endpointsController);
  }

  serve(spec: ServiceSpec = {}, labels: Readonly<Record<string, string>> = {}): void {
    this.client.create('services', {
      metadata: { name: 'web', namespace: 'demo', labels },
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }], ...spec },
    });
    this.advance();
  }

  get endpoints(): Endpoints | undefined {
    return this.client.get('endpoints', 'demo', 'web');
  }

  /** `ip:port` of all that is ready, and of the rest with a `!` in front. */
  get places(): readonly string[] {
    return (this.endpoints?.subsets ?? []).flatMap(
      ({ addresses = [], notReadyAddresses = [], ports = [{ port: 0 }] }) =>
        ports.flatMap(({ port }) => [
          ...addresses.map(({ ip }) => `${ip}:${port}`),
          ...notReadyAddresses.map(({ ip }) => `!${ip}:${port}`),
        ]),
    );
  }
}

test('a Service without Pods has empty Endpoints with its labels', () => {
  const plane = new Sample();
  plane.serve({}, { tier: 'front' });
  expect(plane.endpoints?.metadata.labels).toEqual({
    tier: 'front',
    'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
  });
  expect(plane.endpoints?.metadata.annotations).toEqual({
    'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-01T00:00:00Z',
  });
  expect(plane.endpoints?.subsets).toBeUndefined();
});

test('Pods come and go with their labels, addresses, readiness and end', () => {
  const plane = new Sample();
  plane.serve();
  const steps: readonly (readonly [() => unknown, readonly string[]])[] = [
    [() => plane.putPod('a'), []],
    [() => plane.putPod('a', { ip: '10.0.0.1', isReady: false }), ['!10.0.0.1:8080']],
    [() => plane.putPod('a', { ip: '10.0.0.1' }), ['10.0.0.1:8080']],
    [() => plane.putPod('b', { ip: '10.0.0.2', port: 9090 }), ['10.0.0.1:8080', '10.0.0.2:9090']],
    [() => plane.putPod('a', { ip: '10.0.0.1', labels: { app: 'other' } }), ['10.0.0.2:9090']],
    [() => plane.putPod('a', { ip: '10.0.0.1', labels: { app: 'web' } }), ['10.0.0.1:8080', '10.0.0.2:9090']],
    [() => plane.putPod('b', { ip: '10.0.0.2', isReady: false, phase: 'Failed' }), ['10.0.0.1:8080']],
    [() => plane.client.delete('pods', 'demo', 'a'), []],
  ];
  for (const [change, want] of steps) {
    change();
    plane.advance();
    expect(plane.places).toEqual(want);
  }
});

test('an address says where its Pod runs and which it is', () => {
  const plane = new Sample();
  plane.serve({ clusterIP: 'None' });
  const { metadata } = plane.putPod('a', { ip: '10.0.0.1', hostname: 'first', subdomain: 'web' });
  plane.advance();
  expect(plane.endpoints?.subsets).toEqual([
    {
      addresses: [
        {
          ip: '10.0.0.1',
          hostname: 'first',
          nodeName: 'node-1',
          targetRef: { kind: 'Pod', namespace: 'demo', name: 'a', uid: metadata.uid },
        },
      ],
      ports: [{ port: 8080, protocol: 'TCP' }],
    },
  ]);
  expect(plane.endpoints?.metadata.labels).toHaveProperty(['service.kubernetes.io/headless'], '');
});

test.each<{ readonly title: string; readonly spec: ServiceSpec; readonly want: readonly string[] }>([
  {
    title: 'a number leads anywhere',
    spec: { ports: [{ port: 80, targetPort: 7 }] },
    want: ['10.0.0.1:7', '!10.0.0.2:7'],
  },
  { title: 'a name that no container has leads nowhere', spec: { ports: [{ port: 80, targetPort: 'ssh' }] }, want: [] },
  {
    title: 'unready Pods can be published',
    spec: { publishNotReadyAddresses: true },
    want: ['10.0.0.1:8080', '10.0.0.2:8080'],
  },
  {
    title: 'a headless Service needs no ports',
    spec: { clusterIP: 'None', ports: [] },
    want: ['10.0.0.1:0', '!10.0.0.2:0'],
  },
])('$title', ({ spec, want }) => {
  const plane = new Sample();
  plane.serve(spec);
  plane.putPod('a', { ip: '10.0.0.1' });
  plane.putPod('b', { ip: '10.0.0.2', isReady: false });
  plane.advance();
  expect(plane.places).toEqual(want);
});

test.each<{ readonly title: string; readonly spec: ServiceSpec }>([
  { title: 'without a selector', spec: { selector: {} } },
  { title: 'that is a name elsewhere', spec: { type: 'ExternalName', externalName: 'db.example.com', ports: [] } },
])('Endpoints of a Service $title are nobody’s business here', ({ spec }) => {
  const plane = new Sample();
  plane.serve(spec);
  expect(plane.endpoints).toBeUndefined();
  const subsets = [{ addresses: [{ ip: '192.0.2.1' }], ports: [{ port: 80, protocol: 'TCP' }] }];
  plane.client.create('endpoints', { metadata: { name: 'web', namespace: 'demo' }, subsets });
  plane.advance();
  expect(plane.endpoints?.subsets).toEqual(subsets);
});

test('Endpoints go with their Service, and come back when they alone are deleted', () => {
  const plane = new Sample();
  plane.serve();
  plane.client.delete('endpoints', 'demo', 'web');
  plane.advance();
  expect(plane.endpoints).toBeDefined();
  plane.client.delete('services', 'demo', 'web');
  plane.advance();
  expect(plane.endpoints).toBeUndefined();
});

test('another selector means other Pods', () => {
  const plane = new Sample();
  plane.putPod('a', { ip: '10.0.0.1', labels: { app: 'web', slot: 'blue' } });
  plane.putPod('b', { ip: '10.0.0.2', labels: { app: 'web', slot: 'green' } });
  plane.serve({ selector: { app: 'web', slot: 'blue' } });
  expect(plane.places).toEqual(['10.0.0.1:8080']);
  const service = plane.client.get('services', 'demo', 'web');
  if (service === undefined) throw new Error('not there');
  plane.client.update('services', { ...service, spec: { ...service.spec, selector: { slot: 'green' } } });
  plane.advance();
  expect(plane.places).toEqual(['10.0.0.2:8080']);
});

test('a thousand addresses are enough, and more are said to be too many', () => {
  const plane = new Sample();
  for (let index = 0; index < 1001; index += 1) plane.putPod(`p-${index}`, { ip: `10.0.${index >> 8}.${index & 255}` });
  plane.serve();
  expect(plane.places).toHaveLength(1000);
  expect(plane.endpoints?.metadata.annotations).toHaveProperty(['endpoints.kubernetes.io/over-capacity'], 'truncated');
  const before = plane.writes;
  plane.putPod('p-0', { ip: '10.0.0.0', labels: { app: 'web', other: 'label' } });
  plane.advance(5000);
  expect(plane.writes - before).toBe(1);
  plane.killPod('p-1');
  plane.advance(5000);
  expect(plane.places).toHaveLength(1000);
  expect(plane.endpoints?.metadata.annotations?.['endpoints.kubernetes.io/over-capacity']).toBeUndefined();
});

test('many changes in a short time cost few runs', () => {
  const plane = new Sample();
  plane.serve();
  for (let index = 0; index < 300; index += 1) {
    plane.putPod(`p-${index}`, { ip: `10.0.${index >> 8}.${index & 255}` });
    plane.advance(5);
  }
  plane.advance(1000);
  expect(plane.places).toHaveLength(300);
  const runs = Number(plane.loop.actions);
  expect(runs).toBeLessThan(40);
});

test('a namespace that goes away gets no Endpoints and no Events about that', () => {
  const plane = new Sample();
  plane.client.create('services', {
    metadata: { name: 'web', namespace: 'demo' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  });
  plane.client.delete('namespaces', '', 'demo');
  plane.advance();
  expect([plane.endpoints, plane.events]).toEqual([undefined, []]);
});
