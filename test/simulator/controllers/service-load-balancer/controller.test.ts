import type { Service, ServiceSpec } from '../../../../src/simulator/api';
import { serviceLoadBalancerController } from '../../../../src/simulator/controllers/service-load-balancer/controller';
import { SmallControlPlane } from '../../../support/small-control-plane';

const CLEANUP = 'service.kubernetes.io/load-balancer-cleanup';

class Sample extends SmallControlPlane {
  constructor(
    addressOf: (index: number) => { ip?: string; hostname?: string } = (index) => ({ ip: `203.0.113.${index}` }),
  ) {
    super(serviceLoadBalancerController({ delayMs: 1000, addressOf }));
  }

  serve(name: string, spec: ServiceSpec = {}): void {
    this.client.create('services', {
      metadata: { name, namespace: 'demo' },
      spec: { type: 'LoadBalancer', ports: [{ port: 80 }], ...spec },
    });
  }

  service(name: string): Service {
    const service = this.client.get('services', 'demo', name);
    if (service === undefined) throw new Error(`no Service ${name}`);
    return service;
  }

  addressOf(name: string): unknown {
    return this.service(name).status.loadBalancer?.ingress;
  }
}

test('a load balancer has its address after a while', () => {
  const plane = new Sample();
  plane.serve('web');
  plane.advance(900);
  expect(plane.addressOf('web')).toBeUndefined();
  expect(plane.service('web').metadata.finalizers).toEqual([CLEANUP]);
  plane.advance(200);
  expect(plane.addressOf('web')).toEqual([{ ip: '203.0.113.0', ipMode: 'VIP' }]);
  expect(plane.events).toEqual([
    'demo Normal EnsuringLoadBalancer: Ensuring load balancer',
    'demo Normal EnsuredLoadBalancer: Ensured load balancer',
  ]);
  const before = plane.writes;
  plane.advance(60_000);
  expect(plane.writes).toBe(before);
});

test('a cloud may give names', () => {
  const plane = new Sample((index) => ({ hostname: `lb-${index}.example.com` }));
  plane.serve('web');
  plane.advance(2000);
  expect(plane.addressOf('web')).toEqual([{ hostname: 'lb-0.example.com' }]);
});

test('every Service has an address of its own, and released ones are used again', () => {
  const plane = new Sample();
  plane.serve('a');
  plane.serve('b');
  plane.advance(2000);
  expect(plane.addressOf('b')).toEqual([{ ip: '203.0.113.1', ipMode: 'VIP' }]);
  plane.client.delete('services', 'demo', 'a');
  plane.advance(2000);
  expect(plane.names('services')).toEqual(['b']);
  plane.serve('c');
  plane.advance(2000);
  expect(plane.addressOf('c')).toEqual([{ ip: '203.0.113.0', ipMode: 'VIP' }]);
});

test('a Service waits when the addresses are used up', () => {
  const plane = new Sample((index) => ({ ip: `203.0.113.${index % 2}` }));
  for (const name of ['a', 'b', 'c']) plane.serve(name);
  plane.advance(60_000);
  expect(plane.addressOf('c')).toBeUndefined();
  plane.client.delete('services', 'demo', 'b');
  plane.advance();
  expect(plane.addressOf('c')).toEqual([{ ip: '203.0.113.1', ipMode: 'VIP' }]);
});

test('a Service that wants it no more gives its load balancer back', () => {
  const plane = new Sample();
  plane.serve('web');
  plane.advance(2000);
  const service = plane.service('web');
  plane.client.update('services', { ...service, spec: { ...service.spec, type: 'ClusterIP' } });
  plane.advance(2000);
  expect(plane.addressOf('web')).toBeUndefined();
  expect(plane.service('web').metadata.finalizers).toBeUndefined();
  expect(plane.events.slice(2)).toEqual([
    'demo Normal Type: LoadBalancer -> ClusterIP',
    'demo Normal DeletingLoadBalancer: Deleting load balancer',
    'demo Normal DeletedLoadBalancer: Deleted load balancer',
  ]);
});

test('a Service that is deleted before it has one is let go', () => {
  const plane = new Sample();
  plane.serve('web');
  plane.advance(500);
  plane.client.delete('services', 'demo', 'web');
  expect(plane.names('services')).toEqual(['web']);
  plane.advance(2000);
  expect(plane.names('services')).toEqual([]);
});

test.each<{ readonly title: string; readonly spec: ServiceSpec }>([
  { title: 'of another type', spec: { type: 'NodePort' } },
  { title: 'of another class', spec: { loadBalancerClass: 'example.com/other' } },
])('Services $title are left alone', ({ spec }) => {
  const plane = new Sample();
  plane.serve('web', spec);
  plane.advance(5000);
  expect([plane.addressOf('web'), plane.service('web').metadata.finalizers, plane.events]).toEqual([
    undefined,
    undefined,
    [],
  ]);
});
