import type { Manifest } from '../../../src/workshop/synthesis/object-set';
import { type JsonObject, objectAt, objectsAt } from '../../support/json';
import { deployment, findingsIn } from '../../support/judged-objects';
import {
  allContainersOf,
  builtIn,
  containersOf,
  describeObject,
  environmentRunning,
  lessonObjects,
  objectCalled,
  podOf,
  productionSets,
  specOf,
} from '../../support/whole-program';

const LASTING = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** Every object of the production forms. */
const produced = productionSets().flatMap((set) => set.objects.map(({ manifest }) => ({ set, manifest })));

/** Names of the objects of the production forms of which `isWrong` is true. */
const producedWhere = (isWrong: (manifest: Manifest) => boolean): string[] =>
  produced.filter(({ manifest }) => isWrong(manifest)).map(({ set, manifest }) => describeObject(set, manifest));

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
        return specOf(objectCalled(manifests, kind, name))['replicas'];
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
  expect(
    [...kinds].filter((kind) => !['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'].includes(kind)),
  ).toEqual([]);
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
  expect(containersOf(objectCalled(lessonObjects(lesson), 'Pod', pod)).map(({ name }) => name)).toEqual(containers);
});

test('IAC-38: programs that work apart are apart outside lessons', () => {
  const shared = producedWhere((manifest) => containersOf(manifest).length > 1).map((name) =>
    name.replace(/^[^/]*./, ''),
  );
  // The helper of a mongo joins the member beside it to the set; a sentinel watches the redis beside it.
  expect([...new Set(shared)]).toEqual(['kuar-mongo StatefulSet/mongo', 'redis-sentinel StatefulSet/redis']);
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
  const backend = objectCalled(
    (set?.objects ?? []).map(({ manifest }) => manifest),
    'Deployment',
    'backend',
  );
  const [waits] = allContainersOf(backend);
  expect(waits?.['name']).toBe('init-db');
  expect(String(waits?.['command'])).toContain('-db-host=db');
});
