// A client that costs little: HTTP/1.1 over kept connections, with TLS and the certificate of a kubeconfig, or plain.
import { readFileSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { connect as connectSecurely } from 'node:tls';

/** Where a cluster answers, and whom it believes. */
export function readKubeconfig(file) {
  const text = readFileSync(file, 'utf8');
  const value = (name) => new RegExp(`${name}: (\\S+)`).exec(text)[1];
  const pem = (name) => Buffer.from(value(name), 'base64').toString();
  const { hostname, port } = new URL(value('server'));
  return {
    host: hostname,
    port: Number(port),
    ca: pem('certificate-authority-data'),
    cert: pem('client-certificate-data'),
    key: pem('client-key-data'),
  };
}

const END = Buffer.from('\r\n\r\n');

/** One kept connection; a request at a time. `send` resolves to the status and the number of bytes of the answer. */
class Connection {
  #socket;
  #waiting;
  #received = Buffer.alloc(0);
  /** Bytes that are still to come, once the head is read. */
  #missing = undefined;
  #status = 0;
  #bytes = 0;

  static async open({ isPlain = false, ...options }) {
    const connect = isPlain ? connectPlain : connectSecurely;
    const connection = new Connection();
    await new Promise((resolve, reject) => {
      connection.#socket = connect({ ...options, ALPNProtocols: ['http/1.1'] }, resolve);
      connection.#socket.once('error', reject);
    });
    connection.#socket.setNoDelay(true);
    connection.#socket.on('data', (chunk) => connection.#take(chunk));
    connection.#socket.on('error', (error) => connection.#waiting?.reject(error));
    connection.#socket.on('close', () => connection.#waiting?.reject(new Error('the server closed the connection')));
    return connection;
  }

  send(method, path, body = '', contentType = 'application/json') {
    const length = Buffer.byteLength(body);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(
        `${method} ${path} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n` +
          `content-type: ${contentType}\r\ncontent-length: ${length}\r\n\r\n${body}`,
      );
    });
  }

  close() {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #take(chunk) {
    if (this.#missing !== undefined) {
      this.#missing -= chunk.length;
    } else {
      this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
      const end = this.#received.indexOf(END);
      if (end < 0) return;
      const head = this.#received.toString('latin1', 0, end);
      this.#status = Number(head.slice(9, 12));
      this.#bytes = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      this.#missing = this.#bytes - (this.#received.length - end - END.length);
      this.#received = Buffer.alloc(0);
    }
    if (this.#missing > 0) return;
    this.#missing = undefined;
    const { resolve } = this.#waiting;
    this.#waiting = undefined;
    resolve({ status: this.#status, bytes: this.#bytes });
  }
}

/** Connections to one server. */
export class Client {
  #connections;

  /** Opens `count` connections. */
  static async open(server, count) {
    const client = new Client();
    client.#connections = await Promise.all(Array.from({ length: count }, () => Connection.open(server)));
    return client;
  }

  /** One request. Throws for any answer but a success. */
  async send(...request) {
    return requireSuccess(await this.#connections[0].send(...request), request);
  }

  /** Requests a second: `requestOf(index)` for each index below `total`, over all connections. */
  async rate(total, requestOf) {
    let next = 0;
    const start = performance.now();
    await Promise.all(
      this.#connections.map(async (connection) => {
        while (next < total) {
          const request = requestOf(next++);
          requireSuccess(await connection.send(...request), request);
        }
      }),
    );
    return (total * 1000) / (performance.now() - start);
  }

  /** Median milliseconds of `times` equal requests, one after the other. */
  async medianMs(times, ...request) {
    const durations = [];
    for (let time = 0; time < times; time += 1) {
      const start = performance.now();
      await this.send(...request);
      durations.push(performance.now() - start);
    }
    return durations.sort((left, right) => left - right)[Math.floor(times / 2)];
  }

  close() {
    for (const connection of this.#connections) connection.close();
  }
}

function requireSuccess(answer, [method, path]) {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new Error(`${method} ${path} answered ${answer.status}`);
}
