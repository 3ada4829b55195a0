/** Released versions of stacks: templates that never change again, and pointers to them. */
export { openReleases } from './open-releases';
export type { Releases } from './open-releases';
export { promote, releasableStack, releasesFolder } from './promote';
export type { Promotion } from './promote';
export { ReleaseError } from './release-error';
export { releaseTable } from './release-table';
export type { ReleaseRow } from './release-table';
export { HEAD, STAGES_FILE } from './stage-pointers';
export { makeTemplate } from './template';
export { writeRelease } from './write-release';
export type { WriteReleaseOptions, WrittenRelease } from './write-release';
