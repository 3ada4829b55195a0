import type { SeededRandom } from '../../../engine';
import type { MountInfo } from '../../file-system';
import type { MachineInfo, ProcessInfo } from '../../process';

/** Where the files of the system (`/proc`, `/sys`, `/dev`) have from what they say. All is asked when somebody reads. */
export interface SystemPorts {
  /** Virtual time. */
  readonly nowMs: () => number;
  /** Chance behind `/dev/random`. */
  readonly random: () => SeededRandom;
  readonly machine: () => MachineInfo;
  /** Processes that can be seen. */
  readonly processes: () => readonly ProcessInfo[];
  /** Those of the container itself. */
  readonly ownProcesses: () => readonly ProcessInfo[];
  readonly mounts: () => readonly MountInfo[];
  /** Environment that a process was started with. */
  readonly environmentOf: (pid: number) => ReadonlyMap<string, string> | undefined;
  /** Cores that the container gets at most. @default - all there are */
  readonly cpuLimitCores?: number;
  /** Millicores of its request. @default 2 */
  readonly cpuWeight?: number;
}

/** Memory that the processes of the container hold, in bytes. */
export const heldBytes = ({ ownProcesses }: SystemPorts): number =>
  ownProcesses().reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);

/** Processor time that the processes of the container have taken, in milliseconds. */
export const takenMs = ({ ownProcesses }: SystemPorts): number =>
  ownProcesses().reduce((sum, { cpuMs }) => sum + cpuMs, 0);
