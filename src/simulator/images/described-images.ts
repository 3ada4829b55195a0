import { imageDefinitions } from './image-definitions';
import { InvalidImageReference, parseImageReference } from './image-reference';

const described: ReadonlySet<string> = new Set(
  imageDefinitions.flatMap(({ repositories }) => repositories.map((name) => parseImageReference(name).repository)),
);

/** Whether somebody has described what an image runs; of others, a server on their declared ports stands in for it. */
export function isDescribedImage(image: string): boolean {
  try {
    return described.has(parseImageReference(image).repository);
  } catch (error) {
    if (error instanceof InvalidImageReference) return false;
    throw error;
  }
}
