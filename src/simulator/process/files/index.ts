/** Files in memory: volumes, and views of them. */
export { createFiles, filesOf, type FilesOptions, partOf } from './create-files';
export type { Mount } from './mount-namespace';
export { Volume, type VolumeOptions } from './volume';
export { BASE_LAYER, etcMounts, type EtcTexts, systemMounts, type SystemPorts } from './system';
