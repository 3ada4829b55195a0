import { pause } from '../../../src/simulator/network/transport/waiting';
import {
  type ByteReader,
  checkpoint,
  type Coroutine,
  decodeText,
  encodeText,
  type HttpHeaders,
  type HttpRequest,
  runTask,
  SystemError,
  type Task,
} from '../../../src/simulator/process';
import { answering, run, SmallNetwork, textResponse } from './small-network';

test('a Pod reaches another one by its address, and is seen by its own', () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b', { node: 'n2' })];
  expect(small.ask(a, b.address)).toBe('b');
  expect(b.requests).toMatchObject([{ remoteAddress: a.address, localAddress: b.address, localPort: 8080 }]);
});

test('a request to another machine costs a millisecond, one to the machine itself nothing', () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b')];
  expect(small.run(small.asking(a, b.address)).tookMs).toBe(1);
  expect(small.run(small.asking(a, '127.0.0.1'))).toEqual({ value: 'a', tookMs: 0 });
});

test.each([
  { to: 'a port where nobody listens', address: '10.244.1.3', port: 81, answer: 'ECONNREFUSED', tookMs: 1 },
  {
    to: 'an address of a node that no Pod has',
    address: '10.244.2.77',
    port: 80,
    answer: 'EHOSTUNREACH',
    tookMs: 3000,
  },
  { to: 'an address that nobody knows', address: '172.31.9.9', port: 80, answer: 'ETIMEDOUT', tookMs: 5000 },
  { to: 'the other Pod', address: '10.244.1.3', port: 8080, answer: 'b', tookMs: 1 },
])('$to: $answer after $tookMs ms', ({ address, port, answer, tookMs }) => {
  const small = new SmallNetwork();
  const a = small.pod('a');
  small.pod('b');
  expect(small.run(small.asking(a, address, port))).toEqual({ value: answer, tookMs });
});

test('two programs of a Pod cannot listen on one port; on loopback and the Pod address they can', () => {
  const small = new SmallNetwork();
  const a = small.pod('a');
  expect(() => a.listen({ port: 8080 })).toThrow(new SystemError('EADDRINUSE'));
  a.listen({ port: 6379, address: '127.0.0.1' });
  a.listen({ port: 6379, address: a.address });
  expect(() => a.listen({ port: 6379 })).toThrow('Address already in use');
  expect(() => a.listen({ port: 1, address: '10.244.9.9' })).toThrow('Cannot assign requested address');
  expect(() => small.pod('b').listen({ port: 6379 })).not.toThrow();
});

test('a port is free again when its listener is closed, and refuses meanwhile', () => {
  const small = new SmallNetwork();
  const a = small.pod('a');
  const listener = a.listen({ port: 81 });
  listener.close();
  listener.close();
  expect(small.ask(a, '127.0.0.1', 81)).toBe('ECONNREFUSED');
  expect(() => a.listen({ port: 81 })).not.toThrow();
});

test('who listens on loopback is not heard by other Pods', () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b')];
  const listener = b.listenHttp(
    { port: 81, address: '127.0.0.1' },
    answering(() => textResponse('only for b')),
    run,
  );
  expect(listener.port).toBe(81);
  expect(small.ask(b, '127.0.0.1', 81)).toBe('only for b');
  expect(small.ask(a, b.address, 81)).toBe('ECONNREFUSED');
});

test('bytes arrive in order, in both directions, and end', () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b')];
  const listener = b.listen({ port: 7 });
  run(
    (function* (): Coroutine<void> {
      const connection = yield* listener.accept();
      for (let read = yield* connection.read(); read !== undefined; read = yield* connection.read()) {
        yield* connection.write(read);
      }
      connection.end();
    })(),
  );
  const echo = function* (): Coroutine<string> {
    const connection = yield* a.connect(b.address, 7);
    let text = '';
    for (const word of ['one ', 'two ', 'three']) {
      yield* connection.write(new TextEncoder().encode(word));
      text += new TextDecoder().decode(yield* connection.read());
    }
    connection.end();
    return `${text} ${String(yield* connection.read())}`;
  };
  expect(small.run(echo())).toEqual({ value: 'one two three undefined', tookMs: 5 });
});

test('a writer waits while nobody reads', () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b')];
  b.listen({ port: 7 });
  let written = 0;
  run(
    (function* (): Coroutine<void> {
      const connection = yield* a.connect(b.address, 7);
      for (;;) {
        yield* connection.write(new Uint8Array(65_536));
        written += 65_536;
      }
    })(),
  );
  small.plane.advance(60_000);
  expect(written).toBe(131_072);
});

test("when a Pod is removed its peers get a reset, and its address is nobody's", () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b')];
  b.listen({ port: 7 });
  const connection = small.run(a.connect(b.address, 7)).value;
  b.close();
  expect(() => small.run(connection.read())).toThrow('Connection reset by peer');
  expect(small.ask(a, b.address)).toBe('EHOSTUNREACH');
});

test('a node without power answers nobody; whoever speaks to its Pods gives up after a quarter of an hour', () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b', { node: 'n2' })];
  b.listen({ port: 7 });
  const connection = small.run(a.connect(b.address, 7)).value;
  small.network.setPower('n2', false);
  expect(small.run(small.asking(a, b.address))).toEqual({ value: 'ETIMEDOUT', tookMs: 5000 });
  small.run(connection.write(new Uint8Array(1)));
  const startMs = small.loop.nowMs;
  expect(() => small.run(connection.read())).toThrow('Connection timed out');
  expect(small.loop.nowMs - startMs).toBe(924_600);
});

