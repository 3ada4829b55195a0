import { heldStream } from '../../../src/simulator/edge/held-stream';
import { BatchWriter, type SavedEntry } from '../../../src/simulator/edge/saving';

/** A disk that ends a batch when it is told. */
class SlowDisk {
  readonly batches: string[][] = [];
  private readonly ends: ((error?: Error) => void)[] = [];

  readonly save = (entries: readonly SavedEntry[]): Promise<void> => {
    this.batches.push(entries.map(([key, value]) => `${key}=${JSON.stringify(value)}`));
    return new Promise((resolve, reject) => {
      this.ends.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  };

  end(error?: Error): void {
    this.ends.shift()?.(error);
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Whether a promise has ended by now. */
async function hasEnded(promise: Promise<void> | undefined): Promise<boolean> {
  let ended = promise === undefined;
  promise?.then(
    () => (ended = true),
    () => (ended = true),
  );
  await turn();
  return ended;
}

const failures: Error[] = [];

function writerOn(disk: SlowDisk): BatchWriter {
  failures.length = 0;
  return new BatchWriter(disk.save, (failure) => failures.push(failure));
}

describe('batches', () => {
  test('nothing to save is saved', () => {
    expect(writerOn(new SlowDisk()).flushed()).toBeUndefined();
  });

  test('hold all of one turn, with the newest value of each key and what closes them', async () => {
    const disk = new SlowDisk();
    const writer = writerOn(disk);
    writer.closing = () => [['head', { n: 1 }]];
    writer.put('a', { n: 1 });
    writer.put('a', { n: 2 });
    writer.put('b', undefined);
    await turn();
    expect(disk.batches).toEqual([['a={"n":2}', 'b=undefined', 'head={"n":1}']]);
  });

  test('go one at a time, and who asks waits for the one that holds what was put before', async () => {
    const disk = new SlowDisk();
    const writer = writerOn(disk);
    writer.put('a', {});
    const first = writer.flushed();
    await turn();
    writer.put('b', {});
    writer.put('c', {});
    const second = writer.flushed();
    expect(await hasEnded(first)).toBe(false);
    expect(disk.batches).toEqual([['a={}']]);
    disk.end();
    expect([await hasEnded(first), await hasEnded(second)]).toEqual([true, false]);
    // What comes later delays nobody.
    writer.put('d', {});
    disk.end();
    expect(await hasEnded(second)).toBe(true);
    expect(disk.batches).toEqual([['a={}'], ['b={}', 'c={}'], ['d={}']]);
  });

  test('a reader waits for the batch under way, which holds what it has read', async () => {
    const disk = new SlowDisk();
    const writer = writerOn(disk);
    writer.put('a', {});
    await turn();
    const reader = writer.flushed();
    expect(await hasEnded(reader)).toBe(false);
    disk.end();
    expect(await hasEnded(reader)).toBe(true);
    expect(writer.flushed()).toBeUndefined();
  });

  test('after a failure nothing is saved any more, and everybody hears why', async () => {
    const disk = new SlowDisk();
    const writer = writerOn(disk);
    writer.put('a', {});
    const first = expect(writer.flushed()).rejects.toThrow('full');
    await turn();
    writer.put('b', {});
    const second = expect(writer.flushed()).rejects.toThrow('full');
    disk.end(new Error('full'));
    await Promise.all([first, second]);
    writer.put('c', {});
    await expect(writer.flushed()).rejects.toThrow('full');
    await turn();
    expect(disk.batches).toEqual([['a={}']]);
    expect(failures.map(({ message }) => message)).toEqual(['full']);
  });
});

describe('a held stream', () => {
  /** A stream whose pieces are told by hand, and what came out of it. */
  function heldOn(writer: BatchWriter) {
    const parts: { write: (text: string) => void; end: () => void } = { write: () => undefined, end: () => undefined };
    const out: string[] = [];
    const stream = heldStream(
      {
        status: 200,
        headers: {},
        start: (write, end) => {
          Object.assign(parts, { write, end });
          return () => undefined;
        },
      },
      { flushed: () => writer.flushed(), touch: () => writer.touch() },
    );
    stream.start(
      (text) => out.push(text),
      () => out.push('end'),
    );
    return { parts, out };
  }

  test('tells nothing that is not on the disk, and keeps its order', async () => {
    const disk = new SlowDisk();
    const writer = writerOn(disk);
    const { parts, out } = heldOn(writer);
    parts.write('before');
    await turn();
    expect(out).toEqual(['before']);
    writer.put('a', {});
    parts.write('a');
    await turn();
    writer.put('b', {});
    parts.write('b');
    parts.end();
    expect(out).toEqual(['before']);
    disk.end();
    await turn();
    expect(out).toEqual(['before', 'a']);
    await turn();
    disk.end();
    await turn();
    expect(out).toEqual(['before', 'a', 'b', 'end']);
  });

  test('ends when what it would tell cannot be saved', async () => {
    const disk = new SlowDisk();
    const writer = writerOn(disk);
    const { parts, out } = heldOn(writer);
    writer.put('a', {});
    parts.write('a');
    await turn();
    disk.end(new Error('full'));
    await turn();
    expect(out).toEqual(['end']);
  });
});
