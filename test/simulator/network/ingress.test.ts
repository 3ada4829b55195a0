import type { IngressSpec } from '../../../src/simulator/api';
import { SeededRandom } from '../../../src/simulator/engine';
import { startIngressController } from '../../../src/simulator/network';
import { fitsPath } from '../../../src/simulator/network/ingress/ingress-rules';
import { type Coroutine, isSystemError } from '../../../src/simulator/process';
import { SmallNetwork } from './small-network';

const NODE = '172.18.0.11';

const backend = (name: string, port: number | string = 80) => ({
  service: { name, port: typeof port === 'number' ? { number: port } : { name: port } },
});

const path = (text: string, service: string, pathType = 'Prefix') => ({
  path: text,
  pathType,
  backend: backend(service),
});

const host = (name: string, ...paths: ReturnType<typeof path>[]) => ({
  ...(name === '' ? {} : { host: name }),
  http: { paths },
});

/** The Services `alpaca`, `bandicoot` and `be-default` with a Pod each, and a controller of class `contour` on `n1`. */
function behindIngress() {
  const small = new SmallNetwork();
  const { client, loop, network } = small;
  const pods = Object.fromEntries(
    ['alpaca', 'bandicoot', 'be-default'].map((name) => {
      const pod = small.pod(name, { labels: { app: name } });
      small.service(name, { selector: { app: name }, ports: [{ name: 'web', port: 80, targetPort: 8080 }] });
      return [name, pod];
    }),
  );
  client.create('networking.k8s.io/ingressclasses', {
    metadata: { name: 'contour' },
    spec: { controller: 'projectcontour.io/ingress-controller' },
  });
  const controller = startIngressController({
    client,
    loop,
    services: network.services,
    random: new SeededRandom(1),
    stack: network.nodeStack('n1'),
    controller: 'projectcontour.io/ingress-controller',
    annotation: 'contour',
  });
  let made = 0;
  const add = (spec: IngressSpec, annotations: Record<string, string> = {}, namespace = 'demo'): void => {
    made += 1;
    // Ages are told in seconds.
    small.plane.advance(1000);
    client.create('networking.k8s.io/ingresses', { metadata: { name: `i-${made}`, namespace, annotations }, spec });
  };
  /** Status and text of an answer from outside, or the name of the error. */
  const get = (url: string, isSecure = false): string => {
    const [, name = '', target = ''] = /^([^/]*)(.*)$/.exec(url) ?? [];
    const request = { method: 'GET', target, headers: { host: name }, body: new Uint8Array() };
    const asking = function* (): Coroutine<string> {
      try {
        const { status, body } = yield* network.outside.exchange(NODE, isSecure ? 443 : 80, request, { isSecure });
        return `${status} ${new TextDecoder().decode(body as Uint8Array)}`.trim();
      } catch (error) {
        if (isSystemError(error)) return error.code;
        throw error;
      }
    };
    return small.run(asking()).value;
  };
  return { small, pods, controller, add, get };
}

test.each([
  { type: 'Exact', rule: '/a', fits: ['/a'], not: ['/a/', '/ab', '/'] },
  { type: 'Prefix', rule: '/a', fits: ['/a', '/a/', '/a/b'], not: ['/ab', '/'] },
  { type: 'Prefix', rule: '/a/', fits: ['/a', '/a/', '/a/b'], not: ['/ab', '/'] },
  { type: 'Prefix', rule: '/', fits: ['/', '/a', '/a/b'], not: [] },
  { type: 'ImplementationSpecific', rule: '/a', fits: ['/a', '/a/b', '/ab'], not: ['/', '/b/a'] },
] as const)('$type $rule fits $fits and not $not', ({ type, rule, fits, not }) => {
  expect([...fits, ...not].filter((each) => fitsPath(each, rule, type))).toEqual(fits);
});

test('without an Ingress nothing is found; a default backend takes everything', () => {
  const { add, get } = behindIngress();
  expect(get('any.example.com/')).toBe('404');
  add({ defaultBackend: backend('alpaca') });
  expect([get('any.example.com/'), get('/x/y')]).toEqual(['200 alpaca', '200 alpaca']);
});

test('hosts lead to their Services, other hosts to the default or nowhere', () => {
  const { add, get } = behindIngress();
  add({
    rules: [host('alpaca.example.com', path('/', 'alpaca')), host('bandicoot.example.com', path('/', 'bandicoot'))],
  });
  expect([get('alpaca.example.com/'), get('BANDICOOT.example.com:80/x')]).toEqual(['200 alpaca', '200 bandicoot']);
  expect(get('other.example.com/')).toBe('404');
  add({ defaultBackend: backend('be-default') });
  expect(get('other.example.com/')).toBe('200 be-default');
});

test('the longest path wins, an exact one before a prefix of the same length', () => {
  const { add, get } = behindIngress();
  add({
    rules: [
      host('', path('/', 'bandicoot'), path('/a/', 'alpaca'), path('/x', 'alpaca'), path('/x', 'be-default', 'Exact')),
    ],
  });
  expect([get('h/'), get('h/a/b'), get('h/ab'), get('h/x/1'), get('h/x?q=1')]).toEqual([
    '200 bandicoot',
    '200 alpaca',
    '200 bandicoot',
    '200 alpaca',
    '200 be-default',
  ]);
});

