import type { FileLayer, Signal } from '../process';
import type { ImageReference } from './image-reference';
import type { RegistryLogin } from './registry-login';

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
  /** What asks its first process to end. @default 'TERM' */
  readonly stopSignal?: Signal;
  /** Later layers hide earlier ones. Shared by all containers. */
  readonly layers: readonly FileLayer[];
}

/** An image by its name. */
export interface ImageDefinition {
  /** Names without tags: `redis`, `acme/shop`, `registry.example.com/shop`. */
  readonly repositories: readonly string[];
  /**
   * Tags that exist; the others cannot be pulled.
   *
   * @default - every tag exists
   */
  readonly tags?: readonly string[] | RegExp;
  /**
   * Who may pull it; nobody else may. A Pod shows a login by its `imagePullSecrets`.
   *
   * @default - everybody may, whatever login is shown
   */
  readonly private?: readonly RegistryLogin[];
  /** Compressed size, in bytes: pulls take longer the larger it is. @default - drawn from the name */
  readonly sizeBytes?: number;
  /** What a version holds. Asked once for each reference. */
  readonly image: (reference: ImageReference) => Image;
}

/** An image of which no more than its names is loaded; equal to those of the definition. */
export interface NamedImage {
  readonly repositories: readonly string[];
  /** Loads the rest. Asked once for each name. */
  readonly load: () => ImageDefinition;
}

/**
 * Describes an image: what it holds, and the program it runs. Give it to `createCluster({ images })`.
 *
 * @example
 * const shop = defineImage({
 *   repositories: ['acme/shop'],
 *   image: ({ tag }) => ({
 *     command: ['/shop'],
 *     layers: [{ '/shop': { type: 'program', program: serveShop(tag) } }],
 *   }),
 * });
 */
export const defineImage = (definition: ImageDefinition): ImageDefinition => definition;
