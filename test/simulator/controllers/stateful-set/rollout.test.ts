import type { ControlledServer } from '../../../support/controlled-server';
import { endings, started, status } from './running-set';
import { templateOf } from './sample-stateful-set';

const images = (server: ControlledServer): readonly (string | undefined)[] =>
  server.pods.map(({ spec }) => spec.containers[0]?.image);
const revisions = (server: ControlledServer): readonly string[] =>
  server.client
    .list('apps/controllerrevisions', 'demo')
    .map(({ metadata, revision }) => `${metadata.name} ${revision}`);

describe('a rolling update of a StatefulSet', () => {
  const updated = templateOf('web:2');

  test('goes from the highest ordinal down and makes the new revision the current one', () => {
    const server = started();
    server.advance(5000);
    const before = status(server)?.currentRevision;
    server.patch('apps/statefulsets', 'web', { template: updated });
    server.advance(40);
    expect(endings(server)).toEqual([false, false, true]);
    expect(status(server)).toMatchObject({ currentRevision: before, currentReplicas: 2, observedGeneration: 2 });
    server.advance(5000);
    expect(images(server)).toEqual(['web:2', 'web:2', 'web:2']);
    const after = status(server);
    expect(after?.currentRevision).not.toBe(before);
    expect(after).toMatchObject({ currentRevision: after?.updateRevision, currentReplicas: 3, updatedReplicas: 3 });
    expect(revisions(server)).toHaveLength(2);
  });

  test('leaves Pods below the partition at the old revision, even when they are made anew', () => {
    const server = started({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } });
    server.advance(5000);
    server.patch('apps/statefulsets', 'web', { template: updated });
    server.advance(5000);
    expect(images(server)).toEqual(['web:1', 'web:1', 'web:2']);
    expect(status(server)).toMatchObject({ currentReplicas: 2, updatedReplicas: 1, readyReplicas: 3 });
    server.client.delete('pods', 'demo', 'web-0');
    server.advance(5000);
    expect(images(server)).toEqual(['web:1', 'web:1', 'web:2']);
  });

  test('stops at a broken Pod, and going back does not mend it until it is deleted', () => {
    const server = started({}, ({ spec }) => ({ end: spec.containers[0]?.image === 'web:bad' ? 'unready' : 'ready' }));
    server.advance(5000);
    server.patch('apps/statefulsets', 'web', { template: templateOf('web:bad') });
    server.advance(60_000);
    expect(images(server)).toEqual(['web:1', 'web:1', 'web:bad']);
    server.patch('apps/statefulsets', 'web', { template: templateOf() });
    server.advance(60_000);
    expect(images(server)).toEqual(['web:1', 'web:1', 'web:bad']);
    server.client.delete('pods', 'demo', 'web-2');
    server.advance(5000);
    expect(images(server)).toEqual(['web:1', 'web:1', 'web:1']);
  });

  test('waits with OnDelete until somebody deletes a Pod', () => {
    const server = started({ updateStrategy: { type: 'OnDelete' } });
    server.advance(5000);
    server.patch('apps/statefulsets', 'web', { template: updated });
    server.advance(60_000);
    expect(images(server)).toEqual(['web:1', 'web:1', 'web:1']);
    server.client.delete('pods', 'demo', 'web-1');
    server.advance(5000);
    expect(images(server)).toEqual(['web:1', 'web:2', 'web:1']);
  });

  test('numbers an old revision anew when it comes back, and forgets what is beyond the limit', () => {
    const server = started({ replicas: 1, revisionHistoryLimit: 1 });
    server.advance(5000);
    const first = status(server)?.currentRevision;
    for (const image of ['web:2', 'web:1']) {
      server.patch('apps/statefulsets', 'web', { template: templateOf(image) });
      server.advance(5000);
    }
    expect(status(server)?.currentRevision).toBe(first);
    expect(revisions(server)).toContain(`${first ?? ''} 3`);
    for (const image of ['web:4', 'web:5']) {
      server.patch('apps/statefulsets', 'web', { template: templateOf(image) });
      server.advance(5000);
    }
    expect(
      server.client
        .list('apps/controllerrevisions', 'demo')
        .map(({ revision }) => revision)
        .sort(),
    ).toEqual([4, 5]);
  });
});
