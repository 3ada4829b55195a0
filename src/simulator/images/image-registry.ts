import type { Image, ImageDefinition } from './image';
import { imageName, type ImageReference } from './image-reference';
import { missingImage, type MissingImage } from './known-images';

/** Images that are described, by their names. */
export class ImageRegistry {
  private readonly definitions = new Map<string, ImageDefinition>();
  /** Images by their references: each is made once. */
  private readonly images = new Map<string, Image>();
  private readonly pushed = new Set<string>();

  /** Later definitions of a name replace earlier ones. */
  constructor(definitions: readonly ImageDefinition[]) {
    for (const definition of definitions) {
      for (const repository of definition.repositories) this.definitions.set(repository, definition);
    }
  }

  /** What an image holds; undefined when nobody has described it. */
  find(reference: ImageReference): Image | undefined {
    const definition = this.definitions.get(reference.repository);
    if (definition === undefined) return undefined;
    const name = imageName(reference);
    let image = this.images.get(name);
    if (image === undefined) {
      image = definition.image(reference);
      this.images.set(name, image);
    }
    return image;
  }

  /** Why an image cannot be pulled; undefined when it can. */
  missing(reference: ImageReference): MissingImage | undefined {
    const { tag } = reference;
    const tags = this.definitions.get(reference.repository)?.tags;
    if (tags === undefined || tag === undefined || this.pushed.has(imageName(reference))) {
      return missingImage(reference, this.pushed);
    }
    return ('test' in tags ? tags.test(tag) : tags.includes(tag)) ? undefined : 'tag';
  }

  /** Compressed size that its definition states; undefined when it states none. */
  sizeBytes({ repository }: ImageReference): number | undefined {
    return this.definitions.get(repository)?.sizeBytes;
  }

  /** Makes an image exist that did not. */
  push(reference: ImageReference): void {
    this.pushed.add(imageName(reference));
  }
}
