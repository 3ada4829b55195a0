import type { ClusterObjects, Ingress } from '../../../../src/simulator/images/contour/cluster-objects';
import { findCertificate, findRoute, fitsPath } from '../../../../src/simulator/images/contour/envoy/find-route';
import { servesIngress } from '../../../../src/simulator/images/contour/ingress-class';
import { makeConfig } from '../../../../src/simulator/images/contour/make-config';
import { backend, host, path } from './ingress-world';

const SETTINGS = { httpPort: 80, httpsPort: 443, classes: [] };

let made = 0;
/** An Ingress that is younger than those before it. */
function ingress(spec: object, annotations: Readonly<Record<string, string>> = {}): Ingress {
  made += 1;
  const creationTimestamp = new Date(made * 1000).toISOString();
  const metadata = { name: `i-${made}`, namespace: 'default', creationTimestamp, resourceVersion: '1', annotations };
  return { metadata, spec };
}

const metadata = { name: 'x', namespace: 'default', creationTimestamp: '', resourceVersion: '1' };

/** Services of one port, `web` 80, with endpoints at 8080. */
const objects = (ingresses: readonly Ingress[], certificates: readonly string[] = []): ClusterObjects => ({
  ingresses,
  service: (key) => (/llama/.test(key) ? undefined : { metadata, spec: { ports: [{ name: 'web', port: 80 }] } }),
  endpoints: () => ({
    metadata,
    subsets: [{ addresses: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }], ports: [{ name: 'web', port: 8080 }] }],
  }),
  secret: (key) =>
    certificates.includes(key) ? { metadata, data: { 'tls.crt': 'Yw==', 'tls.key': 'aw==' } } : undefined,
});

/** Service that a request is led to, `nowhere` for none. */
function leads(ingresses: readonly Ingress[], url: string): string {
  const [, name = '', target = ''] = /^([^/]*)(.*)$/.exec(url) ?? [];
  const cluster = findRoute(makeConfig(objects(ingresses), SETTINGS), name, target)?.cluster;
  return cluster?.replace(/^default\/|:.*$/g, '') ?? 'nowhere';
}

test.each([
  { type: 'Exact', rule: '/a', fits: ['/a'], not: ['/a/', '/ab', '/'] },
  { type: 'Prefix', rule: '/a', fits: ['/a', '/a/', '/a/b'], not: ['/ab', '/'] },
  { type: 'Prefix', rule: '/a/', fits: ['/a', '/a/', '/a/b'], not: ['/ab', '/'] },
  { type: 'Prefix', rule: '/', fits: ['/', '/a', '/a/b'], not: [] },
  { type: 'ImplementationSpecific', rule: '/a', fits: ['/a', '/a/b', '/ab'], not: ['/', '/b/a'] },
] as const)('$type $rule fits $fits and not $not', ({ type, rule, fits, not }) => {
  expect([...fits, ...not].filter((each) => fitsPath(each, { path: rule, type }))).toEqual(fits);
});

test('hosts lead to their Services, other hosts to the default or nowhere', () => {
  const both = ingress({
    rules: [host('a.example.com', path('/', 'alpaca')), host('b.example.com', path('/', 'bandicoot'))],
  });
  expect(['a.example.com/', 'b.example.com/x', 'c.example.com/'].map((url) => leads([both], url))).toEqual([
    'alpaca',
    'bandicoot',
    'nowhere',
  ]);
  expect(leads([both, ingress({ defaultBackend: backend('be-default') })], 'c.example.com/')).toBe('be-default');
});

test('the longest path wins, an exact one before a prefix of the same length', () => {
  const rules = [
    host('', path('/', 'bandicoot'), path('/a/', 'alpaca'), path('/x', 'alpaca'), path('/x', 'be-default', 'Exact')),
  ];
  expect(['h/', 'h/a/b', 'h/ab', 'h/x/1', 'h/x'].map((url) => leads([ingress({ rules })], url))).toEqual([
    'bandicoot',
    'alpaca',
    'bandicoot',
    'alpaca',
    'be-default',
  ]);
});

