import type { Container } from '../../../../src/simulator/api';
import { NodeWorld, stateOf } from '../node-world';
import { sampleImage } from './sample-image';

const IMAGE = 'team/sample:1';

/** A Pod with containers of the sample image, whose server listens on port 80, after a minute. */
function running(...containers: readonly Partial<Container>[]): NodeWorld {
  const world = new NodeWorld({ images: [sampleImage] });
  world.create({ containers: containers.map((each) => ({ image: IMAGE, ...each })) });
  world.advance(60_000);
  return world;
}

test('containers of a Pod share its loopback: the second one finds the port taken', () => {
  const world = running({}, {});
  expect(stateOf(world.pod())).toBe('running');
  expect(stateOf(world.pod(), 'extra-1')).toBe('waiting CrashLoopBackOff');
  const { lastState } = world.pod().status.containerStatuses?.find(({ name }) => name === 'extra-1') ?? {};
  expect(lastState?.terminated?.exitCode).toBe(1);
});

test.each([
  { probe: 'tcp, where it listens', readinessProbe: { tcpSocket: { port: 80 } }, isReady: true },
  {
    probe: 'tcp, where nobody listens',
    readinessProbe: { tcpSocket: { port: 81 } },
    isReady: false,
    says: 'connection refused',
  },
  {
    probe: 'grpc, of a server of HTTP',
    readinessProbe: { grpc: { port: 80, service: '' } },
    isReady: false,
    says: 'timeout: failed to connect service',
  },
  {
    probe: 'grpc, where nobody listens',
    readinessProbe: { grpc: { port: 81, service: '' } },
    isReady: false,
    says: 'timeout: failed to connect service',
  },
  { probe: 'http, of a port by its name', readinessProbe: { httpGet: { port: 'web' } }, isReady: true },
  { probe: 'http, by its loopback', readinessProbe: { httpGet: { port: 80, host: '127.0.0.1' } }, isReady: false },
])('a probe by $probe: ready is $isReady', ({ readinessProbe, isReady, says }) => {
  const world = running({ readinessProbe, ports: [{ name: 'web', containerPort: 80 }] });
  expect(world.pod().status.containerStatuses?.[0]?.ready).toBe(isReady);
  if (says !== undefined) expect(world.events().join('\n')).toContain(says);
});

test('a container is told of Services that were there when it started, and not of later ones', () => {
  const world = new NodeWorld({ images: [sampleImage] });
  const who = (name: string): void => {
    world.create({
      name,
      containers: [{ image: IMAGE, command: ['who'] }],
      spec: { restartPolicy: 'Never' },
    });
    world.advance(10_000);
  };
  const seen = (name: string): string => {
    let text = '';
    const listener = {
      data: (_: unknown, bytes: Uint8Array) => (text += new TextDecoder().decode(bytes)),
      end: () => undefined,
      ready: () => undefined,
    };
    const request = {
      pod: world.pod(name),
      container: 'main',
      isPrevious: false,
      follows: false,
      hasTimestamps: false,
    };
    world.agents.containers.logs(request, listener);
    return text;
  };
  who('early');
  world.object('services', {
    metadata: { name: 'db' },
    spec: { clusterIP: '10.0.0.77', ports: [{ port: 3306, targetPort: 3306, protocol: 'TCP' }] },
  } as never);
  who('late');
  expect(seen('early')).not.toContain('DB_SERVICE_HOST');
  expect(seen('late')).toContain('DB_SERVICE_HOST=10.0.0.77\n');
});
