import fc from 'fast-check';
import { EventLoop, SeededRandom, VirtualClock } from '../../../src/simulator/engine';
import { ByteChannel } from '../../../src/simulator/network/transport/channel';
import { type Coroutine, runTask } from '../../../src/simulator/process';

const unexpected = (): never => {
  throw new Error('the connection was given up');
};

test('whatever is lost or late on the way: all bytes arrive once, in order, and nothing is left planned', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer(),
      (pieces, readBytes, lossPercent, seed) => {
        const loop = new EventLoop(new VirtualClock(0));
        const random = new SeededRandom(seed);
        const transit = (): number | undefined => (random.below(100) < lossPercent ? undefined : random.below(50));
        const channel = new ByteChannel(loop, transit, unexpected, unexpected);
        const received: number[] = [];
        let isOver = false;
        runTask(
          (function* (): Coroutine<void> {
            for (const piece of pieces) yield* channel.write(piece);
            channel.end();
          })(),
        );
        runTask(
          (function* (): Coroutine<void> {
            for (
              let bytes = yield* channel.read(readBytes);
              bytes !== undefined;
              bytes = yield* channel.read(readBytes)
            ) {
              received.push(...bytes);
            }
            isOver = true;
          })(),
        );
        while (loop.runNext());
        expect(received).toEqual(pieces.flatMap((piece) => [...piece]));
        expect(isOver).toBe(true);
        expect(loop.nextMs).toBeUndefined();
      },
    ),
  );
});

test('a reader that gives up leaves nothing planned', () => {
  const loop = new EventLoop(new VirtualClock(0));
  const channel = new ByteChannel(loop, () => 10, unexpected, unexpected);
  runTask(channel.write(new Uint8Array(1)));
  const reading = runTask(channel.read());
  reading.cancel();
  expect(loop.nextMs).toBeUndefined();
});

test('who writes to a closed reader gets EPIPE, as does who has ended', () => {
  const loop = new EventLoop(new VirtualClock(0));
  const closed = new ByteChannel(loop, () => 0, unexpected, unexpected);
  closed.close();
  expect(() => runTask(closed.write(new Uint8Array(1)))).toThrow('Broken pipe');
  const ended = new ByteChannel(loop, () => 0, unexpected, unexpected);
  ended.end();
  expect(() => runTask(ended.write(new Uint8Array(1)))).toThrow('Broken pipe');
});
