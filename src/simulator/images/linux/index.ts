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
  ubuntuLayer,
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

/** Debian. */
export const debian = shellImage(['debian'], 'bash', debianLayers);

/** Names of long-term versions of Ubuntu; `latest` is the first one. */
const UBUNTU_VERSIONS: Readonly<Record<string, string>> = {
  '24.04': 'Noble Numbat',
  '22.04': 'Jammy Jellyfish',
  '20.04': 'Focal Fossa',
  '18.04': 'Bionic Beaver',
  '16.04': 'Xenial Xerus',
};

/** The version that a tag means: its number, or the first word of its name. */
function ubuntuVersion(tag = 'latest'): readonly [version: string, name: string] {
  const versions = Object.entries(UBUNTU_VERSIONS);
  const found = versions.find(
    ([version, name]) => tag.startsWith(version) || name.toLowerCase().startsWith(tag.split('-', 1)[0] ?? tag),
  );
  return found ?? (versions[0] as [string, string]);
}

/** Ubuntu: Debian under another name. */
export const ubuntu = defineImage({
  repositories: ['ubuntu'],
  image: ({ tag }) => ({ command: ['/bin/bash'], layers: [...debianLayers, ubuntuLayer(...ubuntuVersion(tag))] }),
});

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
