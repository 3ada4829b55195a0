import type { Environment } from '../../../../src/workshop/environments';
import { hosts } from '../../../../src/workshop/synthesis/checks/hosts';
import {
  config,
  container,
  deployment,
  type Given,
  judged,
  objectOf,
  type Part,
  pod,
  production,
  service,
  setOf,
  workload,
} from './builders';

const connecting = (...connectsTo: string[]): Given => deployment('worker', { program: { connectsTo } });
const running = (fields: Part): Given => deployment('worker', { containers: [container(fields)] });
const withVariables = (variables: Record<string, string>): Given =>
  running({ env: Object.entries(variables).map(([name, value]) => ({ name, value })) });

const redis = [
  deployment('redis', { containers: [container({ ports: [{ containerPort: 6379 }] })] }),
  service('redis', { ports: [{ port: 6379 }] }),
];
const mongo = [
  workload('StatefulSet', 'mongo', {
    containers: [container({ ports: [{ containerPort: 27017 }] })],
    spec: { serviceName: 'mongo', replicas: 3 },
  }),
  service('mongo', { clusterIP: 'None', ports: [{ port: 1, targetPort: 27017 }] }),
];
const alias = service('db', { type: 'ExternalName', externalName: 'db.example.com', selector: undefined, ports: [] });
const other = service('x/web');

const HOST = ['unknown-host Deployment/worker'];
const PORT = ['unknown-port Deployment/worker'];

describe('what a construct says of its program', () => {
  test.each<[string, Given[], string[]]>([
    ['redis:6379', redis, []],
    ['redis', redis, []],
    ['redis:6380', redis, PORT],
    ['redis:6379', [], HOST],
    ['redis:6379', [objectOf('v1', 'Endpoints', 'redis')], HOST],
    ['db:3306', [alias], []],
    ['kubernetes:443', [], []],
    ['kubernetes.default.svc:443', [], []],
    ['kube-dns.kube-system.svc.cluster.local:53', [], []],
    ['localhost:80', [], []],
    ['10.0.0.1:80', [], []],
    ['db.example.com:5432', [], []],
    ['www.google.com', [], []],
    ['example.com', redis, []],
    ['redis.default:6379', redis, []],
    ['redis.default.svc:6379', redis, []],
    ['redis.default.svc.cluster.local:6379', redis, []],
    ['redis.default.svc.cluster.local.:6379', redis, []],
    ['redis.default.svc:6380', redis, PORT],
    ['radis.default:6379', redis, HOST],
    ['redis.svc', redis, HOST],
    ['web.x', [other], []],
    ['web.x.svc', [other], []],
    ['web.y.svc', [other], HOST],
    ['web.my-namespace', [other], HOST],
    ['mongo:27017', mongo, []],
    ['mongo:1', mongo, PORT],
    ['mongo-0.mongo:27017', mongo, []],
    ['mongo-2.mongo', mongo, []],
    ['mongo-3.mongo', mongo, HOST],
    ['mongo-0.mongo:80', mongo, PORT],
    ['mongo-0.mongo.default', mongo, []],
    ['mongo-0.mongo.default.svc.cluster.local', mongo, []],
    ['mongo-9.mongo.default.svc', mongo, HOST],
    ['mongo-0.mungo', mongo, HOST],
    ['mongo-0.mongo:27017', [], HOST],
  ])('%s', (host, objects, rules) => {
    expect(judged(hosts, setOf([connecting(host), ...objects])).rules).toEqual(rules);
  });
});

