import { statefulSetController } from '../../../../src/simulator/controllers/stateful-set/controller';
import { ControlledServer } from '../../../support/controlled-server';
import { endings, started, status } from './running-set';
import { claimTemplate, sampleSet, templateOf } from './sample-stateful-set';

const names = (server: ControlledServer): readonly string[] => server.pods.map(({ metadata }) => metadata.name);
const claims = (server: ControlledServer): readonly string[] =>
  server.client.list('persistentvolumeclaims', 'demo').map(({ metadata }) => metadata.name);

describe('a StatefulSet', () => {
  test('gives every Pod the identity of its ordinal', () => {
    const server = started();
    server.advance(5000);
    const pod = server.client.get('pods', 'demo', 'web-1');
    const { updateRevision } = status(server) ?? {};
    expect(pod).toMatchObject({
      metadata: {
        generateName: 'web-',
        labels: {
          app: 'web',
          'apps.kubernetes.io/pod-index': '1',
          'controller-revision-hash': updateRevision,
          'statefulset.kubernetes.io/pod-name': 'web-1',
        },
        ownerReferences: [{ kind: 'StatefulSet', name: 'web', controller: true, blockOwnerDeletion: true }],
      },
      spec: { hostname: 'web-1', subdomain: 'web' },
    });
  });

  test('makes its Pods one after the other, each when the one before is ready', () => {
    const server = started();
    server.advance(60);
    expect(names(server)).toEqual(['web-0']);
    server.advance(5000);
    expect(names(server)).toEqual(['web-0', 'web-1', 'web-2']);
    const { updateRevision, ...counts } = status(server) ?? { replicas: 0 };
    expect(counts).toEqual({
      availableReplicas: 3,
      collisionCount: 0,
      currentReplicas: 3,
      currentRevision: updateRevision,
      observedGeneration: 1,
      readyReplicas: 3,
      replicas: 3,
      updatedReplicas: 3,
    });
    expect(server.eventsOf('StatefulSet')).toEqual([
      'Normal SuccessfulCreate Create Pod web-0 in StatefulSet web successful',
      'Normal SuccessfulCreate Create Pod web-1 in StatefulSet web successful',
      'Normal SuccessfulCreate Create Pod web-2 in StatefulSet web successful',
    ]);
  });

  test('waits for a Pod that is not ready', () => {
    const server = started({}, ({ metadata }) => ({ end: metadata.name === 'web-1' ? 'unready' : 'ready' }));
    server.advance(60_000);
    expect(names(server)).toEqual(['web-0', 'web-1']);
    expect(status(server)).toMatchObject({ replicas: 2, readyReplicas: 1 });
  });

  test('makes all Pods at once when it is Parallel', () => {
    const server = started({ podManagementPolicy: 'Parallel' }, () => ({ end: 'unready' }));
    server.advance(60);
    expect(names(server)).toEqual(['web-0', 'web-1', 'web-2']);
  });

  test('begins at the ordinal that it is given', () => {
    const server = started({ ordinals: { start: 5 }, replicas: 2 });
    server.advance(5000);
    expect(names(server)).toEqual(['web-5', 'web-6']);
    server.patch('apps/statefulsets', 'web', { ordinals: { start: 6 } });
    server.advance(5000);
    expect(names(server)).toEqual(['web-6', 'web-7']);
  });

  test('scales down from the highest ordinal, one at a time, and keeps the claims', () => {
    const server = started({ volumeClaimTemplates: [claimTemplate('data')] });
    server.advance(5000);
    server.patch('apps/statefulsets', 'web', { replicas: 1 });
    server.advance(40);
    expect(endings(server)).toEqual([false, false, true]);
    server.advance(5000);
    expect(names(server)).toEqual(['web-0']);
    expect(claims(server)).toEqual(['data-web-0', 'data-web-1', 'data-web-2']);
    expect(server.eventsOf('StatefulSet')).toContain(
      'Normal SuccessfulDelete Delete Pod web-2 in StatefulSet web successful',
    );
    expect(status(server)).toMatchObject({
      replicas: 1,
      currentReplicas: 1,
      updatedReplicas: 1,
      observedGeneration: 2,
    });
  });

  test('makes the claims of a Pod before the Pod, with its labels', () => {
    const server = started({ replicas: 1, volumeClaimTemplates: [claimTemplate('data')] });
    server.advance(1000);
    const claim = server.client.get('persistentvolumeclaims', 'demo', 'data-web-0');
    expect(claim?.metadata.labels).toEqual({ app: 'web' });
    expect(claim?.metadata.ownerReferences).toBeUndefined();
    const [pod] = server.pods;
    expect(pod?.spec.volumes?.[0]).toEqual({ name: 'data', persistentVolumeClaim: { claimName: 'data-web-0' } });
    expect(Number(claim?.metadata.resourceVersion)).toBeLessThan(Number(pod?.metadata.resourceVersion));
    expect(server.eventsOf('StatefulSet')).toEqual([
      'Normal SuccessfulCreate Create Claim data-web-0 Pod web-0 in StatefulSet web success',
      'Normal SuccessfulCreate Create Pod web-0 in StatefulSet web successful',
    ]);
  });

  test('makes no Pod while a claim of its name is on its way out', () => {
    const server = new ControlledServer([statefulSetController]);
    const claim = {
      ...claimTemplate('data'),
      metadata: { name: 'data-web-0', namespace: 'demo', finalizers: ['a.io/b'] },
    };
    server.client.create('persistentvolumeclaims', claim);
    server.client.delete('persistentvolumeclaims', 'demo', 'data-web-0');
    server.client.create(
      'apps/statefulsets',
      sampleSet({ replicas: 1, volumeClaimTemplates: [claimTemplate('data')] }),
    );
    server.advance(1000);
    expect(names(server)).toEqual([]);
    expect(server.eventsOf('StatefulSet')).toEqual([
      'Warning FailedCreate Create Pod web-0 in StatefulSet web failed error: pvc data-web-0 is being deleted',
    ]);
  });

  test('gives its claims to the Pods that a scaling down deletes, when they are to be deleted with them', () => {
    const server = started({
      replicas: 2,
      volumeClaimTemplates: [claimTemplate('data')],
      persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Delete' },
    });
    server.advance(5000);
    const ownersOf = (name: string): readonly string[] =>
      (server.client.get('persistentvolumeclaims', 'demo', name)?.metadata.ownerReferences ?? []).map(
        (owner) => `${owner.kind} ${owner.name}`,
      );
    expect(ownersOf('data-web-1')).toEqual(['StatefulSet web']);
    server.patch('apps/statefulsets', 'web', { replicas: 1 });
    server.advance(5000);
    expect(ownersOf('data-web-1')).toEqual(['Pod web-1']);
    expect(ownersOf('data-web-0')).toEqual(['StatefulSet web']);
    // Until the garbage collector has deleted the claim no new Pod may use it.
    server.patch('apps/statefulsets', 'web', { replicas: 2 });
    server.advance(5000);
    expect(names(server)).toEqual(['web-0']);
    server.client.delete('persistentvolumeclaims', 'demo', 'data-web-1');
    server.advance(5000);
    expect(names(server)).toEqual(['web-0', 'web-1']);
    expect(ownersOf('data-web-1')).toEqual(['StatefulSet web']);
  });

  test('makes a Pod that ended anew under its name', () => {
    let fails = true;
    const server = started({ replicas: 1 }, () => ({ end: fails ? 'failed' : 'ready' }));
    server.advance(120);
    fails = false;
    const before = server.pods[0]?.metadata.uid;
    server.advance(5000);
    expect(names(server)).toEqual(['web-0']);
    expect(server.pods[0]?.metadata.uid).not.toBe(before);
    expect(status(server)).toMatchObject({ replicas: 1, readyReplicas: 1 });
  });

  test('counts a Pod as available after minReadySeconds and waits for that', () => {
    const server = started({ replicas: 2, minReadySeconds: 30 });
    server.advance(20_000);
    expect(names(server)).toEqual(['web-0']);
    expect(status(server)).toMatchObject({ readyReplicas: 1, availableReplicas: 0 });
    server.advance(12_000);
    expect(names(server)).toEqual(['web-0', 'web-1']);
    server.advance(40_000);
    expect(status(server)).toMatchObject({ readyReplicas: 2, availableReplicas: 2 });
  });

  test('takes over a Pod of its name and lets go one that it selects no longer', () => {
    const server = new ControlledServer([statefulSetController]);
    const { metadata, spec } = templateOf();
    server.client.create('pods', { metadata: { ...metadata, name: 'web-0', namespace: 'demo' }, spec });
    server.client.create('pods', { metadata: { ...metadata, name: 'stranger', namespace: 'demo' }, spec });
    server.client.create('apps/statefulsets', sampleSet({ replicas: 2 }));
    server.advance(5000);
    const ownerOf = (name: string): unknown =>
      server.client.get('pods', 'demo', name)?.metadata.ownerReferences?.[0]?.kind;
    expect(names(server)).toEqual(['stranger', 'web-0', 'web-1']);
    expect([ownerOf('stranger'), ownerOf('web-0'), ownerOf('web-1')]).toEqual([
      undefined,
      'StatefulSet',
      'StatefulSet',
    ]);
    const pod = server.client.get('pods', 'demo', 'web-1');
    if (pod !== undefined)
      server.client.update('pods', { ...pod, metadata: { ...pod.metadata, labels: { app: 'other' } } });
    server.advance(5000);
    expect(ownerOf('web-1')).toBeUndefined();
  });

  test('reports once that a name is taken and goes on when it is free', () => {
    const server = new ControlledServer([statefulSetController]);
    const { spec } = templateOf();
    server.client.create('pods', { metadata: { name: 'web-0', namespace: 'demo', labels: { app: 'other' } }, spec });
    server.client.create('apps/statefulsets', sampleSet({ replicas: 1 }));
    server.advance(1000);
    expect(status(server)).toMatchObject({ replicas: 0 });
    server.client.delete('pods', 'demo', 'web-0', { gracePeriodSeconds: 0 });
    server.advance(10_000);
    expect(status(server)).toMatchObject({ replicas: 1, readyReplicas: 1 });
  });

  test('does nothing more once it has what it wants', () => {
    const server = started();
    server.advance(5000);
    const versions = (): unknown => [server.pods, server.client.get('apps/statefulsets', 'demo', 'web')];
    const before = versions();
    const set = server.client.get('apps/statefulsets', 'demo', 'web');
    if (set === undefined) throw new Error('web is missing');
    server.client.update('apps/statefulsets', { ...set, metadata: { ...set.metadata, labels: {} } });
    server.advance(60_000);
    expect(versions()).toEqual(before);
  });
});
