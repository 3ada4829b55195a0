import fc from 'fast-check';
import {
  type Coroutine,
  createPipe,
  decodeText,
  encodeText,
  type Program,
  runTask,
} from '../../../../src/simulator/process';
import { startProgramContainer, textSink } from '../../../support/program-container';

/** Copies stdin to stdout. */
const cat: Program = function* ({ stdin, stdout }) {
  for (let bytes = yield* stdin.read(); bytes !== undefined; bytes = yield* stdin.read()) yield* stdout.write(bytes);
  return 0;
};

/** Writes lines without end. */
const yes: Program = function* (process) {
  for (;;) yield* process.print('y\n');
};

test('a pipeline ends when its first program does: whoever closes a descriptor last ends the pipe', () => {
  const container = startProgramContainer({
    *main(process) {
      const { reader, writer } = process.pipe();
      const first = process.spawn({ argv: ['hello'], streams: new Map([[1, writer]]) });
      const second = process.spawn({
        argv: ['cat'],
        streams: new Map([
          [0, reader],
          [1, process.stdout],
        ]),
      });
      writer.close();
      reader.close();
      const codes = [(yield* first.wait()).code, (yield* second.wait()).code];
      yield* process.print(codes.join(' '));
      return 0;
    },
    programs: {
      cat,
      *hello(process) {
        yield* process.print('hello\n');
        yield* process.sleep(10);
        yield* process.print('world\n');
        return 3;
      },
    },
  });
  container.pass(10);
  expect(container.stdout()).toBe('hello\nworld\n3 0');
});

test('whoever writes where nobody reads any more gets PIPE, or EPIPE when it ignores that', () => {
  const container = startProgramContainer({
    *main(process) {
      for (const ignores of [false, true]) {
        process.onSignal('PIPE', ignores ? 'ignore' : 'default');
        const { reader, writer } = process.pipe();
        const child = process.spawn({
          argv: ['yes'],
          streams: new Map([
            [1, writer],
            [2, process.stderr],
          ]),
        });
        writer.close();
        yield* reader.read(10);
        reader.close();
        yield* process.print(`${(yield* child.wait()).code} `);
      }
      return 0;
    },
    programs: { yes },
  });
  container.pass(1000);
  expect([container.stdout(), container.stderr()]).toEqual(['141 1 ', 'yes: Broken pipe\n']);
});

test('a pipe holds 64 KiB; then its writer waits', () => {
  const { reader, writer } = createPipe();
  let written = 0;
  runTask(
    (function* (): Coroutine<void> {
      for (;;) {
        yield* writer.write(new Uint8Array(4096));
        written += 4096;
      }
    })(),
  );
  expect(written).toBe(65_536);
  runTask(
    (function* (): Coroutine<void> {
      yield* reader.read(10_000);
    })(),
  );
  expect(written).toBe(65_536 + 8192);
});

test('bytes pass through pipes whole and in order, however they are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 80_000 }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 70_000 }),
      (sizes, readMax) => {
        const { reader, writer } = createPipe();
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const sent = Uint8Array.from({ length: total }, (_, index) => (index * 7 + (index >> 8)) & 0xff);
        const received: Uint8Array[] = [];
        runTask(
          (function* (): Coroutine<void> {
            let offset = 0;
            for (const size of sizes) {
              yield* writer.write(sent.subarray(offset, offset + size));
              offset += size;
            }
            writer.end();
          })(),
        );
        runTask(
          (function* (): Coroutine<void> {
            for (let part = yield* reader.read(readMax); part !== undefined; part = yield* reader.read(readMax)) {
              received.push(part);
            }
            received.push(encodeText('end'));
          })(),
        );
        expect(Buffer.concat(received).equals(Buffer.concat([sent, encodeText('end')]))).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});

test('short lines of several writers stay whole', () => {
  const { reader, writer } = createPipe();
  const line = 'x'.repeat(999);
  for (let count = 0; count < 100; count += 1) {
    runTask(
      (function* (): Coroutine<void> {
        yield* writer.write(encodeText(`${line}\n`));
      })(),
    );
  }
  let text = '';
  runTask(
    (function* (): Coroutine<void> {
      for (;;) text += decodeText((yield* reader.read(1500)) ?? new Uint8Array(0));
    })(),
  );
  expect(text).toBe(`${line}\n`.repeat(100));
});

test('a file is a stream, and /dev/stdout is the stdout of whoever opens it', () => {
  const container = startProgramContainer({
    layer: {
      '/dev/stdout': { type: 'device', device: 'fd/1' },
      '/dev/tty': { type: 'device', device: 'tty' },
      '/log': { type: 'symlink', target: '/dev/stdout' },
    },
    *main(process) {
      const file = process.openStream('/notes', { access: 'write', creates: true });
      yield* file.write(encodeText('kept\n'));
      file.close();
      yield* process.openStream('/log', { access: 'write', appends: true }).write(encodeText('logged\n'));
      yield* process.print(process.files.readText('/notes'));
      process.openStream('/dev/tty');
      return 0;
    },
  });
  container.pass(0);
  expect([container.stdout(), container.stderr()]).toEqual([
    'logged\nkept\n',
    'main: /dev/tty: No such device or address\n',
  ]);
});

test('a closed descriptor can neither be read nor written', () => {
  const container = startProgramContainer({
    *main(process) {
      process.stdout.close();
      yield* process.print('lost');
      return 0;
    },
  });
  container.pass(0);
  expect(container.stderr()).toBe('main: Bad file descriptor\n');
});

test('programs that never wait for anything else do not stop time, and take processor time', () => {
  const out = textSink();
  const container = startProgramContainer({ main: yes, streams: new Map([[1, out.stream]]) });
  container.pass(20);
  expect(container.loop.nowMs).toBe(Date.UTC(2026, 0, 1) + 20);
  expect(out.text().length).toBeGreaterThan(1000);
  expect(container.processes()[0]?.cpuMs).toBeCloseTo(20, 0);
});

test('two programs that play ping-pong through pipes do not stop time', () => {
  const container = startProgramContainer({
    *main(process) {
      const [there, back] = [process.pipe(), process.pipe()];
      process.spawn({
        argv: ['cat'],
        streams: new Map([
          [0, there.reader],
          [1, back.writer],
        ]),
      });
      for (let count = 0; ; count += 1) {
        yield* there.writer.write(encodeText('ping'));
        yield* back.reader.read();
        process.env.set('COUNT', String(count));
      }
    },
    programs: { cat },
  });
  container.pass(50);
  expect(container.usage().cpuCores).toBeGreaterThan(0.5);
  container.discard();
});
