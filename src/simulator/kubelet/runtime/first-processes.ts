import type { EventLoop, SeededRandom } from '../../engine';
import {
  type ContainerProcesses,
  nullStream,
  type Program,
  startContainer,
  SystemError,
  waitForEver,
} from '../../process';
import type { RuntimeNode } from './runtime-node';

/** Waits, and forgets at once whatever has ended and belongs to nobody. */
export const reapOrphans: Program = (process) => {
  process.onSignal('CHLD', 'ignore');
  return waitForEver();
};

/** Source: kubernetes/build/pause, Dockerfile. */
const PAUSE_USER = 65_535;

const NO_FILES = (): never => {
  throw new SystemError('ENOENT');
};

const NO_VARIABLES: ReadonlyMap<string, string> = new Map();

/** Starts what is process 1 of a Pod whose containers see each other's processes. Source: Kubernetes, build/pause/linux/pause.c. */
export function startPause(
  loop: EventLoop,
  random: SeededRandom,
  { machine, network, processor }: RuntimeNode,
): ContainerProcesses {
  return startContainer({
    loop,
    random: () => random,
    files: NO_FILES,
    network,
    machine: () => ({ ...machine(), hostname: '' }),
    argv: ['/pause'],
    program: reapOrphans,
    env: () => NO_VARIABLES,
    directory: '/',
    uid: PAUSE_USER,
    gid: PAUSE_USER,
    streams: new Map([0, 1, 2].map((number) => [number, nullStream])),
    processor,
    cpuWeight: 2,
    onExit: () => undefined,
  });
}
