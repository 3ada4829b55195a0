/** Files that every container for Linux has: from its base, and from the system below it. */
export { BASE_LAYER } from './base-layer';
export { etcMounts, type EtcTexts, systemMounts } from './system-mounts';
export type { SystemPorts } from './system-ports';
