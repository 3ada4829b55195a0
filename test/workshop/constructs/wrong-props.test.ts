import type { Construct } from 'constructs';
import {
  AccessBinding,
  AccessRole,
  Autoscaler,
  ConfigFiles,
  ExternalAddress,
  ExternalName,
  IngressRoutes,
  Namespace,
  NodeAgent,
  Probe,
  RequiredSecret,
  ScheduledTask,
  Service,
  SinglePod,
  SingletonDatabase,
  StatefulService,
  StaticVolume,
  Task,
  Volume,
  WebService,
  Worker,
} from '../../../src/workshop/constructs';
import { manifestsOf } from '../../support/manifests';

const containers = [{ image: 'web:1' }];

/** Props that TypeScript would refuse, as a JavaScript caller could pass them. */
const wrong = <Value>(value: unknown): Value => value as Value;

const cases: readonly { readonly message: string; readonly build: (scope: Construct) => unknown }[] = [
  {
    message: "chart/web: 'replicas' must be a whole number 0 or more, got -1",
    build: (scope) => new Worker(scope, 'web', { containers, replicas: -1 }),
  },
  {
    message: "chart/web: 'replicas' must be a whole number 0 or more, got 1.5",
    build: (scope) => new Worker(scope, 'web', { containers, replicas: 1.5 }),
  },
  {
    message: "chart/web: 'replicas' must be left out with 'autoscaling', got 2",
    build: (scope) =>
      new Worker(scope, 'web', {
        containers,
        replicas: 2,
        autoscaling: { minReplicas: 1, maxReplicas: 2, cpuPercent: 80 },
      }),
  },
  {
    message: "chart/web: 'containers' must name at least one, got []",
    build: (scope) => new Worker(scope, 'web', { containers: [] }),
  },
  {
    message: "chart/web: 'containers' must bear different names, got 'web'",
    build: (scope) => new Worker(scope, 'web', { containers: [...containers, { name: 'web', image: 'other:1' }] }),
  },
  {
    message:
      "chart/Web: 'name' must be lower case letters, digits, '-' or '.', and start and end with a letter or digit, got 'Web'",
    build: (scope) => new Worker(scope, 'Web', { containers }),
  },
  {
    message: "chart/web: 'selector' must hold at least one label, got {}",
    build: (scope) => new Worker(scope, 'web', { containers, selector: {} }),
  },
  {
    message:
      "chart/web: 'selector.ver' must be a string of at most 63 letters, digits, '-', '_' or '.' (quote numbers and true or false), got 1",
    build: (scope) => new Worker(scope, 'web', { containers, selector: wrong({ ver: 1 }) }),
  },
  {
    message: "chart/web: 'containers[0].image' must be an image reference such as 'redis:7.4', got ''",
    build: (scope) => new Worker(scope, 'web', { containers: [{ image: '' }] }),
  },
  {
    message: "chart/web: 'containers[0].imagePullPolicy' must be one of Always, IfNotPresent, Never, got 'Often'",
    build: (scope) => new Worker(scope, 'web', { containers: [{ image: 'web:1', imagePullPolicy: wrong('Often') }] }),
  },
  {
    message: "chart/web: 'containers[0].ports' must be a whole number from 1 to 65535, got 70000",
    build: (scope) => new Worker(scope, 'web', { containers: [{ image: 'web:1', ports: [70000] }] }),
  },
  {
    message: "chart/web: 'containers[0].env.DEBUG' must be a string (quote numbers and true or false), got true",
    build: (scope) => new Worker(scope, 'web', { containers: [{ image: 'web:1', env: wrong({ DEBUG: true }) }] }),
  },
  {
    message:
      "chart/web: 'containers[0].resources.limits.memory' must be a quantity such as '500m', '128Mi' or 1, got 'much'",
    build: (scope) =>
      new Worker(scope, 'web', { containers: [{ image: 'web:1', resources: { limits: { memory: 'much' } } }] }),
  },
  {
    message: "chart/web: 'containers[0].health.liveness.periodSeconds' must be a whole number 1 or more, got 0",
    build: (scope) =>
      new Worker(scope, 'web', {
        containers: [{ image: 'web:1', health: { liveness: Probe.http('/', 80, { periodSeconds: 0 }) } }],
      }),
  },
  {
    message: "chart/web: 'mounts' must not use one name for two volumes, got 'data'",
    build: (scope) =>
      new Worker(scope, 'web', {
        containers: [{ image: 'web:1', mounts: { '/a': Volume.emptyDir('data'), '/b': Volume.emptyDir('data') } }],
      }),
  },
  {
    message: "chart/web: 'placement.near.weight' must be a whole number from 1 to 100, got 101",
    build: (scope) =>
      new Worker(scope, 'web', { containers, placement: { near: [{ pods: { app: 'db' }, weight: 101 }] } }),
  },
  {
    message: "chart/web: 'rollout.maxSurge' must be a whole number or a percentage such as '25%', got 'some'",
    build: (scope) => new Worker(scope, 'web', { containers, rollout: { maxSurge: 'some' } }),
  },
  {
    message: "chart/web: 'rollout' must allow 'maxUnavailable' or 'maxSurge' above 0",
    build: (scope) => new Worker(scope, 'web', { containers, rollout: { maxSurge: 0, maxUnavailable: '0%' } }),
  },
  {
    message: "chart/web: 'rollout' must not set limits together with strategy 'Recreate'",
    build: (scope) => new Worker(scope, 'web', { containers, rollout: { strategy: 'Recreate', maxSurge: 1 } }),
  },
  {
    message: "chart/web/Service: 'ports' must be a whole number from 1 to 65535, got 0",
    build: (scope) => new WebService(scope, 'web', { containers, port: 0 }),
  },
  {
    message: "chart/web/Service: 'ports.nodePort' must be a whole number from 30000 to 32767, got 80",
    build: (scope) =>
      new WebService(scope, 'web', { containers, port: 80, exposure: { type: 'node-port', nodePort: 80 } }),
  },
  {
    message: "chart/web: 'exposure.host' is required with 'tlsSecret'",
    build: (scope) =>
      new WebService(scope, 'web', { containers, port: 80, exposure: { type: 'ingress', tlsSecret: 'tls' } }),
  },
  {
    message: 'chart/web: \'ports\' must all have names when there are several, got {"port":80}',
    build: (scope) => new Service(scope, 'web', { pods: { app: 'web' }, ports: [80, 81] }),
  },
  {
    message: "chart/web: 'ports.nodePort' needs type 'NodePort' or 'LoadBalancer', got 30001",
    build: (scope) => new Service(scope, 'web', { pods: { app: 'web' }, ports: [{ port: 80, nodePort: 30001 }] }),
  },
  {
    message: "chart/web: 'routes' must name at least one, or 'fallback' be given, got []",
    build: (scope) => new IngressRoutes(scope, 'web', {}),
  },
  {
    message: "chart/web: 'port' is required when the Service is given by name, got 'web'",
    build: (scope) => new IngressRoutes(scope, 'web', { routes: [{ service: 'web' }] }),
  },
  {
    message: "chart/web: 'routes.path' must start with '/', got 'a'",
    build: (scope) => new IngressRoutes(scope, 'web', { routes: [{ service: 'web', port: 80, path: 'a' }] }),
  },
  {
    message: "chart/db: 'host' must be a DNS name in lower case, without port or scheme, got 'tcp://db'",
    build: (scope) => new ExternalName(scope, 'db', { host: 'tcp://db' }),
  },
  {
    message: "chart/db: 'addresses' must be an IPv4 address, got '192.168.0.256'",
    build: (scope) => new ExternalAddress(scope, 'db', { addresses: ['192.168.0.256'], port: 3306 }),
  },
  {
    message: "chart/db: 'addresses' must not be loopback, got '127.0.0.1'",
    build: (scope) => new ExternalAddress(scope, 'db', { addresses: ['127.0.0.1'], port: 3306 }),
  },
  {
    message: "chart/auto: 'maxReplicas' must be at least 'minReplicas' (3), got 2",
    build: (scope) =>
      new Autoscaler(scope, 'auto', {
        target: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        minReplicas: 3,
        maxReplicas: 2,
        cpuPercent: 80,
      }),
  },
  {
    message: "chart/job: 'schedule' must be five cron fields or a word such as '@hourly', got 'every day'",
    build: (scope) => new ScheduledTask(scope, 'job', { containers, restartPolicy: 'Never', schedule: 'every day' }),
  },
  {
    message: "chart/job: 'backoffLimit' must be a whole number 0 or more, got -1",
    build: (scope) => new Task(scope, 'job', { containers, restartPolicy: 'Never', backoffLimit: -1 }),
  },
  {
    message: "chart/set: 'podManagementPolicy' must be one of OrderedReady, Parallel, got 'Random'",
    build: (scope) =>
      new StatefulService(scope, 'set', { containers, replicas: 1, podManagementPolicy: wrong('Random') }),
  },
  {
    message: "chart/agent: 'update.minReadySeconds' must be a whole number 0 or more, got -1",
    build: (scope) => new NodeAgent(scope, 'agent', { containers, update: { minReadySeconds: -1 } }),
  },
  {
    message: "chart/db: 'container.mounts' must leave out 'dataPath', which is mounted anyway, got '/data'",
    build: (scope) =>
      new SingletonDatabase(scope, 'db', {
        container: { image: 'db:1', mounts: { '/data': Volume.emptyDir('x') } },
        dataPath: '/data',
        port: 1,
        claim: { size: '1Gi' },
      }),
  },
  {
    message: "chart/volume: 'nfs' must be given, or 'hostPath', and not both, got undefined",
    build: (scope) => new StaticVolume(scope, 'volume', { size: '1Gi', accessModes: ['ReadWriteOnce'] }),
  },
  {
    message: "chart/config: 'key' must consist of letters, digits, '-', '_' or '.' (at most 253), got 'a b'",
    build: (scope) => new ConfigFiles(scope, 'config', { entries: { 'a b': '' } }),
  },
  {
    message: "chart/config: 'files' must hold at most 1048576 bytes, got 1048577",
    build: (scope) => new ConfigFiles(scope, 'config', { entries: { a: 'x'.repeat(1_048_576) } }),
  },
  {
    message:
      "chart/config: 'files' must be readable text (ENOENT: no such file or directory, open 'missing.conf'), got 'missing.conf'",
    build: (scope) => new ConfigFiles(scope, 'config', { files: ['missing.conf'] }),
  },
  {
    message: "chart/secret: 'key' must be one of password, got 'pasword'",
    build: (scope) => new RequiredSecret(scope, 'secret', { keys: { password: {} } }).value('pasword'),
  },
  {
    message: "chart/role: 'rules.verbs' must name at least one, got []",
    build: (scope) => new AccessRole(scope, 'role', { rules: [{ resources: ['pods'], verbs: [] }] }),
  },
  {
    message: "chart/binding: 'role' must be a ClusterRole with 'clusterWide', got 'reader'",
    build: (scope) =>
      new AccessBinding(scope, 'binding', {
        role: { kind: 'Role', name: 'reader' },
        subjects: [{ user: 'alice' }],
        clusterWide: true,
      }),
  },
  {
    message:
      "chart/Blue: 'name' must be at most 63 lower case letters, digits or '-', and start and end with a letter or digit, got 'Blue'",
    build: (scope) => new Namespace(scope, 'Blue'),
  },
  {
    message: "chart/pod: 'restartPolicy' must be one of Always, OnFailure, Never, got 'Sometimes'",
    build: (scope) => new SinglePod(scope, 'pod', { containers, restartPolicy: wrong('Sometimes') }),
  },
];

test.each(cases)('$message', ({ message, build }) => {
  expect(() => manifestsOf(build)).toThrow(message);
});
