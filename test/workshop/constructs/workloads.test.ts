import { App, Chart, JsonPatch, Lazy } from 'cdk8s';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import {
  Claim,
  ConfigFiles,
  Namespace,
  NodeAgent,
  Probe,
  ScheduledTask,
  SinglePod,
  SingletonDatabase,
  StatefulService,
  Task,
  ValueSource,
  Volume,
  WebService,
  Worker,
} from '../../../src/workshop/constructs';
import { walk } from '../../../src/workshop/synthesis';
import { manifestsOf, synthesizeChart } from '../../support/manifests';

const containers = [{ image: 'web:1' }];

test('a worker says what was asked for and nothing else', () => {
  expect(manifestsOf((scope) => new Worker(scope, 'web', { containers }))).toEqual({
    'Deployment/web': {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
      },
    },
  });
});

test('a web service selects exactly the labels that its Pods carry', () => {
  const manifests = manifestsOf(
    (scope) => new WebService(scope, 'web', { port: 80, targetPort: 8080, containers, selector: { run: 'web' } }),
  );
  expect(manifests['Service/web']).toMatchObject({
    spec: { selector: { run: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
  });
  expect(manifests['Deployment/web']).toMatchObject({ spec: { template: { metadata: { labels: { run: 'web' } } } } });
});

test.each([
  { exposure: { type: 'none' } as const, service: {}, ingress: undefined },
  { exposure: { type: 'node-port', nodePort: 30001 } as const, service: { type: 'NodePort' }, ingress: undefined },
  { exposure: { type: 'load-balancer' } as const, service: { type: 'LoadBalancer' }, ingress: undefined },
  {
    exposure: { type: 'ingress', host: 'web.example.com', tlsSecret: 'web-tls', className: 'contour' } as const,
    service: {},
    ingress: {
      ingressClassName: 'contour',
      tls: [{ secretName: 'web-tls', hosts: ['web.example.com'] }],
      rules: [
        {
          host: 'web.example.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
          },
        },
      ],
    },
  },
])('exposure $exposure.type', ({ exposure, service, ingress }) => {
  const manifests = manifestsOf((scope) => new WebService(scope, 'web', { port: 80, containers, exposure }));
  expect(manifests['Service/web']).toMatchObject({ spec: service });
  expect((manifests['Ingress/web'] as { spec?: unknown } | undefined)?.spec).toEqual(ingress);
});

test('a workload that is autoscaled states no number of replicas', () => {
  const manifests = manifestsOf(
    (scope) =>
      new Worker(scope, 'web', { containers, autoscaling: { minReplicas: 2, maxReplicas: 5, cpuPercent: 80 } }),
  );
  expect(manifests['Deployment/web']?.spec).not.toHaveProperty('replicas');
  expect(manifests['HorizontalPodAutoscaler/web']).toMatchObject({
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, minReplicas: 2, maxReplicas: 5 },
  });
});

test('a Pod lists each volume once, whoever mounts it, in the order of first use', () => {
  const shared = Volume.emptyDir('shared');
  const manifests = manifestsOf(
    (scope) =>
      new SinglePod(scope, 'pod', {
        initSteps: [{ name: 'prepare', image: 'tool:1', mounts: { '/out': shared } }],
        containers: [
          {
            image: 'web:1',
            mounts: {
              '/in': shared.readOnly(),
              '/config': Volume.config('config', 'settings', { items: { a: 'a.txt' } }),
            },
          },
        ],
      }),
  );
  expect(manifests['Pod/pod']?.spec).toMatchObject({
    volumes: [
      { name: 'shared', emptyDir: {} },
      { name: 'config', configMap: { name: 'settings', items: [{ key: 'a', path: 'a.txt' }] } },
    ],
    initContainers: [{ volumeMounts: [{ name: 'shared', mountPath: '/out' }] }],
    containers: [
      {
        volumeMounts: [
          { name: 'shared', mountPath: '/in', readOnly: true },
          { name: 'config', mountPath: '/config' },
        ],
      },
    ],
  });
});

test('what programs listen on and connect to is known to synthesis and stays out of the manifest', () => {
  const { objects } = synthesizeChart(
    (scope) =>
      new Worker(scope, 'web', { containers: [{ image: 'web:1', listens: [80], connectsTo: ['redis:6379'] }] }),
  );
  expect(objects[0]?.program).toEqual({ listens: [80], connectsTo: ['redis:6379'] });
  expect(JSON.stringify(objects[0]?.manifest)).not.toMatch(/listens|connectsTo|6379/);
});

test('replicas with room of their own mount their claims without listing them as volumes', () => {
  const manifests = manifestsOf(
    (scope) =>
      new StatefulService(scope, 'mongo', {
        replicas: 3,
        ports: [{ name: 'peer', port: 27017 }],
        claims: { database: { size: '1Gi', storageClass: 'fast' } },
        containers: [{ image: 'mongo:8', mounts: { '/data/db': Volume.ofClaimTemplate('database') } }],
      }),
  );
  expect(manifests['Service/mongo']).toMatchObject({ spec: { clusterIP: 'None', selector: { app: 'mongo' } } });
  expect(manifests['StatefulSet/mongo']).toMatchObject({
    spec: {
      serviceName: 'mongo',
      volumeClaimTemplates: [
        {
          metadata: { name: 'database' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: 'fast',
            resources: { requests: { storage: '1Gi' } },
          },
        },
      ],
    },
  });
  expect(JSON.stringify(manifests['StatefulSet/mongo'])).not.toContain('"volumes"');
});

