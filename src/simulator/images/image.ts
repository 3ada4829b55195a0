import type { FileLayer } from '../process';
import type { ImageReference } from './image-reference';

/** What one version of an image holds and runs. */
export interface Image {
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  /** PATH is added where it is missing. */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default '/' */
  readonly workingDirectory?: string;
  /** Name or number, with a group behind a colon: `redis`, `1000:1000`. @default - root */
  readonly user?: string;
  readonly exposedPorts?: readonly number[];
  /** Later layers hide earlier ones. Shared by all containers. */
  readonly layers: readonly FileLayer[];
}

/** An image by its name. */
export interface ImageDefinition {
  /** Full names: `docker.io/library/redis`. */
  readonly repositories: readonly string[];
  /**
   * Tags that exist; the others cannot be pulled.
   *
   * @default - every tag exists
   */
  readonly tags?: readonly string[] | RegExp;
  /** Compressed size, in bytes: pulls take longer the larger it is. @default - drawn from the name */
  readonly sizeBytes?: number;
  /** What a version holds. Asked once for each reference. */
  readonly image: (reference: ImageReference) => Image;
}

/** An image that a program of a team or of this project stands for. */
export const defineImage = (definition: ImageDefinition): ImageDefinition => definition;
