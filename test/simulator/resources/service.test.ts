import * as fc from 'fast-check';
import { StatusError, type Draft, type KubeObject } from '../../../src/simulator/api';
import type { WriteContext } from '../../../src/simulator/resources/resource';
import { serviceStrategy } from '../../../src/simulator/resources/service';
import { writeContext } from './write-context';

type Spec = Readonly<Record<string, unknown>>;

const draft = (spec: Spec, name = 'web'): Draft => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'default' },
  spec: structuredClone(spec),
});

function create(spec: Spec, context: WriteContext = writeContext()): KubeObject {
  const service = draft(spec);
  serviceStrategy.default?.(service);
  serviceStrategy.prepareForCreate?.(service, context);
  return service as unknown as KubeObject;
}

function update(old: KubeObject, spec: Spec, context: WriteContext = writeContext({ services: [old] })): KubeObject {
  const service = draft(spec);
  serviceStrategy.default?.(service);
  serviceStrategy.prepareForUpdate?.(service, old, context);
  return service as unknown as KubeObject;
}

const specOf = (service: KubeObject): Spec => service['spec'] as Spec;
const portsOf = (service: KubeObject): readonly Spec[] => specOf(service)['ports'] as readonly Spec[];

function refusal(write: () => unknown): string {
  try {
    write();
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
  return 'accepted';
}

const wrong = (service: KubeObject): string[] =>
  (serviceStrategy.validate?.(service, writeContext()) ?? []).map(({ field, body }) => `${field}: ${body}`);

test('a Service gets an address above the part of the range that is left for requests', () => {
  const clusterIp = specOf(create({ ports: [{ port: 80 }] }))['clusterIP'] as string;
  const [, , third = 0, fourth = 0] = clusterIp.split('.').map(Number);
  expect(clusterIp).toMatch(/^10\.0\./);
  expect(third * 256 + fourth).toBeGreaterThanOrEqual(256);
});

test('no two Services get one address or one node port', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 2, max: 30 }), (seed, count) => {
      const services: KubeObject[] = [];
      for (let index = 0; index < count; index++) {
        // One seed each time: every draw begins at a place that is taken already.
        services.push(create({ type: 'NodePort', ports: [{ port: 80 }] }, writeContext({ services, seed })));
      }
      expect(new Set(services.map((service) => specOf(service)['clusterIP'])).size).toBe(count);
      expect(new Set(services.map((service) => portsOf(service)[0]?.['nodePort'])).size).toBe(count);
    }),
  );
});

test('a request that is refused names what is free to ask for', () => {
  const taken = create({ clusterIP: '10.0.0.10', type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] });
  const context = writeContext({ services: [taken] });
  expect(refusal(() => create({ clusterIP: '10.0.0.10', ports: [{ port: 80 }] }, context))).toBe(
    'Service "web" is invalid: spec.clusterIPs: Invalid value: ["10.0.0.10"]: ' +
      'failed to allocate IP 10.0.0.10: provided IP is already allocated',
  );
  expect(refusal(() => create({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }, context))).toBe(
    'Service "web" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
  );
  expect(refusal(() => create({ type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }))).toBe(
    'Service "web" is invalid: spec.ports[0].nodePort: Invalid value: 80: ' +
      'provided port is not in the valid range. The range of valid ports is 30000-32767',
  );
});

test('a dry run does not look at the range of node ports', () => {
  const service = create({ type: 'NodePort', ports: [{ port: 80, nodePort: 8080 }] }, writeContext({ dryRun: true }));
  expect(portsOf(service)[0]?.['nodePort']).toBe(8080);
});

test('ports with one number and two protocols share a node port', () => {
  const ports = [
    { name: 'tcp', port: 53, protocol: 'TCP' },
    { name: 'udp', port: 53, protocol: 'UDP' },
  ];
  const [tcp, udp] = portsOf(create({ type: 'NodePort', ports }));
  expect(tcp?.['nodePort']).toBe(udp?.['nodePort']);
});

test.each([
  { spec: { clusterIP: 'None', ports: [{ port: 80 }] }, families: ['IPv4', 'IPv6'], policy: 'RequireDualStack' },
  { spec: { clusterIP: 'None', selector: { app: 'a' } }, families: ['IPv4'], policy: 'SingleStack' },
  { spec: { ports: [{ port: 80 }] }, families: ['IPv4'], policy: 'SingleStack' },
  { spec: { type: 'ExternalName', externalName: 'db.example.com' }, families: undefined, policy: undefined },
])('the families of $spec are $families', ({ spec, families, policy }) => {
  const { ipFamilies, ipFamilyPolicy } = specOf(create(spec));
  expect({ ipFamilies, ipFamilyPolicy }).toEqual({ ipFamilies: families, ipFamilyPolicy: policy });
});

test('an update keeps the address and the node ports that it does not mention', () => {
  const old = create({ type: 'NodePort', ports: [{ name: 'a', port: 80 }] });
  const updated = update(old, { type: 'NodePort', ports: [{ name: 'a', port: 81 }] });
  expect(specOf(updated)['clusterIP']).toBe(specOf(old)['clusterIP']);
  expect(portsOf(updated)[0]?.['nodePort']).toBe(portsOf(old)[0]?.['nodePort']);
});

test('a Service that turns from NodePort to ClusterIP loses its node ports and its external policy', () => {
  const old = create({ type: 'NodePort', ports: [{ name: 'a', port: 80 }] });
  const updated = update(old, { ...specOf(old), type: 'ClusterIP' });
  expect(portsOf(updated)[0]).toEqual({ name: 'a', port: 80, protocol: 'TCP', targetPort: 80 });
  expect(specOf(updated)['externalTrafficPolicy']).toBeUndefined();
  expect(wrong(updated)).toEqual([]);
});

test('a Service that turns into ExternalName gives its address back', () => {
  const old = create({ ports: [{ port: 80 }] });
  const updated = update(old, { ...specOf(old), type: 'ExternalName', externalName: 'db.example.com' });
  expect(specOf(updated)['clusterIP']).toBeUndefined();
  expect(wrong(updated)).toEqual([]);
});

test('an address may not change once set', () => {
  const old = create({ ports: [{ port: 80 }] });
  const updated = update(old, { ...specOf(old), clusterIP: '10.0.0.77', clusterIPs: ['10.0.0.77'] });
  const errors = serviceStrategy.validateUpdate?.(updated, old, writeContext()) ?? [];
  expect(errors.map(({ field, body }) => `${field}: ${body}`)).toEqual([
    'spec.clusterIPs[0]: Invalid value: ["10.0.0.77"]: may not change once set',
  ]);
});

test.each([
  { spec: { ports: [{ port: 80 }, { port: 81, name: 'b' }] }, errors: ['spec.ports[0].name: Required value'] },
  {
    spec: { ports: [{ port: 80, protocol: 'HTTP' }] },
    errors: ['spec.ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"'],
  },
  {
    spec: { ports: [{ port: 80 }], externalIPs: ['127.0.0.1'] },
    errors: [
      // An address from outside makes the Service accessible from outside.
      'spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    ],
  },
  {
    spec: { ports: [{ port: 80 }], sessionAffinity: 'Sticky' },
    errors: ['spec.sessionAffinity: Unsupported value: "Sticky": supported values: "ClientIP", "None"'],
  },
  {
    spec: { type: 'LoadBalancer', ports: [{ port: 10250 }] },
    errors: ['spec.ports[0]: Invalid value: 10250: may not expose port 10250 externally since it is used by kubelet'],
  },
])('$spec is refused with $errors', ({ spec, errors }) => {
  expect(wrong(create(spec))).toEqual(errors);
});
