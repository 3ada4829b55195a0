import fc from 'fast-check';
import type { Deployment, DeploymentSpec, Event, NewObject, Pod, ReplicaSet } from '../../../../src/simulator/api';
import { deploymentController } from '../../../../src/simulator/controllers/deployment/controller';
import { maxSurge, maxUnavailable } from '../../../../src/simulator/controllers/deployment/rolling-limits';
import { replicaSetController } from '../../../../src/simulator/controllers/replica-set/controller';
import { ControlledServer, type PodFate } from '../../../support/controlled-server';
import { rolling, templateOf } from './sample-deployment';

const REVISION = 'deployment.kubernetes.io/revision';

/** The Deployment `web` in `demo`, at image 1, as a user writes it. */
const userDeployment = (spec: Partial<DeploymentSpec> = {}): NewObject<'apps/deployments'> => ({
  metadata: { name: 'web', namespace: 'demo' },
  spec: {
    replicas: 4,
    selector: { matchLabels: { app: 'web' } },
    template: templateOf('web:1'),
    strategy: rolling('25%', '25%'),
    ...spec,
  },
});

/** Makes that Deployment and lets it roll out. */
function serverWith(spec: Partial<DeploymentSpec> = {}, fateOf?: (pod: Pod) => PodFate): ControlledServer {
  const server = new ControlledServer([deploymentController, replicaSetController], fateOf);
  server.client.create('apps/deployments', userDeployment(spec));
  server.advance(5000);
  return server;
}

function deploymentIn({ client }: ControlledServer): Deployment {
  const deployment = client.get('apps/deployments', 'demo', 'web');
  if (deployment === undefined) throw new Error('the Deployment is missing');
  return deployment;
}

function change(server: ControlledServer, spec: Partial<DeploymentSpec>): void {
  const deployment = deploymentIn(server);
  server.client.update('apps/deployments', { ...deployment, spec: { ...deployment.spec, ...spec } });
}

const setImage = (server: ControlledServer, image: string): void => change(server, { template: templateOf(image) });

const imageOf = ({ spec }: ReplicaSet): string => spec.template.spec.containers[0]?.image ?? '';

/** Sizes of the ReplicaSets by image. */
const sizesIn = ({ client }: ControlledServer): Record<string, number | undefined> =>
  Object.fromEntries(client.list('apps/replicasets', 'demo').map((set) => [imageOf(set), set.spec.replicas]));

const revisionsIn = ({ client }: ControlledServer): Record<string, string | undefined> =>
  Object.fromEntries(
    client.list('apps/replicasets', 'demo').map((set) => [imageOf(set), set.metadata.annotations?.[REVISION]]),
  );

const conditionsIn = (server: ControlledServer): (string | undefined)[][] =>
  (deploymentIn(server).status.conditions ?? []).map(({ type, status, reason }) => [type, status, reason]);

/** Events come by name; they were written in the order of their versions. */
const orderOf = ({ metadata }: Event): number => Number(metadata.resourceVersion);

const AVAILABLE = ['Available', 'True', 'MinimumReplicasAvailable'];

/** Pods that never become ready from an image on. */
const readyUnless =
  (broken: string) =>
  ({ spec }: Pod): PodFate => ({ end: spec.containers[0]?.image === broken ? 'unready' : 'ready' });

test('makes a ReplicaSet that carries the hash of the template', () => {
  const server = serverWith();
  const [replicaSet] = server.client.list('apps/replicasets', 'demo');
  const hash = replicaSet?.metadata.labels?.['pod-template-hash'] ?? '';
  expect(replicaSet).toMatchObject({
    metadata: {
      name: `web-${hash}`,
      labels: { app: 'web', 'pod-template-hash': hash },
      annotations: {
        [REVISION]: '1',
        'deployment.kubernetes.io/desired-replicas': '4',
        'deployment.kubernetes.io/max-replicas': '5',
      },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', controller: true }],
    },
    spec: {
      replicas: 4,
      selector: { matchLabels: { app: 'web', 'pod-template-hash': hash } },
      template: { metadata: { labels: { app: 'web', 'pod-template-hash': hash } } },
    },
  });
  expect(deploymentIn(server)).toMatchObject({
    metadata: { generation: 1, annotations: { [REVISION]: '1' } },
    status: { observedGeneration: 1, replicas: 4, updatedReplicas: 4, readyReplicas: 4, availableReplicas: 4 },
  });
  expect(conditionsIn(server)).toEqual([AVAILABLE, ['Progressing', 'True', 'NewReplicaSetAvailable']]);
  expect(server.eventsOf('Deployment')).toEqual([
    `Normal ScalingReplicaSet Scaled up replica set web-${hash} from 0 to 4`,
  ]);
});

