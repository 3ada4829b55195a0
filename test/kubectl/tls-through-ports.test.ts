import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:net';
import { selfSigned } from '../../src/simulator/edge';
import { kubectlPaths } from '../support/real-kubectl';
import { ServedCluster } from '../support/simulated-cluster';

/** Versions of kubectl: the oldest tunnels by SPDY, the newest by WebSocket. */
const VERSIONS = (process.env['KUBECTL_STREAMS'] ?? '1.28,1.36').split(',');

jest.setTimeout(120_000);

const paths = kubectlPaths(VERSIONS);

const own = { kuard: selfSigned('kuard', Date.now()), nginx: selfSigned('nginx', Date.now()) };

const SITE = `server {
  listen 443 ssl;
  ssl_certificate /tls/tls.crt;
  ssl_certificate_key /tls/tls.key;
  root /srv;
  location = /hello { return 200 "$scheme $host\\n"; }
}
`;

/** A Pod with a Secret at /tls. */
const pod = (name: string, image: string, command?: string): unknown => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    containers: [
      {
        name,
        image,
        ...(command === undefined ? {} : { command: ['sh', '-c', command] }),
        volumeMounts: [
          { name: 'tls', mountPath: '/tls' },
          { name: 'site', mountPath: '/etc/nginx/conf.d' },
        ],
      },
    ],
    volumes: [
      { name: 'tls', secret: { secretName: name } },
      { name: 'site', configMap: { name: 'site', optional: true } },
    ],
  },
});

interface Fetched {
  readonly status: number | undefined;
  readonly body: Buffer;
}

/** Asks over TLS, as a client that trusts nobody but `ca` and wants to speak with `name`. */
async function ask(port: number, name: string, ca: string, path = '/'): Promise<Fetched> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, servername: name, ca, agent: false, headers: { host: name } }, resolve)
      .on('error', reject)
      .end();
  });
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece as Buffer);
  return { status: answer.statusCode, body: Buffer.concat(pieces) };
}

/** Sends a text without TLS, and returns all that comes back. */
function say(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    connect(port, '127.0.0.1')
      .on('error', reject)
      .on('data', (piece) => (heard += String(piece)))
      .on('close', () => resolve(heard))
      .write(text);
  });
}

if (typeof paths === 'string') {
  test('nothing is called: no kubectl can be had on this machine', () => {
    expect(paths).toMatch(/^Error: /m);
  });
} else {
  let cluster: ServedCluster;
  const [any = ''] = Object.values(paths);

  beforeAll(async () => {
    cluster = await ServedCluster.start();
    cluster.file('default.conf', SITE);
    await cluster.run(any, ['create', 'configmap', 'site', '--from-file=default.conf']);
    for (const [name, files] of [
      ['kuard', { certificate: 'kuard.crt', key: 'kuard.key' }],
      ['nginx', { certificate: 'tls.crt', key: 'tls.key' }],
    ] as const) {
      for (const part of ['certificate', 'key'] as const) cluster.file(files[part], own[name][part]);
      const from = Object.values(files).map((file) => `--from-file=${file}`);
      await cluster.run(any, ['create', 'secret', 'generic', name, ...from]);
    }
    const big = 'mkdir /srv; head -c 3000000 /dev/urandom > /srv/big; exec nginx -g "daemon off;"';
    const pods = [pod('kuard', 'gcr.io/kuar-demo/kuard-amd64:blue'), pod('nginx', 'nginx:1.27', big)];
    for (const each of pods) await cluster.run(any, ['apply', '-f', '-'], JSON.stringify(each));
    await cluster.run(any, ['wait', '--for=condition=Ready', 'pod', '--all', '--timeout=60s']);
  });

  afterAll(() => cluster.stop());

  describe.each(Object.entries(paths))('kubectl %s port-forward', (_version, path) => {
    const forwarded = async (target: string, port: number): Promise<number> => {
      const forward = cluster.spawn(path, ['port-forward', target, `:${port}`]);
      const [, local] = await forward.says(/127\.0\.0\.1:(\d+) ->/);
      return Number(local);
    };

    test('leads a client of TLS to the certificate of the Pod, and to its program', async () => {
      const port = await forwarded('pod/kuard', 8443);
      const { status, body } = await ask(port, 'kuard', own.kuard.certificate);
      expect([status, body.toString().includes('KUAR Demo')]).toEqual([200, true]);
      const { out } = await cluster.run(path, ['logs', 'kuard']);
      expect(out).toMatch(/127\.0\.0\.1:\d+ GET \/\n/);
    });

    test('fails a client that trusts another certificate, or asks for another name', async () => {
      const port = await forwarded('pod/kuard', 8443);
      await expect(ask(port, 'kuard', own.nginx.certificate)).rejects.toThrow('self-signed certificate');
      await expect(ask(port, 'other', own.kuard.certificate)).rejects.toThrow('Host: other. is not');
    });

    test('tells who does not speak TLS so, in the words of the program', async () => {
      const hello = 'GET / HTTP/1.0\r\nhost: x\r\n\r\n';
      expect(await say(await forwarded('pod/kuard', 8443), hello)).toBe(
        'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n',
      );
      expect(await say(await forwarded('pod/nginx', 443), hello)).toMatch(
        /^HTTP\/1\.1 400 Bad Request\r\n[^]*The plain HTTP request was sent to HTTPS port/,
      );
    });

    test('hands a client of TLS to a plain port as it is, which does not understand it', async () => {
      const port = await forwarded('pod/kuard', 8080);
      await expect(ask(port, 'kuard', own.kuard.certificate)).rejects.toThrow('wrong version number');
      expect(await say(port, 'GET /healthy HTTP/1.0\r\n\r\n')).toMatch(/\r\n\r\nok$/);
    });

    test('carries megabytes in TLS unchanged', async () => {
      const port = await forwarded('pod/nginx', 443);
      expect(String((await ask(port, 'nginx', own.nginx.certificate, '/hello')).body)).toBe('https nginx\n');
      const { body } = await ask(port, 'nginx', own.nginx.certificate, '/big');
      const { out } = await cluster.run(path, ['exec', 'nginx', '--', 'sha256sum', '/srv/big']);
      expect(out).toBe(`${createHash('sha256').update(body).digest('hex')}  /srv/big\n`);
      expect(body).toHaveLength(3_000_000);
    });
  });
}
