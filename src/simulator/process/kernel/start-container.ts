import type { ContainerOptions, ContainerProcesses } from '../container';
import { Kernel } from './kernel';
import { ProcessTable } from './process-table';

/**
 * Starts the first process of a container. It takes its first step after what happens now.
 *
 * @throws SystemError as `Process.spawn`, when its program cannot be run.
 */
export function startContainer(options: ContainerOptions): ContainerProcesses {
  const { table = new ProcessTable() } = options;
  const kernel = new Kernel(options, table);
  const { argv, streams, program, directory } = options;
  // Source: runc, prepareRootfs makes the working directory. Files of a container that never looks at them are not made.
  if (directory !== '/' && !options.files().exists(directory)) {
    options.files().makeDirectory(directory, { isRecursive: true });
  }
  const main = kernel.enter({ argv, streams, program });
  return {
    main,
    exec: (spawn) => kernel.enter(spawn),
    signal: (signal) => main.signal(signal),
    discard: () => kernel.discard(),
    usage: () => ({
      cpuCores: kernel.ownProcesses().reduce((cores, info) => cores + info.cpuCores, 0),
      memoryBytes: kernel.memoryBytes,
    }),
    processes: () => kernel.ownProcesses(),
    table,
  };
}