test('a singleton database never runs two Pods on one claim', () => {
  const manifests = manifestsOf(
    (scope) =>
      new SingletonDatabase(scope, 'db', {
        container: { image: 'mysql:8.4' },
        dataPath: '/var/lib/mysql',
        port: 3306,
        claim: { size: '10Gi' },
      }),
  );
  expect(manifests['Deployment/db']).toMatchObject({
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      template: {
        spec: {
          containers: [{ volumeMounts: [{ name: 'data', mountPath: '/var/lib/mysql' }] }],
          volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'db' } }],
        },
      },
    },
  });
  expect(manifests).toHaveProperty(['PersistentVolumeClaim/db']);
  expect(manifests).toHaveProperty(['Service/db']);
});

test('tasks, scheduled tasks and node agents keep to the words of Kubernetes', () => {
  const manifests = manifestsOf((scope) => {
    new Task(scope, 'once', { restartPolicy: 'OnFailure', completions: 10, parallelism: 5, containers });
    new ScheduledTask(scope, 'again', { restartPolicy: 'OnFailure', schedule: '0 */5 * * *', containers });
    new NodeAgent(scope, 'agent', { containers, placement: { nodes: { ssd: 'true' } } });
  });
  expect(manifests['Job/once']).toMatchObject({ spec: { completions: 10, parallelism: 5 } });
  expect(manifests['CronJob/again']).toMatchObject({
    spec: { schedule: '0 */5 * * *', jobTemplate: { spec: { template: { spec: { restartPolicy: 'OnFailure' } } } } },
  });
  expect(manifests['DaemonSet/agent']).toMatchObject({
    spec: { template: { spec: { nodeSelector: { ssd: 'true' } } } },
  });
  expect(manifests['DaemonSet/agent']?.spec).not.toHaveProperty('replicas');
});

test('configuration files become keys named like the files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-files-'));
  try {
    const path = join(folder, 'app.conf');
    writeFileSync(path, 'a = 1\n');
    const manifests = manifestsOf((scope) => {
      const config = new ConfigFiles(scope, 'config', { files: [path], entries: { level: 'info' } });
      new Worker(scope, 'web', {
        containers: [
          { image: 'web:1', env: { LEVEL: config.value('level') }, mounts: { '/etc/app': config.volume('config') } },
        ],
      });
    });
    expect(manifests['ConfigMap/config']).toMatchObject({ data: { 'app.conf': 'a = 1\n', level: 'info' } });
    expect(manifests['Deployment/web']).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              { env: [{ name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'config', key: 'level' } } }] },
            ],
          },
        },
      },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a patch reaches fields that are newer than the typed classes', () => {
  const manifests = manifestsOf((scope) => {
    new Worker(scope, 'web', { containers }).patch(
      JsonPatch.add('/spec/template/spec/resources', { limits: { cpu: '1' } }),
    );
  });
  expect(manifests['Deployment/web']).toMatchObject({
    spec: { template: { spec: { resources: { limits: { cpu: '1' } } } } },
  });
});

test.each([
  { patch: JsonPatch.remove('/spec/paused'), operation: 'remove' },
  { patch: JsonPatch.replace('/spec/paused', true), operation: 'replace' },
  { patch: JsonPatch.add('/spec/nothing/here', 1), operation: 'add' },
])('a patch that hits nothing is an error with path and line: $operation', ({ patch, operation }) => {
  const message = new RegExp(
    `chart/web: patch ${operation} '.*' hits nothing .*\\(made at test/workshop/constructs/workloads.test.ts:\\d+\\)`,
  );
  expect(() => manifestsOf((scope) => new Worker(scope, 'web', { containers }).patch(patch))).toThrow(message);
  expect(() => manifestsOf((scope) => new Worker(scope, 'web', { containers }).apiObject.addJsonPatch(patch))).toThrow(
    message,
  );
});

test('an error found late names the line that made the construct', () => {
  const build = (): unknown =>
    manifestsOf((scope) => {
      new Worker(scope, 'web', {
        containers,
        podFields: {
          hostname: Lazy.any({
            produce: () => {
              throw new Error('no host name today');
            },
          }),
        },
      });
    });
  expect(build).toThrow(
    /chart\/web: .*no host name today.*\(made at test\/workshop\/constructs\/workloads.test.ts:\d+\)/,
  );
});

test('in a plain cdk8s app the blocks give the same objects', () => {
  const app = new App();
  const chart = new Chart(app, 'team', { namespace: 'shop' });
  new Namespace(chart, 'shop');
  new WebService(chart, 'web', {
    port: 80,
    replicas: 2,
    containers: [
      {
        image: 'web:1',
        ports: [80],
        env: { POD: ValueSource.field('metadata.name') },
        health: { readiness: Probe.http('/ready', 80) },
        resources: { requests: { cpu: 0.5, memory: '64Mi' } },
      },
    ],
  });
  new Claim(chart, 'data', { size: '1Gi' });
  const byApp = parseAllDocuments(app.synthYaml()).map((document) => document.toJS() as unknown);
  expect(byApp).toEqual(expect.arrayContaining(walk(chart).objects.map(({ manifest }) => manifest)));
  expect(byApp).toHaveLength(4);
});

test('a block that is wrong in a plain cdk8s app fails there too', () => {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'plain-')) });
  const chart = new Chart(app, 'team');
  new Worker(chart, 'web', { containers }).patch(JsonPatch.remove('/spec/paused'));
  expect(() => app.synth()).toThrow("patch remove '/spec/paused' hits nothing");
  expect(() => readFileSync(join(app.outdir, 'team.k8s.yaml'))).toThrow();
  rmSync(app.outdir, { recursive: true });
});
