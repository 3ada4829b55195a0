import type { StackDefinition } from '../../../src';
import { judge } from '../../../src/workshop/synthesis';
import { buildSets } from '../../../src/workshop/synthesis/build-sets';
import { objectsAt } from '../../support/json';
import { deployment, findingsIn } from '../../support/judged-objects';
import {
  allSets,
  containersOf,
  describeObject,
  lessonEnvironment,
  lessonObjects,
  objectCalled,
  productionSets,
  specOf,
  stackCalled,
} from '../../support/whole-program';

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
    const found = objectCalled(lessonObjects(lesson), kind, name);
    expect(found.metadata.name).toBe(name);
    if (field !== undefined) expect(specOf(found)[field]).toEqual(value);
  },
);

test('IAC-28: what kubectl set image does is a stage: another image in the same Deployment', () => {
  const imageIn = (stage: string): unknown =>
    containersOf(objectCalled(lessonObjects(`dockercoins/${stage}`), 'Deployment', 'worker'))[0]?.['image'];
  const account = lessonEnvironment.lessons.dockerHubUser;
  expect([imageIn('05-isactive'), imageIn('06-worker-v0.2')]).toEqual([`${account}/worker`, `${account}/worker:v0.2`]);
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
  const produced = productionSets().flatMap((set) => set.objects.map(({ manifest }) => ({ set, manifest })));
  const ports = produced.flatMap(({ set, manifest }) =>
    objectsAt(specOf(manifest), 'ports')
      .filter(({ nodePort: port }) => port !== undefined)
      .map(({ nodePort: port }) => `${set.environment.name} ${String(port)}`),
  );
  expect(ports).not.toEqual([]);
  expect(new Set(ports).size).toBe(ports.length);
});
