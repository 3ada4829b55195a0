import type { ContainerProcesses, MachineInfo, NetworkStack, Processor } from '../../process';

/** What containers have of the node they run on. */
export interface RuntimeNode {
  readonly name: string;
  readonly processor: Processor;
  /** Its own place in the network: probes come from there. */
  readonly network: NetworkStack;
  /** The machine, as it is now. */
  readonly machine: () => Omit<MachineInfo, 'hostname' | 'memoryLimitBytes'>;
  /** Whether a container over its memory limit loses its largest process only, and is not killed as a whole. */
  readonly singleProcessOOMKill: boolean;
  /** What runs on the machine itself, and not in containers. */
  readonly processes: () => ContainerProcesses;
}
