import { hashText } from '../engine';
import { imageName, type ImageReference } from './image-reference';
import { stableDigest } from './stable-digest';

const MEBIBYTE = 1024 * 1024;

/** Sizes of images whose size one notices, by the last part of their names. */
const SIZES: Readonly<Record<string, number>> = {
  alpine: 3_797_880,
  busybox: 2_224_229,
  'kuard-amd64': 11_553_137,
  mysql: 245_837_056,
  nginx: 62_960_551,
  pause: 320_368,
  'scipy-notebook': 1_620_403_210,
};

/** Compressed size of an image in bytes: known for a few, else between 10 and 200 MiB, the same in every run. */
export function imageSizeBytes({ repository }: ImageReference): number {
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  return SIZES[name] ?? 10 * MEBIBYTE + (hashText(repository) % (190 * MEBIBYTE));
}

/** Virtual milliseconds of the first pull on a node: 1 to 2 s, longer for images above 200 MiB. */
export function pullTimeMs(reference: ImageReference): number {
  const size = imageSizeBytes(reference);
  const beyond = Math.max(size - 200 * MEBIBYTE, 0);
  return 1000 + (hashText(imageName(reference)) % 20) * 50 + Math.round(beyond / MEBIBYTE / 5) * 50;
}

/** How an image is named once it is on a node: `docker.io/library/redis@sha256:...`. */
export function imageIdOf(reference: ImageReference): string {
  let id = ids.get(reference);
  if (id === undefined) {
    id = `${reference.repository}@${reference.digest ?? `sha256:${stableDigest(imageName(reference))}`}`;
    ids.set(reference, id);
  }
  return id;
}

const ids = new WeakMap<ImageReference, string>();