test('when a node has power again, new connections work and old ones are reset', () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b', { node: 'n2' })];
  b.listen({ port: 7 });
  const connection = small.run(a.connect(b.address, 7)).value;
  small.network.setPower('n2', false);
  small.plane.advance(1000);
  small.network.setPower('n2', true);
  expect(small.ask(a, b.address)).toBe('b');
  small.run(connection.write(new Uint8Array(1)));
  expect(() => small.run(connection.read())).toThrow('Connection reset by peer');
});

test('a server that dies before it answers resets its client', () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b')];
  const tasks: Task[] = [];
  b.listenHttp(
    { port: 81 },
    () => pause(small.loop, 60_000) as Coroutine<never>,
    (task) => tasks.push(runTask(task)),
  );
  small.loop.after(10, () => tasks.forEach((task) => task.cancel()));
  expect(small.run(small.asking(a, b.address, 81))).toEqual({ value: 'ECONNRESET', tookMs: 11 });
});

test('TLS to a plain port is cut off, plain HTTP to a TLS port is told so', () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b')];
  small.serve(
    b,
    8443,
    answering(() => textResponse('secret')),
    true,
  );
  expect(small.ask(a, b.address, 8443, { isSecure: true })).toBe('secret');
  expect(small.ask(a, b.address, 8080, { isSecure: true })).toBe('ECONNRESET');
  expect(small.ask(a, b.address, 8443)).toBe('Client sent an HTTP request to an HTTPS server.\n');
});

/** A body of single bytes that counts down. */
function countdown(from: number): ByteReader {
  let left = from;
  return {
    *read() {
      yield* checkpoint();
      left -= 1;
      return left < 0 ? undefined : new Uint8Array([left]);
    },
    close: () => undefined,
  };
}

const get = (headers: HttpHeaders = {}): HttpRequest => ({
  method: 'GET',
  target: '/',
  headers: { host: 'b', ...headers },
  body: new Uint8Array(),
});

test('a streamed answer arrives bit by bit', () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b')];
  small.serve(
    b,
    81,
    answering(() => ({ status: 200, headers: {}, body: countdown(3) })),
  );
  const read = function* (): Coroutine<number[]> {
    const { body } = yield* a.exchange(b.address, 81, get());
    if (body instanceof Uint8Array) throw new Error('the body came at once');
    const got: number[] = [];
    for (let part = yield* body.read(); part !== undefined; part = yield* body.read()) got.push(...part);
    return got;
  };
  expect(small.run(read()).value).toEqual([2, 1, 0]);
});

test('a streamed request arrives bit by bit', () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b')];
  small.serve(b, 81, function* ({ body }) {
    let sum = 0;
    if (!(body instanceof Uint8Array)) {
      for (let part = yield* body.read(); part !== undefined; part = yield* body.read()) sum += part.length;
    }
    return textResponse(`${sum} bytes`);
  });
  const send = function* (): Coroutine<string> {
    const { body } = yield* a.exchange(b.address, 81, { ...get(), method: 'POST', body: countdown(5) });
    return decodeText(body as Uint8Array);
  };
  expect(small.run(send()).value).toBe('5 bytes');
});

test('the answer to a HEAD has no body', () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b')];
  const { value } = small.run(a.exchange(b.address, 8080, { ...get(), method: 'HEAD' }));
  expect(value).toMatchObject({ status: 200, body: new Uint8Array(0) });
});

test('a client of bytes is understood by a server of messages', () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b')];
  const talk = function* (): Coroutine<string> {
    const connection = yield* a.connect(b.address, 8080);
    yield* connection.write(encodeText('GET /x HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n'));
    let text = '';
    for (let part = yield* connection.read(); part !== undefined; part = yield* connection.read()) {
      text += decodeText(part);
    }
    return text;
  };
  expect(small.run(talk()).value).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nb$/);
  expect(b.requests).toMatchObject([{ method: 'GET', target: '/x', remoteAddress: a.address }]);
});

test('a client of messages understands a server of bytes', () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b')];
  const listener = b.listen({ port: 81 });
  run(
    (function* (): Coroutine<void> {
      const connection = yield* listener.accept();
      yield* connection.read();
      yield* connection.write(encodeText('HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone'));
      connection.end();
    })(),
  );
  const { status, body } = small.run(a.exchange(b.address, 81, get())).value;
  expect([status, decodeText(body as Uint8Array)]).toEqual([404, 'gone']);
});

test('a plain client of bytes at a TLS port is told so', () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b')];
  small.serve(
    b,
    8443,
    answering(() => textResponse('secret')),
    true,
  );
  const talk = function* (): Coroutine<string> {
    const connection = yield* a.connect(b.address, 8443);
    yield* connection.write(encodeText('GET / HTTP/1.1\r\nHost: b\r\n\r\n'));
    return decodeText((yield* connection.read()) ?? new Uint8Array());
  };
  expect(small.run(talk()).value).toBe(
    'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n',
  );
});

test('what a program leaves unread when it closes is a reset for the other side', () => {
  const small = new SmallNetwork();
  const [a, b] = [small.pod('a'), small.pod('b')];
  const listener = b.listen({ port: 7 });
  const client = small.run(a.connect(b.address, 7)).value;
  const server = small.run(listener.accept()).value;
  small.run(client.write(new Uint8Array(1)));
  server.close();
  server.end();
  expect(() => small.run(client.read())).toThrow('Connection reset by peer');
});
