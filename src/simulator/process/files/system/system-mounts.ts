import type { Mount } from '../mount-namespace';
import { Volume } from '../volume';
import { cgroupFiles } from './cgroup-files';
import { deviceFiles } from './devices';
import { machineFiles } from './machine-files';
import { processFiles } from './process-files';
import type { SystemPorts } from './system-ports';

/** Bytes that fit into `/dev`. Source: containerd, pkg/oci `defaultMounts`, `size=65536k`. */
const DEV_BYTES = 64 * 2 ** 20;

/**
 * `/proc`, `/sys` and `/dev` of a container, built when somebody first looks.
 *
 * Not modelled: files of open descriptors (`/proc/<pid>/fd`), writing to `/proc/sys`, most of `/sys`; `/sys/fs/cgroup` is no mount of its own.
 */
export function systemMounts(ports: SystemPorts): readonly Mount[] {
  const { nowMs } = ports;
  const layerMs = nowMs();
  const proc = new Volume({
    nowMs,
    type: 'proc',
    layerMs,
    layers: () => [machineFiles(ports), { '/': processFiles(ports) }],
  });
  const sys = new Volume({ nowMs, type: 'sysfs', layerMs, layers: () => [cgroupFiles(ports)] });
  const dev = new Volume({
    nowMs,
    type: 'tmpfs',
    layerMs,
    sizeBytes: DEV_BYTES,
    layers: () => [deviceFiles(ports.random)],
  });
  return [
    { path: '/proc', volume: proc, isReadOnly: true },
    { path: '/dev', volume: dev },
    { path: '/sys', volume: sys, isReadOnly: true },
  ];
}

/** Files of `/etc` that are not those of the image. */
export interface EtcTexts {
  readonly hosts: string;
  readonly hostname: string;
  readonly resolvConf: string;
}

/** `/etc/hosts` and its like: `texts` is asked when somebody first looks; containers that share the mounts share the files. */
export function etcMounts(texts: () => EtcTexts, nowMs: () => number): readonly Mount[] {
  const one = (path: string, text: (texts: EtcTexts) => string): Mount => ({
    path,
    volume: new Volume({
      nowMs,
      layerMs: nowMs(),
      layers: () => [{ '/': { type: 'file', content: text(texts()) } }],
      source: '/dev/vda1',
      isFile: true,
    }),
  });
  return [
    one('/etc/hosts', ({ hosts }) => hosts),
    one('/etc/hostname', ({ hostname }) => `${hostname}\n`),
    one('/etc/resolv.conf', ({ resolvConf }) => resolvConf),
  ];
}
