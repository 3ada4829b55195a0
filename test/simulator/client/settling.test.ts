import { Settling } from '../../../src/simulator/client';
import { createCluster } from '../../../src/simulator';
import { EventLoop, VirtualClock } from '../../../src/simulator/engine';

function scene(unnoticed: () => readonly string[] = () => []) {
  const { client } = createCluster({ nodes: 0 });
  const loop = new EventLoop(new VirtualClock(0));
  const settling = new Settling(client, loop, unnoticed);
  client.create('configmaps', { metadata: { name: 'c', namespace: 'default' } });
  const write = (value: string): void => {
    const found = client.get('configmaps', 'default', 'c');
    if (found !== undefined) client.update('configmaps', { ...found, data: { value } });
  };
  return { loop, settling, write };
}

describe('waiting for quiet', () => {
  test('ends when nothing has changed for long enough', () => {
    const { loop, settling, write } = scene();
    loop.after(10_000, () => write('1'));
    loop.after(35_000, () => write('2'));
    expect(settling.settle({ quiet: '30s' })).toEqual({ settled: true, stillChanging: [] });
    expect(loop.nowMs).toBe(65_000);
  });

  test('is not disturbed by routine, nor by writes that change nothing', () => {
    const { loop, settling, write } = scene();
    let count = 0;
    const beat = (): void => {
      count += 1;
      write(String(count));
      loop.after(1000, beat);
    };
    loop.after(1000, beat, { isRoutine: true });
    loop.after(20_000, () => write(String(count)));
    expect(settling.settle({ quiet: '30s' }).settled).toBe(true);
    expect(loop.nowMs).toBe(30_000);
    expect(count).toBe(30);
  });

  test('ends at the limit and says what still changes', () => {
    const { loop, settling, write } = scene();
    const change = (): void => {
      write(String(loop.nowMs));
      loop.after(1000, change);
    };
    change();
    expect(settling.settle({ quiet: '5s', limit: '1m' })).toEqual({
      settled: false,
      stillChanging: ['ConfigMap default/c'],
    });
    expect(loop.nowMs).toBe(60_000);
  });

  test('goes on while something has happened that nobody knows of, and for as long again after it was noticed', () => {
    const secret = ['Node n'];
    const { loop, settling, write } = scene(() => secret);
    loop.after(
      45_000,
      () => {
        secret.pop();
        loop.after(1000, () => write('noticed'), { isRoutine: false });
      },
      { isRoutine: true },
    );
    expect(settling.settle({ quiet: '30s' })).toEqual({ settled: true, stillChanging: [] });
    expect(loop.nowMs).toBe(76_000);
  });

  test('names at the limit what nobody has noticed', () => {
    const { loop, settling } = scene(() => ['Node n']);
    loop.after(1000, () => undefined);
    expect(settling.settle({ quiet: '5s', limit: '1m' })).toEqual({ settled: false, stillChanging: ['Node n'] });
    expect(loop.nowMs).toBe(60_000);
  });

  test('a machine that failed is waited for until its node is not ready any more', () => {
    const cluster = createCluster({ nodes: 3 });
    cluster.settle();
    const beforeMs = cluster.nowMs;
    cluster.nodes.fail('node-2');
    expect(cluster.settle().settled).toBe(true);
    const ready = cluster.client.get('nodes', '', 'node-2')?.status.conditions?.find(({ type }) => type === 'Ready');
    expect(ready?.status).toBe('Unknown');
    // A lease is missed after 50 s, which is looked at every 5 s; then all is quiet for 30 s.
    expect(cluster.nowMs - beforeMs).toBeGreaterThan(70_000);
    expect(cluster.nowMs - beforeMs).toBeLessThan(90_000);
    cluster.nodes.recover('node-2');
    expect(cluster.settle().settled).toBe(true);
  });

  test('refuses durations that cannot be read', () => {
    expect(() => scene().settling.settle({ quiet: 'soon' })).toThrow("'soon'");
  });
});

describe('waiting for a condition', () => {
  test('ends as soon as it holds', () => {
    const { loop, settling } = scene();
    let isDone = false;
    loop.after(700, () => {
      isDone = true;
    });
    loop.after(900, () => undefined);
    expect(settling.until(() => isDone)).toBe(true);
    expect(loop.nowMs).toBe(700);
  });

  test('ends at the limit when it never holds', () => {
    const { loop, settling } = scene();
    expect(settling.until(() => false, '2m')).toBe(false);
    expect(loop.nowMs).toBe(120_000);
  });
});