test('a wildcard stands for one label; an exact host goes first', () => {
  const { add, get } = behindIngress();
  add({ rules: [host('*.example.com', path('/', 'alpaca')), host('b.example.com', path('/', 'bandicoot'))] });
  expect([get('a.example.com/'), get('b.example.com/')]).toEqual(['200 alpaca', '200 bandicoot']);
  expect([get('x.a.example.com/'), get('example.com/')]).toEqual(['404', '404']);
});

test('several Ingresses are merged, the oldest wins what two of them claim', () => {
  const { add, get } = behindIngress();
  add({ rules: [host('h', path('/', 'alpaca'))] });
  add({ rules: [host('h', path('/', 'bandicoot'), path('/b', 'bandicoot'))] });
  expect([get('h/'), get('h/b')]).toEqual(['200 alpaca', '200 bandicoot']);
});

test('an Ingress only reaches Services of its own namespace', () => {
  const { add, get } = behindIngress();
  add({ rules: [host('h', path('/', 'alpaca'))] }, {}, 'default');
  expect(get('h/')).toBe('503 no healthy upstream');
});

test.each([
  { spec: {}, annotations: {}, answer: '200 alpaca' },
  { spec: { ingressClassName: 'contour' }, annotations: {}, answer: '200 alpaca' },
  { spec: { ingressClassName: 'nginx' }, annotations: {}, answer: '404' },
  { spec: {}, annotations: { 'kubernetes.io/ingress.class': 'contour' }, answer: '200 alpaca' },
  { spec: {}, annotations: { 'kubernetes.io/ingress.class': 'nginx' }, answer: '404' },
])('an Ingress with $spec and $annotations: $answer', ({ spec, annotations, answer }) => {
  const { add, get } = behindIngress();
  add({ ...spec, defaultBackend: backend('alpaca') }, annotations as Record<string, string>);
  expect(get('h/')).toBe(answer);
});

test.each([
  { what: 'the number of the port', to: backend('alpaca', 80), answer: '200 alpaca' },
  { what: 'the name of the port', to: backend('alpaca', 'web'), answer: '200 alpaca' },
  { what: 'another number', to: backend('alpaca', 81), answer: '503 no healthy upstream' },
  { what: 'another name', to: backend('alpaca', 'http'), answer: '503 no healthy upstream' },
  { what: 'another Service', to: backend('llama'), answer: '503 no healthy upstream' },
])('a backend with $what: $answer', ({ to, answer }) => {
  const { add, get } = behindIngress();
  add({ defaultBackend: to });
  expect(get('h/')).toBe(answer);
});

test('without a ready endpoint, or without anybody who listens, the answer is 503', () => {
  const { small, pods, add, get } = behindIngress();
  add({ defaultBackend: backend('alpaca') });
  pods['alpaca']?.close();
  expect(get('h/')).toMatch(/^503 upstream connect error or disconnect\/reset before headers\. reset reason: /);
  small.setReady('alpaca', false);
  expect(get('h/')).toBe('503 no healthy upstream');
});

test('TLS answers for hosts whose Secret holds a certificate, and is cut off for others', () => {
  const { small, add, get } = behindIngress();
  add({ tls: [{ hosts: ['a.example.com'], secretName: 'cert' }], rules: [host('a.example.com', path('/', 'alpaca'))] });
  expect([get('a.example.com/', true), get('a.example.com/')]).toEqual(['ECONNRESET', '200 alpaca']);
  small.client.create('secrets', {
    metadata: { name: 'cert', namespace: 'demo' },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': 'Yw==', 'tls.key': 'aw==' },
  });
  expect([get('a.example.com/', true), get('b.example.com/', true)]).toEqual(['200 alpaca', 'ECONNRESET']);
});

test('the endpoint hears who asked, under which name and how', () => {
  const { small, pods, add, get } = behindIngress();
  add({ defaultBackend: backend('alpaca') });
  get('h.example.com/p?q=1');
  expect(pods['alpaca']?.requests).toMatchObject([
    {
      target: '/p?q=1',
      headers: {
        host: 'h.example.com',
        'x-forwarded-for': small.network.outside.addresses[0],
        'x-forwarded-proto': 'http',
      },
    },
  ]);
});

test('endpoints of a Service are used in turn', () => {
  const { small, add, get } = behindIngress();
  small.pod('alpaca-2', { labels: { app: 'alpaca' } });
  small.settle();
  add({ defaultBackend: backend('alpaca') });
  const answers = Array.from({ length: 4 }, () => get('h/'));
  expect(answers.sort()).toEqual(['200 alpaca', '200 alpaca', '200 alpaca-2', '200 alpaca-2']);
});

test('a controller that ends refuses', () => {
  const { controller, get } = behindIngress();
  controller.close();
  expect(get('h/')).toBe('ECONNREFUSED');
});
