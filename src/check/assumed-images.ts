import { type ClusterOptions, isDescribedImage } from '../simulator';
import type { CheckContext } from './context';

/** Images of the set's Pods that nobody has described, in order. */
export function assumedImages(context: CheckContext, own: NonNullable<ClusterOptions['images']>): readonly string[] {
  const images = context
    .pods()
    .flatMap(({ pod }) => [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ image = '' }) => image));
  const isOwn = (image: string): boolean =>
    own.some(({ repositories }) => repositories.some((name) => image.replace(/[:@][^/]*$/, '') === name));
  return [...new Set(images)].filter((image) => !isOwn(image) && !isDescribedImage(image)).sort();
}
