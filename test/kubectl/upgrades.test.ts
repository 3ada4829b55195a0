import { connect } from 'node:net';
import { defineImage, serveHttp, waitForEver } from '../../src/simulator/programs';
import { describeWithKubectl } from '../support/real-kubectl';
import { ServedCluster } from '../support/simulated-cluster';

jest.setTimeout(60_000);

/** Becomes another protocol at once, and sends back what comes. */
const echoing = defineImage({
  repositories: ['acme/echo'],
  image: () => ({
    command: ['/echo'],
    layers: [
      {
        '/echo': {
          type: 'program',
          *program(process) {
            // eslint-disable-next-line require-yield -- There is nothing to wait for.
            serveHttp(process, { port: 8080 }, function* () {
              return {
                status: 101,
                headers: { connection: 'Upgrade', upgrade: 'echo' },
                body: new Uint8Array(),
                upgrade: (connection) =>
                  void process.start(
                    (function* () {
                      for (let bytes = yield* connection.read(); bytes; bytes = yield* connection.read()) {
                        yield* connection.write(bytes);
                      }
                      connection.end();
                    })(),
                  ),
              };
            });
            return yield* waitForEver();
          },
        },
      },
    ],
  }),
});

describeWithKubectl('another protocol through kubectl port-forward', ({ path }) => {
  test('a request becomes it, and what follows is bytes, both ways', async () => {
    const cluster = await ServedCluster.start({ images: [echoing] });
    await cluster.run(path, ['run', 'echo', '--image=acme/echo', '--port=8080']);
    await cluster.run(path, ['wait', '--for=condition=Ready', 'pod/echo', '--timeout=30s']);
    const forward = cluster.spawn(path, ['port-forward', 'pod/echo', ':8080']);
    const [, port] = await forward.says(/127\.0\.0\.1:(\d+) ->/);
    const socket = connect(Number(port), '127.0.0.1').setEncoding('latin1');
    const heard = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (piece: string) => {
        text += piece;
        if (text.includes('\r\n\r\n') && !text.includes('\x81\x00\xff')) socket.write('\x81\x00\xff', 'latin1');
        if (text.endsWith('\x81\x00\xff')) resolve(text);
      });
    });
    socket.write('GET /live HTTP/1.1\r\nHost: echo\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
    expect(await heard).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n(?:.+\r\n)*upgrade: echo\r\n(?:.+\r\n)*\r\n/i);
    socket.destroy();
    await cluster.stop();
  });
});
