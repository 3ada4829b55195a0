import { SCORE_MAX, type ScorePlugin } from '../framework';

const MEBIBYTE = 1024 * 1024;
/** Images smaller than this make no difference, per container at most the other. Source: image_locality.go. */
const SMALLEST_BYTES = 23 * MEBIBYTE;
const LARGEST_BYTES_PER_CONTAINER = 1000 * MEBIBYTE;

/** `web` is `web:latest` on nodes. */
const tagged = (image: string): string =>
  image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;

/**
 * Prefers nodes that have the images of the Pod, large ones more, and those that few nodes have less.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/imagelocality.
 */
export const imageLocality: ScorePlugin = {
  name: 'ImageLocality',
  weight: 1,
  score({ pod: { spec } }, nodes, { snapshot }) {
    const containers = [...(spec.initContainers ?? []), ...spec.containers];
    const images = containers.flatMap(({ image = '' }) => snapshot.images.find(tagged(image)) ?? []);
    if (images.length === 0) return undefined;
    const nodesTotal = snapshot.nodes.length;
    const largest = LARGEST_BYTES_PER_CONTAINER * containers.length;
    return nodes.map((node) => {
      let sum = 0;
      for (const { sizeBytes, nodes: having } of images) {
        if (having.has(node)) sum += Math.trunc(sizeBytes * (having.size / nodesTotal));
      }
      const counted = Math.min(Math.max(sum, SMALLEST_BYTES), largest);
      return Math.trunc((SCORE_MAX * (counted - SMALLEST_BYTES)) / (largest - SMALLEST_BYTES));
    });
  },
};
