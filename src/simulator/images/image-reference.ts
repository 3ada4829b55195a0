/** An image as a Pod names it, taken apart. */
export interface ImageReference {
  /** With registry: `docker.io/library/redis`. */
  readonly repository: string;
  /** `latest` where neither tag nor digest is given; undefined with a digest alone. */
  readonly tag?: string;
  /** `sha256:...`. */
  readonly digest?: string;
}

/** A text that is no image reference; the message is the one that kubelet passes on. */
export class InvalidImageReference extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvalidImageReference';
  }
}

const DOMAIN =
  '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*)(?::[0-9]+)?';
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const TAG = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';

const REFERENCE = new RegExp(`^((?:${DOMAIN}/)?${COMPONENT}(?:/${COMPONENT})*)(?::(${TAG}))?(?:@(${DIGEST}))?$`);

/** A first part without any of these is a path of Docker Hub, not a registry. */
const isRegistry = (part: string): boolean => /[.:]/.test(part) || part === 'localhost' || part !== part.toLowerCase();

/** Repository with its registry: `redis` is `docker.io/library/redis`. */
function normalize(name: string): string {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  if (slash >= 0 && isRegistry(first)) return first === 'index.docker.io' ? `docker.io${name.slice(slash)}` : name;
  return slash < 0 ? `docker.io/library/${name}` : `docker.io/${name}`;
}

/**
 * Reads an image reference.
 *
 * Throws InvalidImageReference. Source: github.com/distribution/reference `ParseNormalizedNamed`.
 */
export function parseImageReference(text: string): ImageReference {
  let reference = read.get(text);
  if (reference === undefined) {
    reference = readReference(text);
    if (read.size >= READ_MAX) read.clear();
    read.set(text, reference);
  }
  return reference;
}

/** References that were read before: thousands of Pods ask for a few images. */
const read = new Map<string, ImageReference>();
const READ_MAX = 1000;

function readReference(text: string): ImageReference {
  const match = REFERENCE.exec(text);
  if (match === null) {
    const path = normalize(text.replace(/[:@].*$/, '')).replace(/^[^/]*\//, '');
    const isOnlyCase = path !== path.toLowerCase() && REFERENCE.test(text.toLowerCase());
    const detail = isOnlyCase ? `: repository name (${path}) must be lowercase` : '';
    throw new InvalidImageReference(`invalid reference format${detail}`);
  }
  const [, name = '', tag, digest] = match;
  return {
    repository: normalize(name),
    ...(tag === undefined && digest === undefined ? { tag: 'latest' } : {}),
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The reference in full: `docker.io/library/redis:latest`. */
export function imageName(reference: ImageReference): string {
  let name = names.get(reference);
  if (name === undefined) {
    const { repository, tag, digest } = reference;
    name = `${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
    names.set(reference, name);
  }
  return name;
}

const names = new WeakMap<ImageReference, string>();
