import type { ImageDefinition } from './image';
import { kuardImage } from './kuard';

/** All images that are described here. */
export const imageDefinitions: readonly ImageDefinition[] = [kuardImage];
