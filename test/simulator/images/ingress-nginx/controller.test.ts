import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../../../src/simulator';
import { applyManifests } from '../../../../src/simulator/manifests';
import { INGRESS_NGINX } from '../../../../src/lessons/workshops/kuar/ingress-nginx-file';
import { backend, host, IngressWorld, path } from '../contour/ingress-world';

const world = new IngressWorld();
const { client } = world.cluster;

beforeAll(() => {
  const manifests = parseAllDocuments(INGRESS_NGINX).map((document) => ({
    file: 'ingress-nginx.yaml',
    object: document.toJS() as KubeObject,
  }));
  const outcomes = applyManifests((request) => world.cluster.handle(request) as never, manifests);
  expect(outcomes.filter(({ outcome }) => outcome === 'error')).toEqual([]);
  world.cluster.advance('30s');
});

afterEach(() => world.clear());

/** Address of the controller from outside. */
const nginxAddress = (): string =>
  client.get('services', 'ingress-nginx', 'ingress-nginx-controller')?.status.loadBalancer?.ingress?.[0]?.ip ?? '';

const rules = [host('h', path('/', 'alpaca'))];

test('it serves its class, and Contour does not', () => {
  const name = world.add({ ingressClassName: 'nginx', rules });
  expect(world.get('h/')).toBe('ECONNREFUSED');
  expect([world.getAt(nginxAddress(), 'h/'), world.getAt(nginxAddress(), 'other/').slice(0, 3)]).toEqual([
    '200 alpaca',
    '404',
  ]);
  world.cluster.advance('60s');
  expect(world.addressOf(name)).toEqual([nginxAddress()]);
});

test('two controllers serve an Ingress without a class, and write over what the other has written', () => {
  const name = world.add({ defaultBackend: backend('alpaca') });
  expect([world.get('h/'), world.getAt(nginxAddress(), 'h/')]).toEqual(['200 alpaca', '200 alpaca']);
  const seen: (string | undefined)[] = [];
  client.watch('networking.k8s.io/ingresses', ({ object }) => {
    if (object.metadata.name === name) seen.push(...(object.status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip));
  });
  world.cluster.advance('125s');
  const [first, second] = [world.address, nginxAddress()];
  expect(seen.slice(0, 4)).toEqual([first, second, first, second]);
});

test('it rewrites paths where the annotation asks for that', () => {
  world.add(
    { ingressClassName: 'nginx', rules: [host('h', path('/a/', 'alpaca'))] },
    {
      'nginx.ingress.kubernetes.io/rewrite-target': '/',
    },
  );
  expect(world.getAt(nginxAddress(), 'h/a/b?c=d')).toBe('200 alpaca');
});