test('replaces Pods step by step, and keeps the old ReplicaSet', () => {
  const server = serverWith();
  setImage(server, 'web:2');
  server.advance(5000);
  expect(sizesIn(server)).toEqual({ 'web:1': 0, 'web:2': 4 });
  expect(revisionsIn(server)).toEqual({ 'web:1': '1', 'web:2': '2' });
  expect(deploymentIn(server).metadata.annotations?.[REVISION]).toBe('2');
  expect(conditionsIn(server)).toEqual([AVAILABLE, ['Progressing', 'True', 'NewReplicaSetAvailable']]);
});

test('one write and one Event for each step of a rollout', () => {
  // Pods become ready one after the other.
  let count = 0;
  const server = serverWith({}, () => ({ end: 'ready', afterMs: (count += 1) * 300 }));
  count = 0;
  setImage(server, 'web:2');
  server.advance(10_000);
  const generations = server.client
    .list('apps/replicasets', 'demo')
    .map((set) => [imageOf(set), set.metadata.generation]);
  expect(Object.fromEntries(generations)).toEqual({ 'web:1': 5, 'web:2': 4 });
  expect(
    server.client
      .list('events', 'demo')
      .filter(({ involvedObject }) => involvedObject.kind === 'Deployment')
      .sort((left, right) => orderOf(left) - orderOf(right))
      .map(({ message }) => message?.replace(/^Scaled (.*) replica set \S+/, '$1')),
  ).toEqual([
    'up from 0 to 4',
    'up from 0 to 1',
    'down from 4 to 3',
    'up from 1 to 2',
    'down from 3 to 2',
    'up from 2 to 3',
    'down from 2 to 1',
    'up from 3 to 4',
    'down from 1 to 0',
  ]);
});

test('goes back to a former template under a new revision and remembers the former one', () => {
  const server = serverWith();
  setImage(server, 'web:2');
  server.advance(5000);
  setImage(server, 'web:1');
  server.advance(5000);
  expect(sizesIn(server)).toEqual({ 'web:1': 4, 'web:2': 0 });
  expect(revisionsIn(server)).toEqual({ 'web:1': '3', 'web:2': '2' });
  expect(deploymentIn(server).metadata.annotations?.[REVISION]).toBe('3');
  const first = server.client.list('apps/replicasets', 'demo').find((set) => imageOf(set) === 'web:1');
  expect(first?.metadata.annotations?.['deployment.kubernetes.io/revision-history']).toBe('1');
});

test('a paused Deployment is scaled but not rolled out, and goes on when it is resumed', () => {
  const server = serverWith({ replicas: 3 });
  change(server, { paused: true });
  setImage(server, 'web:2');
  change(server, { replicas: 5 });
  server.advance(5000);
  expect(sizesIn(server)).toEqual({ 'web:1': 5 });
  expect(conditionsIn(server)).toContainEqual(['Progressing', 'Unknown', 'DeploymentPaused']);
  expect(deploymentIn(server).status).not.toHaveProperty('updatedReplicas');
  change(server, { paused: false });
  server.advance(5000);
  expect(sizesIn(server)).toEqual({ 'web:1': 0, 'web:2': 5 });
  expect(conditionsIn(server)).toContainEqual(['Progressing', 'True', 'NewReplicaSetAvailable']);
});

test('scaling in the middle of a rollout is shared by old and new Pods', () => {
  const server = serverWith({ replicas: 10, strategy: rolling(3, 2) }, readyUnless('web:2'));
  setImage(server, 'web:2');
  server.advance(5000);
  expect(sizesIn(server)).toEqual({ 'web:1': 8, 'web:2': 5 });
  change(server, { replicas: 15 });
  server.advance(5000);
  expect(sizesIn(server)).toEqual({ 'web:1': 11, 'web:2': 7 });
});

test('a rollout that shows no progress times out, and a good template ends that', () => {
  const server = serverWith({ progressDeadlineSeconds: 60 }, readyUnless('web:2'));
  setImage(server, 'web:2');
  server.advance(58_000);
  expect(conditionsIn(server)).toContainEqual(['Progressing', 'True', 'ReplicaSetUpdated']);
  server.advance(5000);
  expect(conditionsIn(server)).toContainEqual(['Progressing', 'False', 'ProgressDeadlineExceeded']);
  expect(deploymentIn(server).status.availableReplicas).toBe(3);
  setImage(server, 'web:3');
  server.advance(5000);
  expect(conditionsIn(server)).toContainEqual(['Progressing', 'True', 'NewReplicaSetAvailable']);
  expect(sizesIn(server)).toEqual({ 'web:1': 0, 'web:2': 0, 'web:3': 4 });
});

