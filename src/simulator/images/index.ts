/** What images are and do, by their names alone: which exist, how heavy they are, what they run and use. */
export { isDescribedImage } from './described-images';
export { defineImage, type Image, type ImageDefinition, type NamedImage } from './image';
export { hostLayers, unknownLayers } from './host-layers';
export { imageName, InvalidImageReference, parseImageReference, type ImageReference } from './image-reference';
export { ImageRegistry } from './image-registry';
export { imageIdOf, imageSizeBytes, pullTimeMs } from './image-weight';
export { missingImage, pullErrorText, type MissingImage } from './known-images';
export type { RegistryLogin } from './registry-login';
export { stableDigest } from './stable-digest';
export { imageDefinitions } from './image-definitions';
export { type UnknownImage, unknownImage } from './unknown/unknown-image';
