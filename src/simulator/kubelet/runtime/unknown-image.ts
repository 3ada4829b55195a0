import { decideProgram, type Image, imageDefaults, type ProgramPlan, unknownServer } from '../../images';
import { type Program, waitForEver } from '../../process';

/** What stands in for an image that nobody has described. */
export interface UnknownImage {
  readonly image: Image;
  /** What runs in place of a program: all its programs are unknown. */
  readonly missing: (argv: readonly string[], isFirst: boolean) => Program | undefined;
}

/** Virtual time until a program holds the memory it needs. */
const FILLING_MS = 40;

/** Does what the name of a program promises. */
const planned = ({ exit, onTerminate, cpuCores, memoryBytes }: ProgramPlan): Program =>
  function* (process) {
    if (cpuCores < 0.5) process.useProcessor(cpuCores);
    else for (let core = 0; core < cpuCores; core += 1) process.start(process.compute(Infinity));
    if (onTerminate !== 'ignores') {
      process.onSignal('TERM', function* () {
        yield* process.sleep(onTerminate.afterMs);
        process.exit(onTerminate.exitCode);
      });
    }
    // It takes a moment until all of it is there.
    yield* process.sleep(FILLING_MS);
    process.useMemory(memoryBytes);
    if (exit === undefined) return yield* waitForEver();
    yield* process.sleep(Math.max(exit.afterMs - FILLING_MS, 0));
    return exit.exitCode;
  };

/** A tool of which nothing is known: it does what it should, at once. */
// eslint-disable-next-line require-yield -- There is nothing to wait for.
const unknownTool: Program = function* () {
  return 0;
};

/** An image of which only the name is known: it listens on `ports`, or does what its command promises. */
export function unknownImage(repository: string, ports: readonly number[], hasInput: boolean): UnknownImage {
  const { entrypoint = [], command = [] } = imageDefaults(repository);
  return {
    image: { entrypoint, command, layers: [] },
    missing: (argv, isFirst) => {
      const plan = decideProgram({ repository, command: argv, hasInput: hasInput && isFirst });
      if ('message' in plan) return undefined;
      const isServer = plan.isServer === true && plan.exit === undefined;
      if (!isServer) return planned(plan);
      // What is run beside it is taken for a tool, not for another server.
      return isFirst ? unknownServer(repository, ports) : unknownTool;
    },
  };
}
