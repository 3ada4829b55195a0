import type { SeededRandom } from '../../engine';
import type { Image } from '../../images';
import {
  BASE_LAYER,
  type ContainerProcesses,
  createFiles,
  type FileSystem,
  type MachineInfo,
  systemMounts,
} from '../../process';
import type { ContainerRequest } from './container-request';

/** What the files of a container are made of. */
export interface ContainerFilesOptions {
  readonly image: Pick<Image, 'layers'>;
  readonly request: ContainerRequest;
  readonly nowMs: () => number;
  readonly random: () => SeededRandom;
  readonly machine: () => MachineInfo;
  /** Its processes; undefined before the first has started. */
  readonly processes: () => ContainerProcesses | undefined;
}

/** Files of a container: made when somebody first asks for them. */
export function containerFiles(options: ContainerFilesOptions): () => FileSystem {
  const { image, request, nowMs, random, machine, processes } = options;
  let files: FileSystem | undefined;
  const make = (): FileSystem => {
    const system = systemMounts({
      nowMs,
      random,
      machine,
      processes: () => processes()?.table.list() ?? [],
      ownProcesses: () => processes()?.processes() ?? [],
      environmentOf: (pid) => processes()?.table.environmentOf(pid),
      mounts: () => files?.mounts() ?? [],
      cpuWeight: request.cpuRequestCores * 1000,
      ...(request.cpuLimitCores === undefined ? {} : { cpuLimitCores: request.cpuLimitCores }),
    });
    const { groups, isReadOnly, mounts, sandbox } = request;
    const all = [...system, ...sandbox.etc(), ...mounts()];
    const made = createFiles({ layers: [BASE_LAYER, ...image.layers], mounts: all, nowMs, isReadOnly });
    return groups.length === 0 ? made : made.as({ groups });
  };
  return () => {
    files ??= make();
    return files;
  };
}