test('a wildcard stands for one label; an exact host goes first', () => {
  const rules = [host('*.example.com', path('/', 'alpaca')), host('b.example.com', path('/', 'bandicoot'))];
  const urls = ['a.example.com/', 'b.example.com/', 'x.a.example.com/', 'example.com/'];
  expect(urls.map((url) => leads([ingress({ rules })], url))).toEqual(['alpaca', 'bandicoot', 'nowhere', 'nowhere']);
});

test('a host with the name of a property of objects is a host as any other', () => {
  expect(leads([ingress({ rules: [host('h', path('/', 'alpaca'))] })], 'constructor/')).toBe('nowhere');
});

test('several Ingresses are merged, the oldest wins what two of them claim', () => {
  const older = ingress({ rules: [host('h', path('/', 'alpaca'))] });
  const younger = ingress({ rules: [host('h', path('/', 'bandicoot'), path('/b', 'bandicoot'))] });
  expect(['h/', 'h/b'].map((url) => leads([younger, older], url))).toEqual(['alpaca', 'bandicoot']);
});

test.each([
  { spec: {}, annotations: {}, byDefault: true, asInside: false },
  { spec: { ingressClassName: 'contour' }, annotations: {}, byDefault: true, asInside: false },
  { spec: { ingressClassName: 'inside' }, annotations: {}, byDefault: false, asInside: true },
  { spec: {}, annotations: { 'kubernetes.io/ingress.class': 'contour' }, byDefault: true, asInside: false },
  { spec: {}, annotations: { 'kubernetes.io/ingress.class': 'inside' }, byDefault: false, asInside: true },
])(
  'an Ingress with $spec and $annotations is served without a class: $byDefault, and as class inside: $asInside',
  ({ spec, annotations, byDefault, asInside }) => {
    const made = ingress(spec, annotations as Record<string, string>);
    expect([servesIngress(made, []), servesIngress(made, ['inside'])]).toEqual([byDefault, asInside]);
  },
);

test.each([
  { what: 'the number of the port', to: backend('alpaca', 80), upstreams: 2 },
  { what: 'the name of the port', to: { service: { name: 'alpaca', port: { name: 'web' } } }, upstreams: 2 },
  { what: 'another number', to: backend('alpaca', 81), upstreams: 0 },
  { what: 'another name', to: { service: { name: 'alpaca', port: { name: 'http' } } }, upstreams: 0 },
  { what: 'another Service', to: backend('llama'), upstreams: 0 },
])('a backend with $what has $upstreams endpoints', ({ to, upstreams }) => {
  const { clusters, fallback = '' } = makeConfig(objects([ingress({ defaultBackend: to })]), SETTINGS);
  expect(clusters[fallback]).toHaveLength(upstreams);
});

test('a host has the certificate of a Secret in the namespace of its Ingress', () => {
  const tls = ingress({ tls: [{ hosts: ['a.example.com', '*.example.org'], secretName: 'cert' }] });
  const secureWith = (...certificates: string[]) => {
    const config = makeConfig(objects([tls], certificates), SETTINGS);
    return ['a.example.com', 'b.example.com', 'x.example.org'].map((each) => findCertificate(config, each)?.key);
  };
  expect(secureWith('default/cert')).toEqual(['k', undefined, 'k']);
  expect(secureWith('other/cert')).toEqual([undefined, undefined, undefined]);
});

test('a path is rewritten where the annotation asks for that, with what its groups have found', () => {
  const annotated = (target: string, ...rules: ReturnType<typeof host>[]) =>
    ingress({ rules }, { 'example.com/rewrite': target });
  const to = (ingresses: readonly Ingress[], target: string) =>
    findRoute(makeConfig(objects(ingresses), { ...SETTINGS, rewriteAnnotation: 'example.com/rewrite' }), 'h', target)
      ?.path;
  const whole = annotated('/', host('h', path('/a/', 'alpaca')));
  expect(['/a/', '/A/healthy', '/b/'].map((each) => to([whole], each))).toEqual(['/', '/', undefined]);
  const rest = annotated('/$2', host('h', path('/a(/|$)(.*)', 'alpaca', 'ImplementationSpecific')));
  expect(['/a', '/a/', '/a/b/c', '/ab'].map((each) => to([rest], each))).toEqual(['/', '/', '/b/c', undefined]);
  expect(findRoute(makeConfig(objects([whole]), SETTINGS), 'h', '/a/x')?.path).toBe('/a/x');
});
