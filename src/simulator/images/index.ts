/** What images are and do, by their names alone: which exist, how heavy they are, what they run and use. */
export { commandTime, decideProgram } from './decide-program';
export { defineImage, type Image, type ImageDefinition } from './image';
export { hostLayers } from './host-layers';
export { imageDefaults, type ImageDefaults } from './image-defaults';
export { imageName, InvalidImageReference, parseImageReference, type ImageReference } from './image-reference';
export { ImageRegistry } from './image-registry';
export { imageIdOf, imageSizeBytes, pullTimeMs } from './image-weight';
export { missingImage, pullErrorText, type MissingImage } from './known-images';
export type { ProgramExit, ProgramPlan, ProgramRequest, StartRefusal } from './program-plan';
export { decideScript, type ScriptOutcome } from './shell-script';
export { stableDigest } from './stable-digest';
export { imageDefinitions } from './image-definitions';
export { unknownServer } from './unknown/server';
