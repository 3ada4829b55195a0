import { placed, started, status } from './running-daemon-set';
import { rolling, templateOf } from './sample-daemon-set';

describe('a rolling update of a DaemonSet', () => {
  test('replaces one Pod at a time, each when the one before is available', () => {
    const server = started({ minReadySeconds: 10 });
    server.advance(20_000);
    server.patch('apps/daemonsets', 'agent', { template: templateOf('agent:2') });
    server.advance(5000);
    expect(placed(server)).toEqual(['node-0 agent:2', 'node-1 agent:1', 'node-2 agent:1']);
    expect(status(server)).toMatchObject({ updatedNumberScheduled: 1, numberAvailable: 2, numberUnavailable: 1 });
    server.advance(60_000);
    expect(placed(server)).toEqual(['node-0 agent:2', 'node-1 agent:2', 'node-2 agent:2']);
    expect(
      server.client
        .list('apps/controllerrevisions', 'demo')
        .map(({ revision }) => revision)
        .sort(),
    ).toEqual([1, 2]);
  });

  test('replaces all unavailable Pods at once', () => {
    const server = started({ minReadySeconds: 30 });
    server.advance(1000);
    server.patch('apps/daemonsets', 'agent', { template: templateOf('agent:2') });
    server.advance(1000);
    expect(placed(server)).toEqual(['node-0 agent:2', 'node-1 agent:2', 'node-2 agent:2']);
  });

  test('stops at a broken Pod', () => {
    const server = started({}, ({ spec }) => ({
      end: spec.containers[0]?.image === 'agent:bad' ? 'unready' : 'ready',
    }));
    server.advance(1000);
    server.patch('apps/daemonsets', 'agent', { template: templateOf('agent:bad') });
    server.advance(60_000);
    expect(placed(server)).toEqual(['node-0 agent:bad', 'node-1 agent:1', 'node-2 agent:1']);
  });

  test('with surge brings the new Pod up before the old one goes', () => {
    const server = started({ updateStrategy: rolling(0, 1), minReadySeconds: 10 });
    server.advance(20_000);
    server.patch('apps/daemonsets', 'agent', { template: templateOf('agent:2') });
    server.advance(5000);
    expect(placed(server)).toEqual(['node-0 agent:1', 'node-0 agent:2', 'node-1 agent:1', 'node-2 agent:1']);
    server.advance(60_000);
    expect(placed(server)).toEqual(['node-0 agent:2', 'node-1 agent:2', 'node-2 agent:2']);
  });

  test('waits with OnDelete until somebody deletes a Pod', () => {
    const server = started({ updateStrategy: { type: 'OnDelete' } });
    server.advance(1000);
    server.patch('apps/daemonsets', 'agent', { template: templateOf('agent:2') });
    server.advance(60_000);
    expect(placed(server)).toEqual(['node-0 agent:1', 'node-1 agent:1', 'node-2 agent:1']);
    const pod = server.pods.find(({ spec }) => spec.nodeName === 'node-1');
    server.client.delete('pods', 'demo', pod?.metadata.name ?? '');
    server.advance(1000);
    expect(placed(server)).toEqual(['node-0 agent:1', 'node-1 agent:2', 'node-2 agent:1']);
  });

  test('forgets revisions beyond the limit, but none that a Pod is of', () => {
    const server = started({ revisionHistoryLimit: 1, updateStrategy: { type: 'OnDelete' } });
    server.advance(1000);
    for (const image of ['agent:2', 'agent:3', 'agent:4']) {
      server.patch('apps/daemonsets', 'agent', { template: templateOf(image) });
      server.advance(1000);
    }
    expect(
      server.client
        .list('apps/controllerrevisions', 'demo')
        .map(({ revision }) => revision)
        .sort(),
    ).toEqual([1, 4]);
  });
});
