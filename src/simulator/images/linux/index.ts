import type { FileLayer } from '../../process';
import { defineImage, type ImageDefinition } from '../image';
import {
  alpineBaseLayer,
  apkLayer,
  busyboxLayer,
  curlLayer,
  debianBaseLayer,
  procpsLayer,
  stressLayer,
} from '../tools';

/** An image with a shell as its command, and nothing that runs by itself. */
const shellImage = (repositories: readonly string[], shell: string, layers: readonly FileLayer[]): ImageDefinition =>
  defineImage({ repositories, image: () => ({ command: [shell], layers }) });

/** Alpine with its package manager. */
export const alpineLayers: readonly FileLayer[] = [alpineBaseLayer, apkLayer];

/** Debian with its package manager. */
export const debianLayers: readonly FileLayer[] = [debianBaseLayer];

/** Busybox. */
export const busybox = shellImage(['busybox'], 'sh', [busyboxLayer]);

/** Alpine. */
export const alpine = shellImage(['alpine'], '/bin/sh', alpineLayers);

/** Debian and Ubuntu, which look alike from inside. */
export const debian = shellImage(['debian', 'ubuntu'], 'bash', debianLayers);

/** Bash. */
export const bash = shellImage(['bash'], 'bash', debianLayers);

/** Curl as an image of its own. */
export const curl = defineImage({
  repositories: ['curlimages/curl'],
  image: () => ({ entrypoint: ['curl'], command: ['--help'], layers: [...alpineLayers, curlLayer] }),
});

/** Load for processors and memory. */
export const stress = defineImage({
  repositories: ['polinux/stress', 'progrium/stress'],
  image: ({ repository }) => ({
    ...(repository.includes('progrium') ? { entrypoint: ['stress'] } : { command: ['stress'] }),
    layers: [...debianLayers, procpsLayer, stressLayer],
  }),
});
