import { Settling } from '../../../src/simulator/client';
import { createCluster } from '../../../src/simulator';
import { EventLoop, VirtualClock } from '../../../src/simulator/engine';

function scene() {
  const { client } = createCluster({ nodes: 0 });
  const loop = new EventLoop(new VirtualClock(0));
  const settling = new Settling(client, loop);
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
