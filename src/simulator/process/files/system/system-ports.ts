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
  /** Processes of the container. */
  readonly processes: () => readonly ProcessInfo[];
  readonly mounts: () => readonly MountInfo[];
  /** Environment that a process was started with. @default - none is shown */
  readonly environmentOf?: (pid: number) => ReadonlyMap<string, string> | undefined;
  /** Cores that the container gets at most. @default - all there are */
  readonly cpuLimitCores?: number;
  /** Millicores of its request. @default 2 */
  readonly cpuWeight?: number;
}

/** Memory that the processes of the container hold, in bytes. */
export const heldBytes = ({ processes }: SystemPorts): number =>
  processes().reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);

/** Processor time that the processes of the container have taken, in milliseconds. */
export const takenMs = ({ processes }: SystemPorts): number => processes().reduce((sum, { cpuMs }) => sum + cpuMs, 0);
