import type { Probe } from '../../../../src/simulator/api';
import { defineImage } from '../../../../src/simulator/images';
import {
  GrpcError,
  grpcHealth,
  type GrpcMethods,
  type Program,
  serveGrpc,
  serveHttp,
  waitForEver,
} from '../../../../src/simulator/programs';
import { NodeWorld } from '../node-world';
import { sampleImage } from './sample-image';

const CHECK = '/grpc.health.v1.Health/Check';

/** A method that answers every call with these bytes of protobuf, or fails. */
const answering = (bytes: readonly number[], failure?: GrpcError): GrpcMethods => ({
  // eslint-disable-next-line require-yield -- It needs no time.
  *[CHECK]() {
    if (failure !== undefined) throw failure;
    return Uint8Array.from(bytes);
  },
});

/** What each server answers; one that is no server of gRPC has none. */
const METHODS: Readonly<Record<string, GrpcMethods>> = {
  well: grpcHealth((service) => (service === '' ? 'SERVING' : undefined)),
  ill: grpcHealth(() => 'NOT_SERVING'),
  unsure: grpcHealth(() => 'UNKNOWN'),
  // A status that no version knows, and what is no answer at all.
  newer: answering([0x08, 17]),
  other: { '/team.Orders/List': () => waitForEver() },
  slow: { [CHECK]: () => waitForEver() },
  locked: answering([], new GrpcError('PermissionDenied', 'show your badge: 100 %')),
  broken: {
    // eslint-disable-next-line require-yield -- It needs no time.
    *[CHECK]() {
      throw new Error('out of luck');
    },
  },
};

/** Serves on port 9000 as its first argument says. */
const server: Program = function* (process) {
  const [, kind = ''] = process.argv;
  if (kind === 'http') serveHttp(process, { port: 9000 }, () => waitForEver());
  else if (kind === 'silent' || kind === 'rude') {
    const listener = process.network.listen({ port: 9000 });
    for (;;) {
      const connection = yield* listener.accept();
      if (kind === 'rude') connection.reset();
    }
  } else serveGrpc(process, { port: 9000 }, METHODS[kind] ?? {});
  return yield* waitForEver();
};

const grpcImage = defineImage({
  repositories: ['docker.io/team/orders'],
  image: () => ({ layers: [{ '/bin/orders': { type: 'program', program: server } }] }),
});

/** A Pod whose server is asked by gRPC, after half a minute. */
function asked(kind: string, probe: Partial<Probe> = {}, port = 9000): NodeWorld {
  const world = new NodeWorld({ images: [grpcImage, sampleImage] });
  const readinessProbe = { grpc: { port, service: '' }, ...probe };
  world.create({ containers: [{ image: 'team/orders:1', command: ['orders', kind], readinessProbe }] });
  world.advance(30_000);
  return world;
}

const isReady = (world: NodeWorld): boolean => world.pod().status.containerStatuses?.[0]?.ready ?? false;

test('a server that serves is ready', () => {
  const world = asked('well');
  expect(isReady(world)).toBe(true);
  expect(world.events().join('\n')).not.toContain('Unhealthy');
});

test.each([
  ['ill', 'service unhealthy (responded with "NOT_SERVING")'],
  ['unsure', 'service unhealthy (responded with "UNKNOWN")'],
  ['newer', 'service unhealthy (responded with "UNKNOWN")'],
  [
    'other',
    'error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health',
  ],
  ['slow', 'timeout: health rpc did not complete within 1s'],
  ['locked', 'error: health rpc probe failed: rpc error: code = PermissionDenied desc = show your badge: 100 %'],
  ['broken', 'error: health rpc probe failed: rpc error: code = Unknown desc = out of luck'],
  ['http', /timeout: failed to connect service "[\d.]+:9000" within 1s: context deadline exceeded/],
  ['silent', /timeout: failed to connect service "[\d.]+:9000" within 1s: context deadline exceeded/],
  ['rude', /timeout: failed to connect service "[\d.]+:9000" within 1s: context deadline exceeded/],
])('of a server that is %s the kubelet says why it is not ready', (kind, words) => {
  const world = asked(kind);
  expect(isReady(world)).toBe(false);
  const told = world.events().filter((event) => event.includes('Unhealthy'));
  expect(told).not.toEqual([]);
  for (const event of told) {
    expect(event).toEqual(
      typeof words === 'string'
        ? expect.stringContaining(`Readiness probe failed: ${words}`)
        : expect.stringMatching(words),
    );
  }
});

test('a service that the server does not have is not found', () => {
  const world = asked('well', { grpc: { port: 9000, service: 'team.Orders' } });
  expect(isReady(world)).toBe(false);
  expect(world.events().join('\n')).toContain(
    'Readiness probe failed: error: health rpc probe failed: rpc error: code = NotFound desc = unknown service',
  );
});

test('where nobody listens the kubelet tries until its time is over', () => {
  const world = asked('well', { timeoutSeconds: 5, periodSeconds: 10 }, 9001);
  expect(isReady(world)).toBe(false);
  expect(world.events().join('\n')).toMatch(
    /timeout: failed to connect service "[\d.]+:9001" within 5s: context deadline exceeded/,
  );
});

test('an image that nobody has described is well, by gRPC as by HTTP', () => {
  const world = new NodeWorld();
  world.create({
    containers: [
      {
        image: 'acme/api:1',
        readinessProbe: { grpc: { port: 9000, service: 'acme.Api' } },
        livenessProbe: { httpGet: { port: 9000, path: '/' } },
      },
    ],
  });
  world.advance(30_000);
  expect(isReady(world)).toBe(true);
});

test('a program says in its log what went wrong within a call', () => {
  const world = asked('broken');
  let said = '';
  world.agents.containers.logs(
    { pod: world.pod(), container: 'main', isPrevious: false, follows: false, hasTimestamps: false },
    { data: (_, bytes) => (said += new TextDecoder().decode(bytes)), end: () => undefined, ready: () => undefined },
  );
  expect(said).toMatch(/^(out of luck\n)+$/);
});
