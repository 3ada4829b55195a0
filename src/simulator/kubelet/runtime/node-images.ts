import type { EventLoop } from '../../engine';
import {
  imageIdOf,
  imageName,
  type ImageReference,
  type ImageRegistry,
  imageSizeBytes,
  InvalidImageReference,
  type MissingImage,
  parseImageReference,
  pullErrorText,
  pullTimeMs,
} from '../../images';
import type { DescribedImage, PullOutcome } from '../container-runtime';
import { QUANTUM_MS } from '../quantum';

/** Virtual time of a pull that finds all layers on the node. */
const PRESENT_PULL_MS = 500;

/** Pulls of one image behind the first that end at moments of their own. */
const FOLLOWERS_MAX = 7;

/** Images of all nodes, and the registries they come from. */
export class NodeImages {
  /** Full names of images by node. */
  private readonly images = new Map<string, Set<string>>();
  /** Who waits for pulls under way, by node and full name. */
  private readonly pulls = new Map<string, ((outcome: PullOutcome) => void)[]>();

  constructor(
    private readonly loop: EventLoop,
    private readonly registry: ImageRegistry,
  ) {}

  /** Whether an image is on a node; false for a name that is none. */
  has(node: string, image: string): boolean {
    const images = this.images.get(node);
    if (images === undefined) return false;
    try {
      return images.has(imageName(parseImageReference(image)));
    } catch (error) {
      if (error instanceof InvalidImageReference) return false;
      throw error;
    }
  }

  describe(image: string): DescribedImage {
    const reference = parseImageReference(image);
    const names = { name: imageName(reference), id: imageIdOf(reference) };
    const known = this.registry.find(reference);
    return known === undefined ? names : { ...names, user: known.user ?? '' };
  }

  /** Brings an image to a node, and tells what came of it later. */
  pull(node: string, image: string, tell: (outcome: PullOutcome) => void): void {
    const reference = parseImageReference(image);
    const name = imageName(reference);
    const key = `${node}/${name}`;
    const waiting = this.pulls.get(key);
    if (waiting !== undefined) {
      waiting.push(tell);
      return;
    }
    this.pulls.set(key, [tell]);
    const missing = this.registry.missing(reference);
    const isPresent = this.images.get(node)?.has(name) === true;
    const delayMs = missing === undefined && !isPresent ? pullTimeMs(reference) : PRESENT_PULL_MS;
    this.loop.after(delayMs, () => {
      if (missing === undefined) this.imagesOf(node).add(name);
      this.tellAll(key, missing === undefined ? this.pulled(reference) : notPulled(reference, missing));
    });
  }

  /** Makes an image exist that did not. */
  push(image: string): void {
    this.registry.push(parseImageReference(image));
  }

  /** Forgets a node and its images. */
  removeNode(node: string): void {
    this.images.delete(node);
  }

  /** Pulls of one node go one after the other; those behind the first find the image there. */
  private tellAll(key: string, outcome: PullOutcome): void {
    const listeners = this.pulls.get(key) ?? [];
    this.pulls.delete(key);
    for (const [index, listener] of listeners.entries()) {
      if (index === 0) listener(outcome);
      else this.loop.after(Math.min(index, FOLLOWERS_MAX) * QUANTUM_MS, () => listener(outcome));
    }
  }

  private pulled(reference: ImageReference): PullOutcome {
    return { isPulled: true, sizeBytes: this.registry.sizeBytes(reference) ?? imageSizeBytes(reference) };
  }

  private imagesOf(node: string): Set<string> {
    let images = this.images.get(node);
    if (images === undefined) {
      images = new Set();
      this.images.set(node, images);
    }
    return images;
  }
}

const notPulled = (reference: ImageReference, missing: MissingImage): PullOutcome => ({
  isPulled: false,
  message: pullErrorText(reference, missing),
});
