import type { ImageDefinition } from './image';
import { kuardImage } from './kuard';
import { systemImages } from './system';

/** All images that are described here. */
export const imageDefinitions: readonly ImageDefinition[] = [kuardImage, ...systemImages];
