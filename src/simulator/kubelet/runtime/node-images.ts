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
import type { DescribedImage, NodeImage, PullOutcome } from '../container-runtime';
import { hasSameAccess, type PullLogin } from '../pull-logins';
import { QUANTUM_MS } from '../quantum';

/** Virtual time of a pull that finds all layers on the node. */
const PRESENT_PULL_MS = 500;

/** Pulls of one image behind the first that end at moments of their own. */
const FOLLOWERS_MAX = 7;

/** An image on a node, and the logins that brought it there; undefined when it came without any. */
interface PresentImage extends NodeImage {
  readonly logins: readonly PullLogin[] | undefined;
}

/** What pulls have in common that are one. Neither nodes nor images have a space in their names. */
const pullKey = (node: string, name: string, logins: readonly PullLogin[]): string =>
  logins.length === 0 ? `${node} ${name}` : `${node} ${name} ${JSON.stringify(logins.map(({ login }) => login))}`;

/** What a registry says to whoever wants to pull. */
type Permission = { readonly login?: PullLogin } | { readonly message: string };

/**
 * Images of all nodes, and the registries they come from.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/images/pullmanager for who may use what was pulled, with its default policy
 * `NeverVerifyPreloadedImages`; kuberuntime/kuberuntime_image.go `PullImage` for several logins.
 */
export class NodeImages {
  /** By node, and by full name. */
  private readonly images = new Map<string, Map<string, PresentImage>>();
  /** What `list` returns, by node, until another image comes. */
  private readonly lists = new Map<string, readonly NodeImage[]>();
  /** Who waits for pulls under way, by node, full name and logins. */
  private readonly pulls = new Map<string, ((outcome: PullOutcome) => void)[]>();

  constructor(
    private readonly loop: EventLoop,
    private readonly registry: ImageRegistry,
  ) {}

  /** Whether an image is on a node, for who has these logins; false for a name that is none. */
  has(node: string, image: string, logins: readonly PullLogin[]): boolean {
    const images = this.images.get(node);
    if (images === undefined) return false;
    try {
      const present = images.get(imageName(parseImageReference(image)));
      return present !== undefined && (present.logins === undefined || hasSameAccess(logins, present.logins));
    } catch (error) {
      if (error instanceof InvalidImageReference) return false;
      throw error;
    }
  }

  /** Images of a node, the largest first, of equal ones that with the first name; the same list until another one comes. */
  list(node: string): readonly NodeImage[] {
    let list = this.lists.get(node);
    if (list === undefined) {
      const name = ({ names }: NodeImage): string => names[0] ?? '';
      list = [...(this.images.get(node)?.values() ?? [])].sort(
        (a, b) => b.sizeBytes - a.sizeBytes || (name(a) < name(b) ? -1 : 1),
      );
      this.lists.set(node, list);
    }
    return list;
  }

  describe(image: string): DescribedImage {
    const reference = parseImageReference(image);
    const names = { name: imageName(reference), id: imageIdOf(reference) };
    const known = this.registry.find(reference);
    return known === undefined ? names : { ...names, user: known.user ?? '' };
  }

  /** Brings an image to a node, and tells what came of it later. */
  pull(node: string, image: string, logins: readonly PullLogin[], tell: (outcome: PullOutcome) => void): void {
    const reference = parseImageReference(image);
    const name = imageName(reference);
    const key = pullKey(node, name, logins);
    const waiting = this.pulls.get(key);
    if (waiting !== undefined) {
      waiting.push(tell);
      return;
    }
    this.pulls.set(key, [tell]);
    const permission = this.ask(reference, logins);
    const isRefused = 'message' in permission;
    const isPresent = this.images.get(node)?.has(name) === true;
    const delayMs = !isRefused && !isPresent ? pullTimeMs(reference) : PRESENT_PULL_MS;
    this.loop.after(delayMs, () => {
      if (isRefused) {
        this.tellAll(key, { isPulled: false, message: permission.message });
        return;
      }
      const { login } = permission;
      this.add(node, reference, login === undefined ? undefined : [login]);
      this.tellAll(key, { isPulled: true, sizeBytes: this.sizeOf(reference) });
    });
  }

  /** Notes that an image is there, pulled with these logins. */
  note(node: string, image: string, logins: readonly PullLogin[]): void {
    this.add(node, parseImageReference(image), logins.length === 0 ? undefined : logins);
  }

  /** Makes an image exist that did not. */
  push(image: string): void {
    this.registry.push(parseImageReference(image));
  }

  /** Forgets a node and its images. */
  removeNode(node: string): void {
    this.images.delete(node);
    this.lists.delete(node);
  }

  /** Asks the registry with each login in turn, or without any when there is none. */
  private ask(reference: ImageReference, logins: readonly PullLogin[]): Permission {
    const texts = new Set<string>();
    const refuse = (missing: MissingImage): void => void texts.add(pullErrorText(reference, missing));
    if (logins.length === 0) {
      const missing = this.registry.missing(reference);
      if (missing === undefined) return {};
      refuse(missing);
    }
    for (const login of logins) {
      const missing = this.registry.missing(reference, login.login);
      if (missing === undefined) return { login };
      refuse(missing);
    }
    const [first = '', ...others] = texts;
    return { message: others.length === 0 ? first : `[${[...texts].join(', ')}]` };
  }

  /** Who has pulled it before may still use it; once it came without a login, all may. */
  private add(node: string, reference: ImageReference, logins: readonly PullLogin[] | undefined): void {
    let images = this.images.get(node);
    if (images === undefined) {
      images = new Map();
      this.images.set(node, images);
    }
    const name = imageName(reference);
    const before = images.get(name);
    if (before === undefined) this.lists.delete(node);
    const isForAll = logins === undefined || (before !== undefined && before.logins === undefined);
    const more = (logins ?? []).filter((login) => !hasSameAccess([login], before?.logins ?? []));
    images.set(name, {
      names: [
        imageIdOf(reference),
        ...(reference.tag === undefined ? [] : [`${reference.repository}:${reference.tag}`]),
      ],
      sizeBytes: this.sizeOf(reference),
      logins: isForAll ? undefined : [...(before?.logins ?? []), ...more],
    });
  }

  private sizeOf(reference: ImageReference): number {
    return this.registry.sizeBytes(reference) ?? imageSizeBytes(reference);
  }

  /** Pulls of one node go one after the other; those behind the first find the image there. */
  private tellAll(key: string, outcome: PullOutcome): void {
    const listeners = this.pulls.get(key) ?? [];
    this.pulls.delete(key);
    listeners.forEach((listener, index) => {
      if (index === 0) listener(outcome);
      else this.loop.after(Math.min(index, FOLLOWERS_MAX) * QUANTUM_MS, () => listener(outcome));
    });
  }
}
