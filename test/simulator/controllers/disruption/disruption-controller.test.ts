import type {
  DeploymentSpec,
  NewObject,
  PodDisruptionBudgetSpec,
  PodDisruptionBudgetStatus,
} from '../../../../src/simulator/api';
import { deploymentController } from '../../../../src/simulator/controllers/deployment/controller';
import { disruptionController } from '../../../../src/simulator/controllers/disruption/controller';
import { replicaSetController } from '../../../../src/simulator/controllers/replica-set/controller';
import { ControlledServer } from '../../../support/controlled-server';

function serverWith(spec: PodDisruptionBudgetSpec): ControlledServer {
  const server = new ControlledServer([deploymentController, disruptionController, replicaSetController]);
  server.client.create('policy/poddisruptionbudgets', {
    metadata: { name: 'guard', namespace: 'demo' },
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  });
  return server;
}

function deploy(server: ControlledServer, replicas: number): void {
  server.client.create('apps/deployments', {
    metadata: { name: 'web', namespace: 'demo' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
    } as unknown as DeploymentSpec,
  });
  server.advance(3000);
}

const statusOf = ({ client }: ControlledServer): PodDisruptionBudgetStatus | undefined =>
  client.get('policy/poddisruptionbudgets', 'demo', 'guard')?.status;

test('follows the Pods of a Deployment', () => {
  const server = serverWith({ maxUnavailable: '25%' });
  server.advance(1000);
  expect(statusOf(server)).toMatchObject({ disruptionsAllowed: 0, expectedPods: 0, observedGeneration: 1 });
  deploy(server, 4);
  expect(statusOf(server)).toMatchObject({
    disruptionsAllowed: 1,
    currentHealthy: 4,
    desiredHealthy: 3,
    expectedPods: 4,
    conditions: [{ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods' }],
  });
  expect(server.eventsOf('PodDisruptionBudget')).toEqual(['Normal NoPods No matching pods found']);
});

test('is not written when nothing changes', () => {
  const server = serverWith({ minAvailable: 1 });
  deploy(server, 2);
  const before = server.client.get('policy/poddisruptionbudgets', 'demo', 'guard');
  server.advance(600_000);
  expect(server.client.get('policy/poddisruptionbudgets', 'demo', 'guard')).toBe(before);
});

test('forgets an eviction after two minutes when the Pod stays', () => {
  const server = serverWith({ minAvailable: 1 });
  deploy(server, 2);
  const budget = server.client.get('policy/poddisruptionbudgets', 'demo', 'guard');
  const [pod] = server.pods;
  if (budget === undefined || pod === undefined) throw new Error('not deployed');
  const disruptedPods = { [pod.metadata.name]: '2026-01-01T00:00:03Z' };
  const spent = { ...budget.status, disruptionsAllowed: 0, disruptedPods };
  server.client.updateStatus('policy/poddisruptionbudgets', { ...budget, status: spent });
  server.advance(1000);
  expect(statusOf(server)).toMatchObject({ disruptionsAllowed: 0, currentHealthy: 1, disruptedPods });
  expect(server.loop.foregroundPending).toBe(0);
  server.advance(130_000);
  expect(statusOf(server)).toMatchObject({ disruptionsAllowed: 1, currentHealthy: 2 });
  expect(statusOf(server)?.disruptedPods).toBeUndefined();
  expect(server.eventsOf('Pod')).toEqual([
    "Warning NotDeleted Pod was expected by PDB demo/demo to be deleted but it wasn't",
  ]);
});

test('allows nothing where the number of Pods cannot be told', () => {
  const server = serverWith({ maxUnavailable: 1 });
  const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'x', controller: true };
  server.client.create('pods', {
    metadata: { name: 'a', namespace: 'demo', labels: { app: 'web' }, ownerReferences: [owner] },
    spec: { containers: [{ name: 'web', image: 'web:1' }] },
  } as unknown as NewObject<'pods'>);
  server.advance(3000);
  const message = 'daemonsets.apps does not implement the scale subresource';
  expect(statusOf(server)?.conditions).toEqual([
    expect.objectContaining({ reason: 'SyncFailed', status: 'False', message }),
  ]);
  expect(server.eventsOf('PodDisruptionBudget')).toContain(
    `Warning CalculateExpectedPodCountFailed Failed to calculate the number of expected pods: ${message}`,
  );
});

test('says which Pods it cannot count', () => {
  const server = serverWith({ maxUnavailable: 1 });
  server.client.create('pods', {
    metadata: { name: 'free', namespace: 'demo', labels: { app: 'web' } },
    spec: { containers: [{ name: 'web', image: 'web:1' }] },
  } as unknown as NewObject<'pods'>);
  server.advance(3000);
  expect(server.eventsOf('PodDisruptionBudget')).toContainEqual(
    expect.stringMatching(/^Warning UnmanagedPods Pods selected by .*\(selector: &LabelSelector\{.*\{app: web,\}/),
  );
});

test('takes back a disruption that does not come', () => {
  const server = serverWith({ minAvailable: 1 });
  deploy(server, 1);
  const [pod] = server.pods;
  if (pod === undefined) throw new Error('not deployed');
  const conditions = [
    ...(pod.status.conditions ?? []),
    {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'EvictionByEvictionAPI',
      lastTransitionTime: '2026-01-01T00:00:03Z',
    },
  ];
  server.client.updateStatus('pods', { ...pod, status: { ...pod.status, conditions } });
  server.advance(110_000);
  expect(server.pods[0]?.status.conditions?.at(-1)).toMatchObject({ type: 'DisruptionTarget', status: 'True' });
  server.advance(20_000);
  expect(server.pods[0]?.status.conditions?.at(-1)).toMatchObject({ type: 'DisruptionTarget', status: 'False' });
});