describe('what a container shows', () => {
  test.each<[string, Given, string[]]>([
    ['a URL in an argument', running({ args: ['--backend', 'http://backend:8080/a'] }), HOST],
    ['a URL in a command', running({ command: ['sh', '-c', 'curl http://backend'] }), HOST],
    ['a URL in a variable', withVariables({ BACKEND: 'http://backend' }), HOST],
    ['a URL of a known Service', withVariables({ CACHE: 'redis://redis/0' }), []],
    ['a URL with the wrong port', withVariables({ CACHE: 'http://redis' }), PORT],
    ['a URL with user and password', withVariables({ CACHE: 'redis://user:$(PASSWORD)@redis:6379/0' }), []],
    ['a URL of several hosts', withVariables({ MONGO: 'mongodb://redis:6379,other:1/db' }), HOST],
    ['a URL of the Pod itself', withVariables({ SELF: 'http://localhost:80' }), []],
    ['a URL of an address', withVariables({ SELF: 'http://[::1]:80 http://127.0.0.1' }), []],
    ['a URL of the internet', withVariables({ SITE: 'https://docs.example.com/a' }), []],
    [
      'a URL that is made at run time',
      running({ command: ['sh', '-c', 'curl http://$HOST:80 http://${A}.mongo'] }),
      [],
    ],
    [
      'a URL made of a variable',
      running({ args: ['http://$(NAME):80'], env: [{ name: 'NAME', value: 'backend' }] }),
      HOST,
    ],
    ['a host variable', withVariables({ DB_HOST: 'db' }), HOST],
    ['a host variable of a known Service', withVariables({ REDIS_HOST: 'redis', REDIS_PORT: '6379' }), []],
    ['a host variable with the wrong port beside it', withVariables({ REDIS_HOST: 'redis', REDIS_PORT: '80' }), PORT],
    ['a host variable with an address', withVariables({ BIND_HOST: '0.0.0.0' }), []],
    ['a host flag', running({ command: ['app', '-db-host=db', '-port=80'] }), HOST],
    ['a host flag with its value behind it', running({ args: ['--db-host', 'db'] }), HOST],
    ['a host flag of a known Service', running({ args: ['-cache-host=redis', '-cache-port=6379'] }), []],
    ['a host flag with the wrong port beside it', running({ args: ['-cache-host=redis', '-cache-port=80'] }), PORT],
    ['a flag about who may connect', running({ args: ['--auth-host=trust'] }), []],
    [
      'a host that /etc/hosts explains',
      deployment('worker', {
        containers: [container({ args: ['http://legacy'] })],
        pod: { hostAliases: [{ ip: '10.0.0.1', hostnames: ['legacy'] }] },
      }),
      [],
    ],
    [
      'a step before the containers',
      deployment('worker', { pod: { initContainers: [{ name: 'wait', args: ['http://backend'] }] } }),
      HOST,
    ],
    ['no host at all', running({ args: ['--verbose'] }), []],
  ])('%s', (_what, object, rules) => {
    expect(judged(hosts, setOf([object, ...redis])).rules).toEqual(rules);
  });

  test('a variable from a ConfigMap of the set counts as its value', () => {
    const env = [{ name: 'URL', valueFrom: { configMapKeyRef: { name: 'c', key: 'url' } } }];
    expect(judged(hosts, setOf([running({ env }), config('c', { url: 'http://backend' })])).rules).toEqual(HOST);
  });

  test('a Pod may call itself by its host name', () => {
    const object = pod('worker', { containers: [container({ args: ['http://me:80'] })], pod: { hostname: 'me' } });
    expect(judged(hosts, setOf([object])).rules).toEqual([]);
  });
});

describe('stacks of one environment', () => {
  const used = (ids: string[], objects: Given[]): string[] => {
    const environment: Environment = production('reference', ids);
    const worker = deployment('dev-a/worker', { program: { connectsTo: ['redis.dev-b:6379'] } });
    return judged(hosts, setOf([worker], environment), setOf(objects, environment)).rules;
  };

  test.each<[string, string[], Given[], string[]]>([
    ["have each other's Services", ['a', 'b'], [service('dev-b/redis', { ports: [{ port: 6379 }] })], []],
    ['have no Service of that name', ['a', 'b'], [service('dev-b/radis')], HOST],
    ['may be left out this time', ['a', 'b'], [], []],
    ['are not all run', ['a'], [], HOST],
  ])('%s', (_what, ids, objects, rules) => {
    expect(used(ids, objects)).toEqual(rules);
  });
});

test.each<[Given[], string]>([
  [
    [connecting('redis:6379'), deployment('redis')],
    "connectsTo: connects to redis:6379, but the set has no Service 'redis' in namespace default; Deployment redis needs a Service: expose it",
  ],
  [
    [connecting('radis:6379'), ...redis],
    "connectsTo: connects to radis:6379, but the set has no Service 'radis' in namespace default; did you mean 'redis'?",
  ],
  [
    [withVariables({ URL: 'http://redis' }), ...redis],
    'spec.template.spec.containers[0].env (URL): connects to redis:80, but Service redis does not answer on 80; there is 6379',
  ],
  [
    [connecting('mongo-7.mongo'), ...mongo],
    "connectsTo: connects to mongo-7.mongo, but no Pod called 'mongo-7' is behind Service mongo of namespace default; correct the number, or the serviceName of the StatefulSet",
  ],
])('a finding says what there is and what to do (%#)', (objects, message) => {
  expect(judged(hosts, setOf(objects)).messages).toEqual([message]);
});

test('a host is reported once for each workload', () => {
  const object = deployment('worker', { containers: [container({ args: ['http://a', 'http://a:81', 'http://a'] })] });
  expect(judged(hosts, setOf([object])).rules).toEqual(HOST);
});
