import type { Image, ImageDefinition, NamedImage } from './image';
import { imageName, type ImageReference, InvalidImageReference, parseImageReference } from './image-reference';
import { missingImage, type MissingImage } from './known-images';
import { isLoginOf, type RegistryLogin } from './registry-login';

/** Images that are described, by their names. */
export class ImageRegistry {
  private readonly definitions = new Map<string, ImageDefinition | NamedImage>();
  /** Images by their references: each is made once. */
  private readonly images = new Map<string, Image>();
  private readonly pushed = new Set<string>();

  /**
   * Later definitions of a name replace earlier ones.
   *
   * @throws RangeError for a name that no image can have.
   */
  constructor(definitions: readonly (ImageDefinition | NamedImage)[]) {
    for (const definition of definitions) {
      for (const name of definition.repositories) this.definitions.set(repositoryOf(name), definition);
    }
  }

  /** What an image holds; undefined when nobody has described it. */
  find(reference: ImageReference): Image | undefined {
    const definition = this.definitionOf(reference);
    if (definition === undefined) return undefined;
    const name = imageName(reference);
    let image = this.images.get(name);
    if (image === undefined) {
      image = definition.image(reference);
      this.images.set(name, image);
    }
    return image;
  }

  /** Why an image cannot be pulled with a login, or without any; undefined when it can. */
  missing(reference: ImageReference, login?: RegistryLogin): MissingImage | undefined {
    const { tag } = reference;
    const { tags, private: allowed } = this.definitionOf(reference) ?? {};
    if (allowed !== undefined) {
      if (login === undefined) return 'repository';
      if (!isLoginOf(allowed, login)) return 'login';
    }
    if (tags === undefined || tag === undefined || this.pushed.has(imageName(reference))) {
      return missingImage(reference, this.pushed);
    }
    return ('test' in tags ? tags.test(tag) : tags.includes(tag)) ? undefined : 'tag';
  }

  /** Compressed size that its definition states; undefined when it states none. */
  sizeBytes(reference: ImageReference): number | undefined {
    return this.definitionOf(reference)?.sizeBytes;
  }

  /** Makes an image exist that did not. */
  push(reference: ImageReference): void {
    this.pushed.add(imageName(reference));
  }

  private definitionOf({ repository }: ImageReference): ImageDefinition | undefined {
    const known = this.definitions.get(repository);
    if (known === undefined || 'image' in known) return known;
    const definition = known.load();
    this.definitions.set(repository, definition);
    return definition;
  }
}

/** A name in full: `acme/shop` is `docker.io/acme/shop`. */
function repositoryOf(name: string): string {
  try {
    const { repository, tag, digest } = parseImageReference(name);
    if (digest === undefined && tag === 'latest' && !name.endsWith(':latest')) return repository;
  } catch (error) {
    if (!(error instanceof InvalidImageReference)) throw error;
  }
  throw new RangeError(`an image is defined by its name without a tag, such as 'acme/shop', got '${name}'`);
}
