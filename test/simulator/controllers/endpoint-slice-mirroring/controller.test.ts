import type { EndpointSlice, EndpointSubset } from '../../../../src/simulator/api';
import { endpointSliceMirroringController } from '../../../../src/simulator/controllers/endpoint-slice-mirroring/controller';
import { SmallControlPlane } from '../../../support/small-control-plane';

const SLICES = 'discovery.k8s.io/endpointslices';
const PORTS = [{ port: 3306, protocol: 'TCP' }];
const subset = (...ips: readonly string[]): EndpointSubset => ({ addresses: ips.map((ip) => ({ ip })), ports: PORTS });

class Sample extends SmallControlPlane {
  constructor(selector: Readonly<Record<string, string>> = {}) {
    super(endpointSliceMirroringController);
    this.client.create('services', {
      metadata: { name: 'db', namespace: 'demo' },
      spec: { selector, ports: [{ port: 3306 }] },
    });
  }

  write(subsets: readonly EndpointSubset[], metadata: object = {}): void {
    const present = this.client.get('endpoints', 'demo', 'db');
    if (present === undefined)
      this.client.create('endpoints', { metadata: { name: 'db', namespace: 'demo', ...metadata }, subsets });
    else this.client.update('endpoints', { ...present, metadata: { ...present.metadata, ...metadata }, subsets });
    this.advance();
  }

  get slices(): readonly EndpointSlice[] {
    return this.client.list(SLICES, 'demo');
  }

  /** Addresses by slice, those that are not ready with a `!` in front. */
  get addresses(): readonly (readonly string[])[] {
    return this.slices.map(({ endpoints }) =>
      (endpoints ?? []).map(
        ({ addresses, conditions }) => `${conditions.ready === true ? '' : '!'}${addresses.join()}`,
      ),
    );
  }
}

test('Endpoints that somebody wrote are shown as a slice of theirs', () => {
  const plane = new Sample();
  plane.write([subset('198.51.100.7')], {
    labels: { tier: 'data' },
    annotations: { note: 'kept', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
  });
  const uid = plane.client.get('endpoints', 'demo', 'db')?.metadata.uid;
  expect(plane.slices).toHaveLength(1);
  expect(plane.slices[0]).toMatchObject({
    metadata: {
      generateName: 'db-',
      labels: {
        tier: 'data',
        'kubernetes.io/service-name': 'db',
        'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
      },
      annotations: { note: 'kept' },
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Endpoints', name: 'db', uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['198.51.100.7'], conditions: { ready: true } }],
    ports: [{ name: '', port: 3306, protocol: 'TCP' }],
  });
  expect(plane.slices[0]?.metadata.annotations).toEqual({ note: 'kept' });
});

test('changes are followed in place', () => {
  const plane = new Sample();
  plane.write([subset('192.0.2.1')]);
  const [first] = plane.slices;
  plane.write([{ ...subset('192.0.2.1'), notReadyAddresses: [{ ip: '192.0.2.2' }] }]);
  expect(plane.addresses).toEqual([['192.0.2.1', '!192.0.2.2']]);
  plane.write([{ addresses: [{ ip: '192.0.2.3' }], ports: [{ port: 5432, protocol: 'TCP' }] }]);
  expect(plane.addresses).toEqual([['192.0.2.3']]);
  expect(plane.slices[0]?.metadata.uid).toBe(first?.metadata.uid);
  plane.write([]);
  expect(plane.slices).toEqual([]);
});

test('families of addresses are apart', () => {
  const plane = new Sample();
  plane.write([subset('192.0.2.1', '2001:db8::1')]);
  expect(plane.slices.map(({ addressType }) => addressType).sort()).toEqual(['IPv4', 'IPv6']);
});

test.each([
  { title: 'that ask not to be', metadata: { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } } },
  { title: 'that are a lock', metadata: { annotations: { 'control-plane.alpha.kubernetes.io/leader': '{}' } } },
])('Endpoints $title are not mirrored', ({ metadata }) => {
  const plane = new Sample();
  plane.write([subset('192.0.2.1')], metadata);
  expect(plane.slices).toEqual([]);
  plane.write([subset('192.0.2.1')], { labels: {}, annotations: {} });
  expect(plane.slices).toHaveLength(1);
  plane.write([subset('192.0.2.1')], metadata);
  expect(plane.slices).toEqual([]);
});

test('Endpoints of a Service that selects Pods are not mirrored, from then on or until then', () => {
  const plane = new Sample({ app: 'db' });
  plane.write([subset('192.0.2.1')]);
  expect(plane.slices).toEqual([]);
  const service = plane.client.get('services', 'demo', 'db');
  if (service === undefined) throw new Error('not there');
  const { selector: _selector, ...spec } = service.spec;
  plane.client.update('services', { ...service, spec });
  plane.advance();
  expect(plane.addresses).toEqual([['192.0.2.1']]);
});

test('slices go with the Endpoints or the Service', () => {
  const plane = new Sample();
  plane.write([subset('192.0.2.1')]);
  plane.client.delete('endpoints', 'demo', 'db');
  plane.advance();
  expect(plane.slices).toEqual([]);
  plane.write([subset('192.0.2.1')]);
  plane.client.delete('services', 'demo', 'db');
  plane.advance();
  expect(plane.slices).toEqual([]);
});

test('more than a thousand addresses are cut, and an Event says so', () => {
  const plane = new Sample();
  plane.write([subset(...Array.from({ length: 1003 }, (_, index) => `192.168.${index >> 8}.${index & 255}`))]);
  expect(plane.addresses[0]).toHaveLength(1000);
  expect(plane.events).toEqual([
    'demo Warning TooManyAddressesToMirror: A max of 1000 addresses can be mirrored to EndpointSlices per Endpoints subset. 3 addresses were skipped',
  ]);
});

test('what somebody does to a mirrored slice is undone, and otherwise nothing is written', () => {
  const plane = new Sample();
  plane.write([subset('192.0.2.1')]);
  const before = plane.writes;
  plane.advance(60_000);
  expect(plane.writes).toBe(before);
  const [slice] = plane.slices;
  if (slice === undefined) throw new Error('not there');
  plane.client.update(SLICES, { ...slice, endpoints: [] });
  plane.advance();
  expect(plane.addresses).toEqual([['192.0.2.1']]);
});
