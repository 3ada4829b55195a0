import fc from 'fast-check';
import type {
  Connection,
  Coroutine,
  HttpResponse,
  Listener,
  NetworkStack,
  Program,
  Wait,
} from '../../../../src/simulator/process';
import { waitFor, WaitList } from '../../../../src/simulator/process';
import { noNetwork, startProgramContainer } from '../../../support/program-container';

/** A network that keeps a list of what is done to it. */
function recordingNetwork(): { readonly network: NetworkStack; readonly calls: string[] } {
  const calls: string[] = [];
  const note = (call: string) => () => void calls.push(call);
  const forEver: Wait<void> = new WaitList().change;
  const connection = (name: string): Connection => ({
    localAddress: '10.0.0.1',
    localPort: 1,
    remoteAddress: '10.0.0.2',
    remotePort: 2,
    *read(): Coroutine<undefined> {
      yield* waitFor(forEver);
      return undefined;
    },
    *write(): Coroutine<void> {
      yield* waitFor(forEver);
    },
    close: note(`close ${name}`),
    end: note(`end ${name}`),
    reset: note(`reset ${name}`),
  });
  const listener = (port: number): Listener => ({
    port,
    // eslint-disable-next-line require-yield -- A connection is there at once.
    *accept(): Coroutine<Connection> {
      return connection(`accepted ${port}`);
    },
    close: note(`close listener ${port}`),
  });
  return {
    calls,
    network: {
      ...noNetwork,
      listen: ({ port }) => listener(port),
      listenHttp: ({ port }) => listener(port),
      // eslint-disable-next-line require-yield -- The connection is there at once.
      *connect(address) {
        return connection(address);
      },
      // eslint-disable-next-line require-yield -- The answer is there at once.
      *exchange(): Coroutine<HttpResponse> {
        const { read, close } = connection('body');
        return { status: 200, headers: {}, body: { read, close } };
      },
    },
  };
}

test('what a process opened in the network is closed when it is killed, and nothing else', () => {
  const { network, calls } = recordingNetwork();
  const container = startProgramContainer({
    network,
    *main(process) {
      yield* process.sleep(Infinity);
      return 0;
    },
    programs: {
      *server(process) {
        const listener = process.network.listen({ port: 80 });
        yield* listener.accept();
        process.network.listen({ port: 81 }).close();
        const closed = yield* process.network.connect('10.0.0.8', 1);
        closed.close();
        closed.end();
        yield* process.network.connect('10.0.0.9', 1);
        yield* process.network.exchange('10.0.0.9', 1, {
          method: 'GET',
          target: '/',
          headers: {},
          body: new Uint8Array(),
        });
        yield* process.sleep(Infinity);
        return 0;
      },
    },
  });
  const server = container.exec({ argv: ['server'] });
  container.pass(0);
  expect(calls.splice(0)).toEqual(['close listener 81', 'close 10.0.0.8', 'end 10.0.0.8']);
  server.signal('KILL');
  expect(calls.sort()).toEqual([
    'close 10.0.0.9',
    'close accepted 80',
    'close body',
    'close listener 80',
    'end 10.0.0.9',
    'end accepted 80',
  ]);
});

test('the network hears nothing of a machine that is lost', () => {
  const { network, calls } = recordingNetwork();
  const container = startProgramContainer({
    network,
    *main(process) {
      process.network.listen({ port: 80 });
      yield* process.sleep(Infinity);
      return 0;
    },
  });
  container.pass(0);
  container.discard();
  expect(calls).toEqual([]);
});

/** What one process of a random tree does. */
interface Plan {
  readonly children: readonly Plan[];
  readonly lastsMs: number;
  readonly waits: boolean;
  readonly computesMs: number;
}

const planOf = (depth: number): fc.Arbitrary<Plan> =>
  fc.record({
    children: depth === 0 ? fc.constant([]) : fc.array(planOf(depth - 1), { maxLength: 3 }),
    lastsMs: fc.integer({ min: 0, max: 50 }),
    waits: fc.boolean(),
    computesMs: fc.integer({ min: 0, max: 20 }),
  });

/** The program of a plan. */
const programOf = (own: Plan): Program =>
  function* (process) {
    for (const child of own.children) process.spawn({ argv: ['child'], program: programOf(child) });
    const { reader, writer } = process.pipe();
    process.start(
      (function* (): Coroutine<void> {
        yield* reader.read();
      })(),
    );
    yield* process.compute(own.computesMs);
    yield* process.sleep(own.lastsMs);
    if (own.waits) for (const _ of own.children) yield* process.waitForChild();
    writer.end();
    return 0;
  };

test('whatever tree of processes a container runs, and whenever it is killed, nothing is left', () => {
  fc.assert(
    fc.property(planOf(3), fc.integer({ min: 0, max: 200 }), (root, killedAtMs) => {
      const container = startProgramContainer({ main: programOf(root) });
      container.pass(killedAtMs);
      const before = container.processes();
      expect(new Set(before.map(({ pid }) => pid)).size).toBe(before.length);
      for (const { parent } of before) expect([0, ...before.map(({ pid }) => pid)]).toContain(parent);
      container.signal('KILL');
      expect(container.end()).toBeDefined();
      expect(container.processes()).toEqual([]);
      expect(container.usage()).toEqual({ cpuCores: 0, memoryBytes: 0 });
      // A process that was to begin at this moment finds itself ended.
      container.pass(0);
      expect(container.loop.nextMs).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});
