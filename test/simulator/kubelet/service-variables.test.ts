import type { Service } from '../../../src/simulator/api';
import { decideEnvironment } from '../../../src/simulator/kubelet/environment';
import { serviceVariables } from '../../../src/simulator/kubelet/service-variables';
import { container, samplePod } from './sample-pods';

const service = (
  namespace: string,
  name: string,
  clusterIP: string,
  ports: readonly object[] = [{ port: 80 }],
): Service =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { clusterIP, ports },
  }) as unknown as Service;

const API = service('default', 'kubernetes', '10.96.0.1', [{ name: 'https', port: 443, protocol: 'TCP' }]);

test('a Service is told of by host, port, and the variables of links', () => {
  const redis = service('demo', 'redis-master', '10.96.0.7', [
    { name: 'client', port: 6379, protocol: 'TCP' },
    { name: 'bus.one', port: 16379, protocol: 'UDP' },
  ]);
  expect(serviceVariables([redis], 'demo', true)).toEqual({
    REDIS_MASTER_SERVICE_HOST: '10.96.0.7',
    REDIS_MASTER_SERVICE_PORT: '6379',
    REDIS_MASTER_SERVICE_PORT_CLIENT: '6379',
    REDIS_MASTER_SERVICE_PORT_BUS_ONE: '16379',
    REDIS_MASTER_PORT: 'tcp://10.96.0.7:6379',
    REDIS_MASTER_PORT_6379_TCP: 'tcp://10.96.0.7:6379',
    REDIS_MASTER_PORT_6379_TCP_PROTO: 'tcp',
    REDIS_MASTER_PORT_6379_TCP_PORT: '6379',
    REDIS_MASTER_PORT_6379_TCP_ADDR: '10.96.0.7',
    REDIS_MASTER_PORT_16379_UDP: 'udp://10.96.0.7:16379',
    REDIS_MASTER_PORT_16379_UDP_PROTO: 'udp',
    REDIS_MASTER_PORT_16379_UDP_PORT: '16379',
    REDIS_MASTER_PORT_16379_UDP_ADDR: '10.96.0.7',
  });
});

test.each([
  ['of its own namespace', [service('demo', 'db', '10.96.0.2')], true, ['DB_SERVICE_HOST=10.96.0.2']],
  ['of another namespace: not', [service('other', 'db', '10.96.0.2')], true, []],
  ['without links: not', [service('demo', 'db', '10.96.0.2')], false, []],
  ['of the API, from anywhere', [API], true, ['KUBERNETES_SERVICE_HOST=10.96.0.1']],
  ['of the API, without links too', [API], false, ['KUBERNETES_SERVICE_HOST=10.96.0.1']],
  ['headless: not', [service('demo', 'db', 'None')], true, []],
  ['without address (ExternalName): not', [service('demo', 'db', '', [])], true, []],
  [
    'with a name that begins with a digit',
    [service('demo', '1st', '10.96.0.2')],
    true,
    ['_1ST_SERVICE_HOST=10.96.0.2'],
  ],
  [
    'named as the API in its own namespace: instead of it, in any order',
    [service('demo', 'kubernetes', '10.96.0.9'), API],
    true,
    ['KUBERNETES_SERVICE_HOST=10.96.0.9'],
  ],
])('a container is told of a Service %s', (_about, services, hasLinks, hosts) => {
  const variables = Object.entries(serviceVariables(services, 'demo', hasLinks));
  expect(variables.filter(([name]) => name.endsWith('_SERVICE_HOST')).map((pair) => pair.join('='))).toEqual(hosts);
});

const environmentOf = (fields: Parameters<typeof container>[1], spec: object = {}) => {
  const main = container('main', fields);
  const pod = samplePod({ containers: [main], ...spec });
  const reader = { configMap: () => undefined, secret: () => undefined, claim: () => undefined };
  const node = { status: { allocatable: { cpu: '4', memory: '8Gi' } } } as never;
  const services = () => [service('demo', 'db', '10.96.0.2')];
  const input = { pod, container: main, podIp: '10.244.1.2', hostIp: '172.18.0.11', reader, node, services };
  const found = decideEnvironment(input);
  return 'message' in found ? found.message : found.values;
};

test('what a container declares may name Services, and replaces their variables', () => {
  const env = [
    { name: 'URL', value: 'http://$(DB_SERVICE_HOST):$(DB_SERVICE_PORT)/$(MISSING)' },
    { name: 'DB_SERVICE_PORT', value: 'mine' },
  ];
  expect(environmentOf({ env })).toMatchObject({
    URL: 'http://10.96.0.2:80/$(MISSING)',
    DB_SERVICE_PORT: 'mine',
    DB_SERVICE_HOST: '10.96.0.2',
  });
  expect(environmentOf({ env }, { enableServiceLinks: false })).toEqual({
    URL: 'http://$(DB_SERVICE_HOST):$(DB_SERVICE_PORT)/$(MISSING)',
    DB_SERVICE_PORT: 'mine',
  });
});

test.each([
  ['limits.cpu', undefined, {}, '4'],
  ['limits.memory', '1Mi', {}, '8192'],
  ['requests.cpu', undefined, {}, '0'],
  ['limits.cpu', '1m', { limits: { cpu: '250m' } }, '250'],
  ['limits.cpu', undefined, { limits: { cpu: '250m' } }, '1'],
])('%s in units of %s of %j is %s', (resource, divisor, resources, value) => {
  const resourceFieldRef = divisor === undefined ? { resource } : { resource, divisor };
  expect(environmentOf({ resources, env: [{ name: 'X', valueFrom: { resourceFieldRef } }] })).toMatchObject({
    X: value,
  });
});
