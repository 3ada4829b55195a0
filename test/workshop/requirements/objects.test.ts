import type { StackDefinition } from '../../../src';
import { judge } from '../../../src/workshop/synthesis';
import { buildSets } from '../../../src/workshop/synthesis/build-sets';
import type { Manifest } from '../../../src/workshop/synthesis/object-set';
import { type JsonObject, objectAt, objectsAt } from '../../support/json';
import { findingsIn } from '../../support/judged-objects';
import {
  allContainersOf,
  allSets,
  builtIn,
  containersOf,
  describeObject,
  environmentRunning,
  lessonEnvironment,
  lessonObjects,
  podOf,
  productionSets,
  stackCalled,
} from '../../support/whole-program';

const LASTING = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** Every object of the production forms. */
const produced = productionSets().flatMap((set) => set.objects.map(({ manifest }) => ({ set, manifest })));

/** Names of the objects of the production forms of which `isWrong` is true. */
const producedWhere = (isWrong: (manifest: Manifest) => boolean): string[] =>
  produced.filter(({ manifest }) => isWrong(manifest)).map(({ set, manifest }) => describeObject(set, manifest));

const specOf = (manifest: Manifest): JsonObject => objectAt(manifest as unknown as JsonObject, 'spec') ?? {};

const find = (objects: readonly Manifest[], kind: string, name: string): Manifest => {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind}/${name}`);
  return found;
};

test('IAC-27: no removed or beta API, and no beta annotation, in any environment', () => {
  const current = new Set([
    'v1',
    'apps/v1',
    'batch/v1',
    'autoscaling/v2',
    'networking.k8s.io/v1',
    'rbac.authorization.k8s.io/v1',
    'storage.k8s.io/v1',
    'discovery.k8s.io/v1',
    'apiextensions.k8s.io/v1',
  ]);
  const wrong = allSets().flatMap((set) =>
    set.objects
      .filter(({ manifest: { apiVersion, metadata } }) => {
        const marks = Object.keys({ ...metadata.annotations, ...metadata.labels });
        return !current.has(apiVersion) || marks.some((name) => /\b(alpha|beta)\b|ingress\.class$/.test(name));
      })
      .map(({ manifest }) => describeObject(set, manifest)),
  );
  expect(wrong).toEqual([]);
});

test.each([
  { command: 'run', lesson: 'dockercoins/01-deployments', object: ['Deployment', 'worker'] },
  { command: 'run (a Pod)', lesson: 'kuard-pods/run', object: ['Pod', 'kuard'] },
  { command: 'run (a Job)', lesson: 'kuar-jobs/run', object: ['Job', 'oneshot'] },
  { command: 'expose', lesson: 'dockercoins/02-services', object: ['Service', 'redis'] },
  { command: 'create secret', lesson: 'awsme/04-secrets', object: ['Secret', 'mysql'] },
  { command: 'create configmap', lesson: 'kuar-config/02-fixed', object: ['ConfigMap', 'my-config'] },
  {
    command: 'create namespace',
    lesson: 'voting-redis/ex1-solution',
    object: ['Namespace', 'workshop-day1-solutions'],
  },
  { command: 'scale', lesson: 'dockercoins/03-scaled', object: ['Deployment', 'worker'], field: 'replicas', value: 10 },
  {
    command: 'autoscale',
    lesson: 'kuard-replicaset/03-autoscale',
    object: ['HorizontalPodAutoscaler', 'kuard'],
    field: 'maxReplicas',
    value: 5,
  },
  {
    command: 'edit',
    lesson: 'dockercoins/05-isactive',
    object: ['Service', 'rng'],
    field: 'selector',
    value: { app: 'rng', isactive: 'yes' },
  },
  {
    command: 'patch',
    lesson: 'dockercoins/08-worker-rollout-parameters',
    object: ['Deployment', 'worker'],
    field: 'minReadySeconds',
    value: 10,
  },
  {
    command: 'rollout undo',
    lesson: 'kuard-deployment/04-blue-again',
    object: ['Deployment', 'kuard'],
    field: 'replicas',
    value: 2,
  },
])(
  'IAC-28: what kubectl $command does is a stage: $lesson',
  ({ lesson, object: [kind = '', name = ''], field, value }) => {
    const found = find(lessonObjects(lesson), kind, name);
    expect(found.metadata.name).toBe(name);
    if (field !== undefined) expect(specOf(found)[field]).toEqual(value);
  },
);

test('IAC-28: what kubectl set image does is a stage: another image in the same Deployment', () => {
  const imageIn = (stage: string): unknown =>
    containersOf(find(lessonObjects(`dockercoins/${stage}`), 'Deployment', 'worker'))[0]?.['image'];
  const account = lessonEnvironment.lessons.dockerHubUser;
  expect([imageIn('05-isactive'), imageIn('06-worker-v0.2')]).toEqual([`${account}/worker`, `${account}/worker:v0.2`]);
});

const deployment = (name: string, selector: object, labels: object, rest: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    selector: { matchLabels: selector },
    template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
    ...rest,
  },
});

test.each([
  {
    what: 'a selector that misses its own template',
    objects: [deployment('web', { app: 'web' }, { app: 'wbe' })],
    finding: 'selector-mismatch Deployment/web',
  },
  {
    what: 'a selector that takes the Pods of another',
    objects: [
      deployment('wide', { env: 'test' }, { env: 'test' }),
      deployment('web', { app: 'web' }, { app: 'web', env: 'test' }),
    ],
    finding: 'selector-overlap Deployment/wide',
  },
  {
    what: 'a label that is a truth value',
    objects: [deployment('web', { app: 'web' }, { app: 'web', isactive: true })],
    finding: 'label-not-string Deployment/web',
  },
])('IAC-29: synthesis refuses $what', ({ objects, finding }) => {
  expect(findingsIn(objects, 'lessons')).toContain(finding);
});

test('IAC-30: the worker without a Service redis is an error, unless the lesson is about it', () => {
  const dockercoins = stackCalled('dockercoins');
  const judged = (stack: StackDefinition) =>
    judge(buildSets({ stacks: [stack], environments: [lessonEnvironment] })).map(
      ({ rule, at, set }) => `${set} ${rule} ${at}`,
    );
  expect(judged(dockercoins)).toEqual([]);
  const unaware = {
    ...dockercoins,
    lessons: (dockercoins.lessons ?? []).map((lesson) => ({ ...lesson, expects: [] })),
  };
  expect(judged(unaware)).toContain('workshop/dockercoins/01-deployments unknown-host Deployment/worker');
});

const nodePort = (name: string, port: number) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { type: 'NodePort', ports: [{ port: 80, nodePort: port }] },
});

test.each([
  { objects: [nodePort('webui', 32768)], finding: 'node-port-range Service/webui' },
  { objects: [nodePort('webui', 29999)], finding: 'node-port-range Service/webui' },
  { objects: [nodePort('webui', 30001), nodePort('result', 30001)], finding: 'node-port-twice Service/result' },
])('IAC-31: synthesis reports $finding', ({ objects, finding }) => {
  expect(findingsIn(objects, 'lessons')).toContain(finding);
});

test('IAC-31: no node port occurs twice in an environment', () => {
  const ports = produced.flatMap(({ set, manifest }) =>
    objectsAt(specOf(manifest), 'ports')
      .filter(({ nodePort: port }) => port !== undefined)
      .map(({ nodePort: port }) => `${set.environment.name} ${String(port)}`),
  );
  expect(ports).not.toEqual([]);
  expect(new Set(ports).size).toBe(ports.length);
});

test('IAC-32: every Deployment states how far a rollout may go and when it has failed', () => {
  const isUnlimited = (manifest: Manifest): boolean => {
    const { progressDeadlineSeconds, revisionHistoryLimit, strategy } = specOf(manifest);
    const { type, rollingUpdate } = strategy as { type?: string; rollingUpdate?: object };
    const isLimited =
      type === 'Recreate' ||
      Object.keys(rollingUpdate ?? {})
        .sort()
        .join() === 'maxSurge,maxUnavailable';
    return !isLimited || progressDeadlineSeconds === undefined || revisionHistoryLimit === undefined;
  };
  expect(producedWhere((manifest) => manifest.kind === 'Deployment' && isUnlimited(manifest))).toEqual([]);
  expect(findingsIn([deployment('web', { app: 'web' }, { app: 'web' })], 'production')).toContain(
    'rollout-limits Deployment/web',
  );
});

test('IAC-33: every container that keeps running states requests, limits, readiness and liveness', () => {
  const isCareless = (container: JsonObject): boolean => {
    const amounts = ['requests', 'limits'].map((part) => objectAt(objectAt(container, 'resources'), part) ?? {});
    const isSized = amounts.every((part) => 'cpu' in part && 'memory' in part);
    return !isSized || !('readinessProbe' in container) || !('livenessProbe' in container);
  };
  const isWrong = (manifest: Manifest) => LASTING.includes(manifest.kind) && containersOf(manifest).some(isCareless);
  expect(produced.filter(({ manifest }) => LASTING.includes(manifest.kind))).not.toEqual([]);
  expect(producedWhere(isWrong)).toEqual([]);
  expect(findingsIn([deployment('web', { app: 'web' }, { app: 'web' })], 'production')).toEqual(
    expect.arrayContaining(['liveness Deployment/web', 'readiness Deployment/web', 'resources Deployment/web']),
  );
});

test('IAC-34: the template of every Deployment says why it was changed', () => {
  const causeOf = (manifest: Manifest): unknown =>
    objectAt(objectAt(podOf(manifest), 'metadata'), 'annotations')?.['kubernetes.io/change-cause'];
  expect(producedWhere((manifest) => manifest.kind === 'Deployment' && typeof causeOf(manifest) !== 'string')).toEqual(
    [],
  );
});

test('IAC-35: where an autoscaler owns the number of Pods, the workload leaves it out', () => {
  const scaled = productionSets().flatMap(({ objects }) => {
    const manifests = objects.map(({ manifest }) => manifest);
    return manifests
      .filter(({ kind }) => kind === 'HorizontalPodAutoscaler')
      .map((autoscaler) => {
        const { kind, name } = objectAt(specOf(autoscaler), 'scaleTargetRef') as { kind: string; name: string };
        return specOf(find(manifests, kind, name))['replicas'];
      });
  });
  expect(scaled.every((replicas) => replicas === undefined)).toBe(true);
  const autoscaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web' },
    spec: { maxReplicas: 5, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
  };
  const web = (replicas?: number) => deployment('web', { app: 'web' }, { app: 'web' }, { replicas });
  expect(findingsIn([autoscaler, web(3)], 'production')).toContain('autoscaled-replicas Deployment/web');
  expect(findingsIn([autoscaler, web()], 'production')).not.toContain('autoscaled-replicas Deployment/web');
});

test('IAC-36: the kind follows the need: nothing runs as a bare Pod or ReplicaSet outside lessons', () => {
  const kinds = new Set(
    produced.filter(({ manifest }) => podOf(manifest) !== undefined).map(({ manifest }) => manifest.kind),
  );
  expect([...kinds].sort()).toEqual(['DaemonSet', 'Deployment', 'Job', 'StatefulSet']);
  const kindsOf = (id: string): string[] =>
    builtIn(environmentRunning(id), id).flatMap(({ objects }) => objects.map(({ manifest }) => manifest.kind));
  expect(kindsOf('kuar-daemonsets')).toContain('DaemonSet');
  expect(kindsOf('kuar-work-queue')).toContain('Job');
  expect(kindsOf('kuar-mongo')).toContain('StatefulSet');
});

/** Names of the volumes of a workload that are claims, its own or by name. */
const claimsOf = (manifest: Manifest): string[] => [
  ...objectsAt(specOf(manifest), 'volumeClaimTemplates').map((claim) => String(objectAt(claim, 'metadata')?.['name'])),
  ...objectsAt(objectAt(podOf(manifest), 'spec'), 'volumes')
    .filter((volume) => 'persistentVolumeClaim' in volume)
    .map(({ name }) => String(name)),
];

test('IAC-37: the voting app keeps its data on claims, apart from the pages', () => {
  const objects = builtIn(environmentRunning('voting-deployments'), 'voting-deployments').flatMap((set) =>
    set.objects.map(({ manifest }) => manifest),
  );
  const workloads = objects.filter((object) => podOf(object) !== undefined);
  const withData = workloads.filter((object) => claimsOf(object).length > 0).map(({ metadata }) => metadata.name);
  expect(withData.sort()).toEqual(['db', 'redis']);
  const pages = workloads.filter(({ metadata }) => ['voter', 'results'].includes(metadata.name));
  expect(pages).toHaveLength(2);
  expect(pages.flatMap((page) => objectsAt(objectAt(podOf(page), 'spec'), 'volumes'))).toEqual([]);
});

test.each([
  { what: 'the voter page and its queue', lesson: 'voting-pods/ex3', pod: 'voter', containers: ['redis', 'vote'] },
  { what: 'a sidecar', lesson: 'awsme/08-sidecar-optional', pod: 'backend', containers: ['backend', 'multi'] },
])('IAC-38: a Pod is built from parts: $what', ({ lesson, pod, containers }) => {
  expect(containersOf(find(lessonObjects(lesson), 'Pod', pod)).map(({ name }) => name)).toEqual(containers);
});

test('IAC-38: programs that work apart are apart outside lessons', () => {
  const shared = producedWhere((manifest) => containersOf(manifest).length > 1);
  // A sentinel watches the redis beside it: the one pair that shares a Pod.
  expect([...new Set(shared.map((name) => name.replace(/^[^/]*./, '')))]).toEqual([]);
});

test('IAC-39: Pods use claims, and the storage class of every claim is a parameter', () => {
  const providers = ['awsElasticBlockStore', 'azureDisk', 'azureFile', 'gcePersistentDisk', 'nfs', 'vsphereVolume'];
  const isTied = (manifest: Manifest): boolean =>
    objectsAt(objectAt(podOf(manifest), 'spec'), 'volumes').some((volume) => providers.some((name) => name in volume));
  expect(producedWhere(isTied)).toEqual([]);
  const claims = ['awsme', 'kuar-mongo', 'voting-deployments', 'flask-redis'].flatMap((id) =>
    builtIn(environmentRunning(id, { storageClass: 'elsewhere' }), id).flatMap(({ objects }) =>
      objects.flatMap(({ manifest }) => [
        ...(manifest.kind === 'PersistentVolumeClaim' ? [specOf(manifest)] : []),
        ...objectsAt(specOf(manifest), 'volumeClaimTemplates').map((claim) => objectAt(claim, 'spec') ?? {}),
      ]),
    ),
  );
  expect(claims.length).toBeGreaterThanOrEqual(4);
  expect(claims.every(({ storageClassName }) => storageClassName === 'elsewhere')).toBe(true);
});

test('IAC-40: who needs a database waits for it by itself', () => {
  const [set] = builtIn(environmentRunning('awsme'), 'awsme');
  const backend = find(
    (set?.objects ?? []).map(({ manifest }) => manifest),
    'Deployment',
    'backend',
  );
  const [waits] = allContainersOf(backend);
  expect(waits?.['name']).toBe('init-db');
  expect(String(waits?.['command'])).toContain('-db-host=db');
});