test('nothing more happens after a rollout, or after one that timed out', () => {
  const server = serverWith({ progressDeadlineSeconds: 60 }, readyUnless('web:2'));
  setImage(server, 'web:2');
  server.advance(600_000);
  const before = [deploymentIn(server).metadata.resourceVersion, server.loop.actions];
  server.advance(36_000_000);
  expect([deploymentIn(server).metadata.resourceVersion, server.loop.actions]).toEqual(before);
});

test('Recreate waits until the last old Pod is gone', () => {
  const server = serverWith({ strategy: { type: 'Recreate' } }, () => ({ end: 'ready', stopMs: 20_000 }));
  setImage(server, 'web:2');
  server.advance(15_000);
  expect(sizesIn(server)).toEqual({ 'web:1': 0 });
  expect(server.pods.every(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(true);
  server.advance(10_000);
  expect(sizesIn(server)).toEqual({ 'web:1': 0, 'web:2': 4 });
  expect(deploymentIn(server).status).toMatchObject({ updatedReplicas: 4, availableReplicas: 4 });
});

test('only as many former ReplicaSets are kept as the limit says', () => {
  const server = serverWith({ revisionHistoryLimit: 2 });
  for (const image of ['web:2', 'web:3', 'web:4', 'web:5']) {
    setImage(server, image);
    server.advance(5000);
  }
  expect(sizesIn(server)).toEqual({ 'web:3': 0, 'web:4': 0, 'web:5': 4 });
});

test('another name is found when something has that of the ReplicaSet', () => {
  const server = serverWith();
  const [replicaSet] = server.client.list('apps/replicasets', 'demo');
  if (replicaSet === undefined) throw new Error('there is no ReplicaSet');
  // As if the hashes of two templates were equal.
  const spec = { ...replicaSet.spec, template: { ...replicaSet.spec.template, spec: templateOf('other').spec } };
  server.client.update('apps/replicasets', { ...replicaSet, spec });
  server.advance(5000);
  expect(sizesIn(server)).toEqual({ other: 0, 'web:1': 4 });
  expect(deploymentIn(server).status).toMatchObject({ collisionCount: 1, updatedReplicas: 4 });
});

test('adopts a ReplicaSet that matches, counts its revision, and releases one that does not match any more', () => {
  const server = serverWith();
  const [replicaSet] = server.client.list('apps/replicasets', 'demo');
  if (replicaSet === undefined) throw new Error('there is no ReplicaSet');
  const { ownerReferences: _, ...orphaned } = replicaSet.metadata;
  server.client.delete('apps/deployments', 'demo', 'web', { propagationPolicy: 'Background' });
  server.client.update('apps/replicasets', { ...replicaSet, metadata: orphaned });
  server.client.create('apps/deployments', userDeployment());
  server.advance(5000);
  expect(sizesIn(server)).toEqual({ 'web:1': 4 });
  expect(conditionsIn(server)).toEqual([AVAILABLE, ['Progressing', 'True', 'NewReplicaSetAvailable']]);
  const [adopted] = server.client.list('apps/replicasets', 'demo');
  if (adopted === undefined) throw new Error('there is no ReplicaSet');
  expect(adopted.metadata.ownerReferences).toMatchObject([
    { kind: 'Deployment', uid: deploymentIn(server).metadata.uid },
  ]);
  server.client.update('apps/replicasets', { ...adopted, metadata: { ...adopted.metadata, labels: { app: 'mine' } } });
  server.advance(5);
  expect(server.client.get('apps/replicasets', 'demo', adopted.metadata.name)?.metadata).not.toHaveProperty(
    'ownerReferences',
  );
});

test('leaves its ReplicaSets alone when it is being deleted', () => {
  const server = serverWith();
  const deployment = deploymentIn(server);
  const finalizers = ['example.com/wait'];
  server.client.update('apps/deployments', { ...deployment, metadata: { ...deployment.metadata, finalizers } });
  server.client.delete('apps/deployments', 'demo', 'web');
  setImage(server, 'web:2');
  server.advance(5000);
  expect(sizesIn(server)).toEqual({ 'web:1': 4 });
});

test('minReadySeconds and annotations reach the ReplicaSet', () => {
  const server = serverWith();
  const deployment = deploymentIn(server);
  const annotations = { ...deployment.metadata.annotations, 'kubernetes.io/change-cause': 'patience' };
  server.client.update('apps/deployments', {
    ...deployment,
    metadata: { ...deployment.metadata, annotations },
    spec: { ...deployment.spec, minReadySeconds: 7 },
  });
  server.advance(20_000);
  expect(server.client.list('apps/replicasets', 'demo')).toMatchObject([
    { metadata: { annotations: { 'kubernetes.io/change-cause': 'patience' } }, spec: { minReadySeconds: 7 } },
  ]);
});

const stepArb = fc.oneof(
  fc.record({ image: fc.constantFrom('web:1', 'web:2', 'web:3', 'broken') }),
  fc.record({ replicas: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ paused: fc.boolean() }),
  fc.record({ lost: fc.nat(8) }),
);
const amount = fc.oneof(
  fc.nat(4),
  fc.nat(100).map((percent) => `${percent}%`),
);
const historyArb = fc.array(fc.record({ step: stepArb, waitMs: fc.nat(3000) }), { maxLength: 6 });

/** Virtual time that controllers need to see what happened elsewhere; what they do meanwhile rests on what was. */
const LAG_MS = 100;

type Step = Partial<{ image: string; lost: number } & DeploymentSpec>;

/** Does one step of a history. */
function carryOut(server: ControlledServer, { image, lost, ...spec }: Step): void {
  if (image !== undefined) setImage(server, image);
  else if (lost === undefined) change(server, spec);
  else {
    const pod = server.pods[lost];
    if (pod !== undefined) server.client.updateStatus('pods', { ...pod, status: { ...pod.status, phase: 'Failed' } });
  }
}

const isAvailable = ({ status, metadata }: Pod): boolean =>
  metadata.deletionTimestamp === undefined &&
  status.phase === 'Running' &&
  status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true;

/** Watches that no ReplicaSet grows beyond the surge; throws when one does. */
function guardSurge(server: ControlledServer): void {
  server.client.watch('apps/replicasets', ({ object, previous }) => {
    if (previous === undefined || (object.spec.replicas ?? 0) <= (previous.spec.replicas ?? 0)) return;
    const sizes = Object.values(sizesIn(server));
    const deployment = deploymentIn(server);
    expect(sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)).toBeLessThanOrEqual(
      (deployment.spec.replicas ?? 0) + maxSurge(deployment),
    );
  });
}

/** Watches that no available Pod is deleted that is needed, unless `isExcused`; throws when one is. */
function guardAvailability(server: ControlledServer, isExcused: () => boolean): void {
  server.client.watch('pods', ({ object, previous }) => {
    // What ends by itself is not the controllers' doing.
    const isDeleted =
      previous !== undefined && isAvailable(previous) && object.metadata.deletionTimestamp !== undefined;
    if (!isDeleted || isExcused()) return;
    const deployment = deploymentIn(server);
    expect(server.pods.filter(isAvailable).length).toBeGreaterThanOrEqual(
      (deployment.spec.replicas ?? 0) - maxUnavailable(deployment),
    );
  });
}

test('never asks for more Pods than the surge allows, nor takes available ones that are needed, and always ends', () => {
  const delaysArb = fc.infiniteStream(fc.integer({ min: 50, max: 950 }));
  const strategyArb = fc
    .tuple(amount, amount)
    .filter((amounts) => !amounts.every((each) => /^0%?$/.test(String(each))))
    .map(([surge, unavailable]) => rolling(surge, unavailable));
  fc.assert(
    fc.property(strategyArb, delaysArb, historyArb, (strategy, delays, history) => {
      const fateOf = ({ spec }: Pod): PodFate => ({
        end: spec.containers[0]?.image === 'broken' ? 'unready' : 'ready',
        afterMs: delays.next().value as number,
        stopMs: 10,
      });
      const server = serverWith({ replicas: 5, strategy, progressDeadlineSeconds: 60 }, fateOf);
      let excusedUntilMs = 0;
      guardSurge(server);
      guardAvailability(server, () => server.loop.nowMs < excusedUntilMs);
      for (const { step, waitMs } of history) {
        // Scaling takes Pods of all ReplicaSets in proportion, whether they are available or not.
        if ('replicas' in step || 'lost' in step) excusedUntilMs = server.loop.nowMs + LAG_MS;
        carryOut(server, step);
        server.advance(waitMs);
      }
      excusedUntilMs = server.loop.nowMs + LAG_MS;
      change(server, { paused: false });
      setImage(server, 'web:9');
      server.advance(60_000);
      const { replicas } = deploymentIn(server).spec;
      const { 'web:9': current, ...old } = sizesIn(server);
      expect([current, Object.values(old).filter((size) => size !== 0)]).toEqual([replicas, []]);
      expect(deploymentIn(server).status.availableReplicas ?? 0).toBe(replicas);
    }),
    { numRuns: 40 },
  );
}, 60_000);
