import {
  type Coroutine,
  encodeText,
  type HttpRequest,
  type HttpResponse,
  type NetworkStack,
  SystemError,
} from '../../../../src/simulator/process';
import { runScript } from '../../../support/shell-container';
import { noNetwork } from '../../../support/program-container';
import { curlLayer, dnsLayer, pingLayer, wgetLayer } from '../../../../src/simulator/images/tools';

/** A network with `web` at 10.0.0.1, port 80, and a machine without a server at 10.0.0.2. */
function smallNetwork(answer: (request: HttpRequest) => HttpResponse): NetworkStack {
  // eslint-disable-next-line require-yield -- Answers are there at once.
  function* exchange(address: string, port: number, request: HttpRequest): Coroutine<HttpResponse> {
    if (address === '10.0.0.3') throw new SystemError('ETIMEDOUT');
    if (address !== '10.0.0.1' || port !== 80) throw new SystemError('ECONNREFUSED');
    return answer(request);
  }
  return {
    ...noNetwork,
    addresses: ['10.0.0.9'],
    exchange,
    // eslint-disable-next-line require-yield -- As above.
    *query(name, type) {
      const isKnown = name === 'web' || name === 'web.default.svc.cluster.local';
      const records = isKnown && type === 'A' ? [{ name: `${name}.`, type, ttl: 30, data: '10.0.0.1' } as const] : [];
      return { status: isKnown ? 'NOERROR' : 'NXDOMAIN', records, server: '10.96.0.10' };
    },
    // eslint-disable-next-line require-yield -- As above.
    *ping(address) {
      if (address !== '10.0.0.1') throw new SystemError('ETIMEDOUT');
      return 1;
    },
  };
}

const text = (status: number, body: string, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body: encodeText(body),
});

const hello = smallNetwork(({ target, method, body }) => {
  if (target === '/moved') return text(302, '', { location: '/there' });
  if (target === '/missing') return text(404, 'not here\n');
  const sent = body instanceof Uint8Array && body.length > 0 ? ` ${String.fromCharCode(...body)}` : '';
  return text(200, `${method} ${target}${sent}\n`);
});

const layer = { ...curlLayer, ...wgetLayer, ...pingLayer, ...dnsLayer };
const onDebian = (script: string) => runScript('bash', script, { network: hello, layer });
const onBusybox = (script: string) => runScript('busybox', script, { network: hello });

test.each([
  { script: 'curl -s web', out: 'GET /\n', err: '', code: 0 },
  { script: 'curl -s http://10.0.0.1:80/a?b=c', out: 'GET /a?b=c\n', err: '', code: 0 },
  {
    script: `curl -s -X PUT -d '{"failNext": 3}' web/ready/api`,
    out: 'PUT /ready/api {"failNext": 3}\n',
    err: '',
    code: 0,
  },
  { script: 'curl -s -d a=1 -d b=2 web', out: 'POST / a=1&b=2\n', err: '', code: 0 },
  { script: 'curl -s -L web/moved', out: 'GET /there\n', err: '', code: 0 },
  { script: "curl -s -o /dev/null -w '%{http_code}\\n' web/missing", out: '404\n', err: '', code: 0 },
  { script: 'curl -s -i web', out: 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nGET /\n', err: '', code: 0 },
  { script: 'curl -sS nosuch', out: '', err: 'curl: (6) Could not resolve host: nosuch\n', code: 6 },
  {
    script: 'curl -sS 10.0.0.2:8080',
    out: '',
    err: "curl: (7) Failed to connect to 10.0.0.2 port 8080 after 0 ms: Couldn't connect to server\n",
    code: 7,
  },
  { script: 'curl -sSf web/missing', out: '', err: 'curl: (22) The requested URL returned error: 404\n', code: 22 },
  { script: 'curl', out: '', err: "curl: try 'curl --help' or 'curl --manual' for more information\n", code: 2 },
])('$script', ({ script, out, err, code }) => {
  expect(onDebian(script)).toEqual({ out, err, code });
});

test.each([
  { script: 'wget -qO- web', out: 'GET /\n', err: '', code: 0 },
  {
    script: 'wget -O - web',
    out: 'GET /\n',
    err: `Connecting to web (10.0.0.1:80)\nwriting to stdout\n-                    100% |${'*'.repeat(32)}|     6  0:00:00 ETA\nwritten to stdout\n`,
    code: 0,
  },
  { script: 'wget -q nosuch', out: '', err: "wget: bad address 'nosuch'\n", code: 1 },
  {
    script: 'wget -qO- 10.0.0.2:8080',
    out: '',
    err: "wget: can't connect to remote host (10.0.0.2): Connection refused\n",
    code: 1,
  },
  { script: 'wget -q web/missing', out: '', err: 'wget: server returned error: HTTP/1.1 404 Not Found\n', code: 1 },
  {
    script: 'nslookup web',
    out: 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tweb\nAddress: 10.0.0.1\n\n\n',
    err: '',
    code: 0,
  },
  {
    script: "echo 'search default.svc.cluster.local cluster.local' >/etc/resolv.conf; nslookup web",
    out:
      'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n' +
      'Name:\tweb.default.svc.cluster.local\nAddress: 10.0.0.1\n\n' +
      "** server can't find web.cluster.local: NXDOMAIN\n\n\n" +
      "** server can't find web.cluster.local: NXDOMAIN\n\n",
    err: '',
    code: 1,
  },
  {
    script: "echo 'search default.svc.cluster.local' >/etc/resolv.conf; nslookup web.default",
    out:
      'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n' +
      "** server can't find web.default: NXDOMAIN\n\n** server can't find web.default: NXDOMAIN\n\n",
    err: '',
    code: 1,
  },
])('busybox: $script', ({ script, out, err, code }) => {
  expect(onBusybox(script)).toEqual({ out, err, code });
});

test.each([
  { script: 'getent hosts web', out: '10.0.0.1        web\n' },
  {
    script: "echo 'search default.svc.cluster.local' >/etc/resolv.conf; getent hosts web",
    out: '10.0.0.1        web.default.svc.cluster.local\n',
  },
  { script: "echo '10.0.0.7 db.example db' >/etc/hosts; getent hosts db", out: '10.0.0.7        db.example db\n' },
])('getent tells the name that an address belongs to: $script', ({ script, out }) => {
  expect(onDebian(script)).toEqual({ out, err: '', code: 0 });
});

test('a name that is not there fails in nslookup', () => {
  const { out, code } = onBusybox('nslookup nosuch');
  expect(out).toContain("** server can't find nosuch: NXDOMAIN\n");
  expect(code).toBe(1);
});

test.each(['busybox', 'bash'] as const)('ping of %s counts answers', (dialect) => {
  const alive = runScript(dialect, 'ping -c 2 web', { network: hello, layer: dialect === 'bash' ? layer : {} });
  expect(alive.code).toBe(0);
  expect(alive.out).toContain(
    dialect === 'bash'
      ? '2 packets transmitted, 2 received, 0% packet loss'
      : '2 packets transmitted, 2 packets received, 0% packet loss',
  );
  const dead = runScript(dialect, 'ping -c 1 -W 1 10.0.0.2', {
    network: hello,
    layer: dialect === 'bash' ? layer : {},
  });
  expect(dead.code).toBe(1);
  expect(dead.out).toContain('100% packet loss');
});
