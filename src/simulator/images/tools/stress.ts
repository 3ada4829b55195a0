import { type Coroutine, type ProcessExit, type ProcessHandle, signalNumber } from '../../process';
import { sizeOf } from './byte-tools';
import { durationOf } from './timing-tools';
import type { Tool, ToolCall } from './tool';

/** Memory of a worker that is not told otherwise. Source: stress 1.0.7, `do_vm_bytes`. */
const VM_BYTES = 256 * 1024 * 1024;
/** Milliseconds of a processor that touching a mebibyte takes. */
const TOUCH_MS_PER_MIB = 0.3;
/** Length of a turn of a busy worker. */
const TURN_MS = 1000;

/** What a worker does until it is ended. */
function workerOf(
  kind: 'cpu' | 'vm' | 'io',
  vmBytes: number,
  hangSeconds: number | undefined,
): (process: ToolCall['process']) => Coroutine<number> {
  return function* (process) {
    for (;;) {
      if (kind === 'io') {
        yield* process.sleep(TURN_MS);
      } else if (kind === 'cpu') {
        yield* process.compute(TURN_MS);
      } else {
        // What is freed is taken again at once: only who hangs is seen without it.
        process.useMemory(vmBytes);
        yield* process.compute(Math.max((vmBytes / 1048576) * TOUCH_MS_PER_MIB, TURN_MS));
        if (hangSeconds !== undefined) yield* process.sleep(hangSeconds === 0 ? 10 ** 12 : hangSeconds * 1000);
      }
    }
  };
}

/** `stress`: workers that take processor time and memory. Source: stress 1.0.7, src/stress.c, its messages and lines. */
export const stress: Tool = function* (call) {
  const options = yield* call.options({
    letters: 'c:i:m:d:t:qvnb:kh:B:V?',
    long: {
      cpu: 'c',
      io: 'i',
      vm: 'm',
      hdd: 'd',
      timeout: 't',
      quiet: 'q',
      verbose: 'v',
      'dry-run': 'n',
      'vm-bytes': 'b',
      'vm-keep': 'k',
      'vm-hang': 'h',
      'vm-stride': 'B',
      backoff: 'B',
      version: 'V',
      help: '?',
    },
  });
  const { process } = call;
  const amount = (letter: string): number => Number(options.value(letter) ?? 0);
  const [cpu, io, vm, hdd] = [amount('c'), amount('i'), amount('m'), amount('d')];
  if (options.has('V')) {
    yield* call.print('stress 1.0.7\n');
    return 0;
  }
  if (cpu + io + vm + hdd === 0) {
    yield* call.print(
      "`stress' imposes certain types of compute stress on your system\n\nUsage: stress [OPTION [ARG]] ...\n",
    );
    return 0;
  }
  const own = process.pid;
  if (!options.has('q'))
    yield* call.print(`stress: info: [${own}] dispatching hogs: ${cpu} cpu, ${io} io, ${vm} vm, ${hdd} hdd\n`);
  const bytes = sizeOf((options.value('b') ?? '').toUpperCase().replace(/B$/, '')) ?? VM_BYTES;
  const hang = options.value('h');
  const kinds = [...Array<'cpu'>(cpu).fill('cpu'), ...Array<'io'>(io + hdd).fill('io'), ...Array<'vm'>(vm).fill('vm')];
  const beganMs = process.nowMs;
  const workers = kinds.map((kind) =>
    process.spawn({
      argv: process.argv,
      program: workerOf(kind, bytes, hang === undefined ? undefined : Number(hang)),
    }),
  );
  const timeout = options.value('t');
  const timeoutMs = timeout === undefined ? undefined : durationOf(timeout);
  let isOver = false;
  if (timeoutMs !== undefined) {
    process.start(
      (function* () {
        yield* process.sleep(timeoutMs);
        isOver = true;
        for (const worker of workers) worker.signal('TERM');
      })(),
    );
  }
  return yield* watchWorkers(call, workers, beganMs, () => isOver);
};

/** Waits for workers; one that ends unasked takes the others with it. */
function* watchWorkers(
  call: ToolCall,
  workers: readonly ProcessHandle[],
  beganMs: number,
  isOver: () => boolean,
): Coroutine<number> {
  const own = call.process.pid;
  const seconds = (): number => Math.floor((call.process.nowMs - beganMs) / 1000);
  let failed = 0;
  for (let left = workers.length; left > 0; left -= 1) {
    const { pid, exit } = yield* call.process.waitForChild();
    if (isOver() && exit.signal === 'TERM') continue;
    if (failed > 0) continue;
    failed += 1;
    yield* call.process.complain(`stress: FAIL: [${own}] (415) <-- worker ${pid} ${endText(exit)}\n`);
    yield* call.process.complain(`stress: WARN: [${own}] (417) now reaping child worker processes\n`);
    for (const worker of workers) if (worker.exit === undefined) worker.signal('TERM');
  }
  if (failed > 0) {
    yield* call.process.complain(`stress: FAIL: [${own}] (451) failed run completed in ${seconds()}s\n`);
    return 1;
  }
  yield* call.print(`stress: info: [${own}] successful run completed in ${seconds()}s\n`);
  return 0;
}

const endText = ({ code, signal }: ProcessExit): string =>
  signal === undefined ? `returned error ${code}` : `got signal ${signalNumber(signal)}`;
