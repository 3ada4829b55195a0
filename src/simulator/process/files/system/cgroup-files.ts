import type { FileDefinition, FileLayer } from '../../file-layer';
import { heldBytes, type SystemPorts, takenMs } from './system-ports';

const file = (read: () => string): FileDefinition => ({ type: 'dynamic', read });

/** Weight of cgroup v2 for millicores: shares of v1 (2 to 262,144) become 1 to 10,000. Source: runc, `ConvertCPUSharesToCgroupV2Value`. */
function cpuWeight(millicores: number): number {
  const shares = Math.min(262_144, Math.max(2, Math.floor((millicores * 1024) / 1000)));
  return 1 + Math.floor(((shares - 2) * 9999) / 262_142);
}

/** Files of `/sys/fs/cgroup`, by their paths below `/sys`: what limits the container, and what it uses. Source: cgroup v2. */
export function cgroupFiles(ports: SystemPorts): FileLayer {
  const limit = (bytes: number | undefined): string => `${bytes ?? 'max'}\n`;
  return {
    '/fs/cgroup/cgroup.controllers': file(() => 'cpuset cpu io memory pids\n'),
    '/fs/cgroup/cgroup.procs': file(() =>
      ports
        .ownProcesses()
        .map(({ pid }) => `${pid}\n`)
        .join(''),
    ),
    '/fs/cgroup/cpu.max': file(
      () => `${ports.cpuLimitCores === undefined ? 'max' : ports.cpuLimitCores * 100_000} 100000\n`,
    ),
    '/fs/cgroup/cpu.stat': file(() => {
      const micros = Math.floor(takenMs(ports) * 1000);
      return `usage_usec ${micros}\nuser_usec ${micros}\nsystem_usec 0\n`;
    }),
    '/fs/cgroup/cpu.weight': file(() => `${cpuWeight(ports.cpuWeight ?? 2)}\n`),
    '/fs/cgroup/memory.current': file(() => `${heldBytes(ports)}\n`),
    '/fs/cgroup/memory.max': file(() => limit(ports.machine().memoryLimitBytes)),
    '/fs/cgroup/memory.swap.max': file(() => '0\n'),
    '/fs/cgroup/pids.current': file(() => `${ports.ownProcesses().length}\n`),
    '/fs/cgroup/pids.max': file(() => 'max\n'),
  };
}
