import { nginxImage } from '../../../../src/simulator/images/nginx';
import { encodeText, readBodyText } from '../../../../src/simulator/process';
import { ProgramWorld, type WorldContainer } from '../program-world';

const world = new ProgramWorld([nginxImage]);
let pods = 0;

function start(): WorldContainer {
  pods += 1;
  const container = world.start(`nginx-${pods}`, 'nginx:1.27.0');
  world.pass(100);
  return container;
}

const pem = (kind: string, content: string): string => `-----BEGIN ${kind}-----\n${content}\n-----END ${kind}-----\n`;

const CERTIFICATES = [1, 2].map((number) => ({
  certificate: pem('CERTIFICATE', `c${number}`),
  key: pem('PRIVATE KEY', `k${number}`),
}));

/** Writes files, and says what nginx thinks of its configuration. */
function tested(container: WorldContainer, files: Readonly<Record<string, string>>): string {
  container.command(['mkdir', '-p', '/etc/nginx/tls']);
  for (const [path, text] of Object.entries(files)) container.command(['tee', path], text);
  return container.command(['nginx', '-t']).output;
}

const CONF = '/etc/nginx/conf.d/default.conf';
const FILES = { '/etc/nginx/tls/c.crt': '', '/etc/nginx/tls/c.key': '' };

const site = (names: string, more = 'ssl_certificate tls/c.crt; ssl_certificate_key tls/c.key;'): string =>
  `server {\n  listen 443 ssl; server_name ${names}; ${more}\n  location / { return 200 "$scheme $host"; }\n  location /files/ { root /srv; }\n}\n`;

const pair = (number: number): Readonly<Record<string, string>> => ({
  '/etc/nginx/tls/c.crt': CERTIFICATES[number]?.certificate ?? '',
  '/etc/nginx/tls/c.key': CERTIFICATES[number]?.key ?? '',
});

/** What a client is shown that asks for a name. */
const shown = ({ address }: WorldContainer, name: string): unknown =>
  world.net.run(world.net.network.nodeStack('n1').connect(address, 443)).value.secureServer?.certificateFor?.(name);

function get({ address }: WorldContainer, target: string, isSecure: boolean): { head: unknown; text: string } {
  const message = { method: 'GET', target, headers: { host: 'one' }, body: encodeText('') };
  return world.net.run(
    (function* () {
      const answer = yield* world.net.network.nodeStack('n1').exchange(address, 443, message, { isSecure });
      return { head: [answer.status, answer.headers['location']], text: yield* readBodyText(answer.body) };
    })(),
  ).value;
}

test('it serves TLS with the certificate of the site, and answers who does without', () => {
  const container = start();
  expect(tested(container, { ...pair(0), [CONF]: site('one') })).toMatch(/syntax is ok\n/);
  container.command(['nginx', '-s', 'reload']);
  world.pass(100);
  expect(shown(container, 'one')).toEqual(CERTIFICATES[0]);
  expect(get(container, '/', true).text).toBe('https one');
  container.command(['mkdir', '-p', '/srv/files/a']);
  expect(get(container, '/files/a', true).head).toEqual([301, 'https://one/files/a/']);
  const plain = get(container, '/', false);
  expect([plain.head, plain.text.includes('400 The plain HTTP request was sent to HTTPS port')]).toEqual([
    [400, undefined],
    true,
  ]);
});

test('a site of another name has another certificate, and a new one counts after a reload', () => {
  const container = start();
  const second = site('two', 'ssl_certificate tls/d.crt; ssl_certificate_key tls/d.key;');
  const other = { '/etc/nginx/tls/d.crt': pair(1)['/etc/nginx/tls/c.crt'] ?? '' };
  const files = { ...pair(0), ...other, '/etc/nginx/tls/d.key': pair(1)['/etc/nginx/tls/c.key'] ?? '' };
  tested(container, { ...files, [CONF]: site('one') + second });
  container.command(['nginx', '-s', 'reload']);
  world.pass(100);
  expect(['one', 'two', '', 'any'].map((name) => shown(container, name))).toEqual(
    [0, 1, 0, 0].map((number) => CERTIFICATES[number]),
  );
  tested(container, pair(1));
  expect(shown(container, 'one')).toEqual(CERTIFICATES[0]);
  container.command(['nginx', '-s', 'reload']);
  world.pass(100);
  expect(shown(container, 'one')).toEqual(CERTIFICATES[1]);
});

test.each([
  ['no file', {}, 'cannot load certificate "/etc/nginx/tls/c.crt": BIO_new_file() failed'],
  ['no certificate in it', FILES, 'cannot load certificate "/etc/nginx/tls/c.crt": PEM_read_bio_X509_AUX() failed'],
  [
    'no key',
    { ...pair(0), '/etc/nginx/tls/c.key': 'key' },
    'cannot load certificate key "/etc/nginx/tls/c.key": PEM_read_bio_PrivateKey() failed',
  ],
])('%s: it does not take the configuration', (_, files, problem) => {
  expect(tested(start(), { ...files, [CONF]: site('one') })).toContain(`: ${problem}`);
});

test('a port for TLS needs a certificate, and a certificate its key', () => {
  expect(tested(start(), { [CONF]: site('one', '') })).toContain(
    'no "ssl_certificate" is defined for the "listen ... ssl" directive in /etc/nginx/conf.d/default.conf:1',
  );
  expect(tested(start(), { ...pair(0), [CONF]: site('one', 'ssl_certificate tls/c.crt;') })).toContain(
    'no "ssl_certificate_key" is defined for certificate "tls/c.crt"',
  );
});
