import { type Connection, createPipe, type Stream, SystemError } from '../../../../src/simulator/process';

/** Two ends of a connection of bytes; `resets` are the ends that broke off. */
export function byteConnections(): {
  readonly client: Connection;
  readonly server: Connection;
  readonly resets: string[];
} {
  const [there, back] = [createPipe(), createPipe()];
  const resets: string[] = [];
  const end = (name: string, reader: Stream, writer: Stream, port: number): Connection => ({
    localAddress: '10.0.0.1',
    localPort: port,
    remoteAddress: '10.0.0.2',
    remotePort: 40_000,
    *read(maxBytes) {
      const bytes = yield* reader.read(maxBytes);
      if (bytes === undefined && resets.length > 0 && !resets.includes(name)) throw new SystemError('ECONNRESET');
      return bytes;
    },
    write: (bytes) => writer.write(bytes),
    close: () => reader.close(),
    end: () => writer.end(),
    reset: () => {
      resets.push(name);
      reader.close();
      writer.end();
    },
  });
  return {
    client: end('client', back.reader, there.writer, 40_000),
    server: end('server', there.reader, back.writer, 80),
    resets,
  };
}
