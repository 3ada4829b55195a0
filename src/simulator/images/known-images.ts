import { imageName, type ImageReference } from './image-reference';

/** Tags of a version and its variants: `7`, `7.2-alpine`. */
const versions = (pattern: string): RegExp => new RegExp(`^(?:latest|(?:${pattern})(?:-[a-z0-9.-]+)?)$`);

const ALPINE = '3\\.\\d{1,2}(?:\\.\\d{1,2})?|edge';

/**
 * Repositories whose tags are known, by their full names; one that is not listed has every tag. The tags are those of
 * the workshops' manifests, and for public images all that look like their versions.
 */
const TAGS: Readonly<Record<string, readonly string[] | RegExp>> = {
  'docker.io/dockercoins/hasher': ['latest', 'v0.1'],
  'docker.io/dockercoins/rng': ['latest', 'v0.1'],
  'docker.io/dockercoins/webui': ['latest', 'v0.1'],
  'docker.io/dockercoins/worker': ['latest', 'v0.1', 'v0.2'],
  'docker.io/dockersamples/examplevotingapp_result': ['before', 'after', 'latest'],
  'docker.io/dockersamples/examplevotingapp_vote': ['before', 'after', 'latest'],
  'docker.io/dockersamples/examplevotingapp_worker': ['latest'],
  'docker.io/envoyproxy/envoy': /^v\d+\.\d{1,2}(?:\.\d{1,2}|-latest)?$/,
  'docker.io/fluent/fluentd': /^(?:latest|edge|v?\d+\.\d{1,2}(?:\.\d{1,2})?(?:-[a-z0-9.-]+)?)$/,
  'docker.io/gzynda/sleepy-server': ['latest'],
  'docker.io/jstubbs/hello-flask': ['latest'],
  'docker.io/kelseyhightower/helloworld': ['v1'],
  'docker.io/kubernetesui/dashboard': /^(?:latest|v\d+\.\d+\.\d+)$/,
  'docker.io/library/alpine': versions(`3|${ALPINE}`),
  'docker.io/library/busybox': versions('1(?:\\.\\d{1,2}(?:\\.\\d{1,2})?)?|stable|musl|glibc|uclibc'),
  'docker.io/library/elasticsearch': versions('\\d(?:\\.\\d{1,2}){0,2}'),
  'docker.io/library/ghost': versions('\\d{1,2}(?:\\.\\d{1,3}){0,2}|alpine'),
  'docker.io/library/mongo': versions('\\d(?:\\.\\d{1,2}){0,2}'),
  'docker.io/library/mysql': versions('\\d(?:\\.\\d{1,2}){0,2}|lts|innovation|oracle'),
  // Not any number: `nginx:1.161` is the misprint of the Kubernetes documentation.
  'docker.io/library/nginx': versions('1(?:\\.\\d{1,2}(?:\\.\\d{1,2})?)?|stable|mainline|alpine|perl'),
  'docker.io/library/postgres': versions('\\d{1,2}(?:\\.\\d{1,2}){0,2}|alpine|bookworm|bullseye'),
  'docker.io/library/python': versions('[23](?:\\.\\d{1,2}){0,2}|slim|alpine|bookworm|bullseye'),
  'docker.io/library/redis': versions('\\d(?:\\.\\d{1,2}){0,2}|alpine|bookworm|bullseye'),
  'docker.io/library/ubuntu': versions('\\d{2}\\.\\d{2}|rolling|devel|noble|jammy|focal'),
  'docker.io/parseplatform/parse-server': versions('\\d{1,2}(?:\\.\\d{1,3}){0,2}'),
  'docker.io/projectcontour/contour': /^(?:latest|main|v\d+\.\d{1,2}\.\d{1,2})$/,
  'gcr.io/kuar-demo/kuard-amd64': ['1', '2', '3', 'blue', 'green', 'latest', 'purple'],
};

/** Repositories that do not exist: the seeds name them and nobody made them. */
const MISSING: ReadonlySet<string> = new Set(['docker.io/library/my-batch-image']);

/** The last part of the path, for the dockercoins images that participants push to registries of their own. */
const WORKER = /\/(?:workshop|dockercoins)\/worker$/;

/** Why an image cannot be pulled: `repository` is also what a registry says of one that is not for everybody. */
export type MissingImage = 'tag' | 'repository' | 'login';

/**
 * Why an image cannot be pulled; undefined when it can. `pushed` holds full names (`imageName`) of what participants
 * have pushed. A digest is always found.
 */
export function missingImage(reference: ImageReference, pushed: ReadonlySet<string>): MissingImage | undefined {
  const { repository, tag, digest } = reference;
  if (pushed.has(imageName(reference)) || digest !== undefined || tag === undefined) return undefined;
  if (MISSING.has(repository)) return 'repository';
  const tags = TAGS[repository] ?? (WORKER.test(repository) ? TAGS['docker.io/dockercoins/worker'] : undefined);
  if (tags === undefined) return undefined;
  return ('test' in tags ? tags.test(tag) : tags.includes(tag)) ? undefined : 'tag';
}

/**
 * The words of containerd for an image that cannot be pulled, as they reach kubelet.
 *
 * Source: containerd 2.1, client/pull.go, core/remotes/docker/resolver.go and authorizer.go; Docker Hub speaks OAuth,
 * other registries ask for a password as they would a browser.
 */
export function pullErrorText(reference: ImageReference, missing: MissingImage): string {
  const name = imageName(reference);
  const failed = `failed to pull and unpack image "${name}": failed to resolve reference "${name}":`;
  if (missing === 'tag') return `rpc error: code = NotFound desc = ${failed} ${name}: not found`;
  return `rpc error: code = Unknown desc = ${failed} ${missing === 'login' ? wrongLogin(reference) : noAccess(reference)}`;
}

const isOfHub = ({ repository }: ImageReference): boolean => repository.startsWith('docker.io/');

function noAccess(reference: ImageReference): string {
  const why = isOfHub(reference)
    ? 'server message: insufficient_scope: authorization failed'
    : 'authorization failed: no basic auth credentials';
  return `pull access denied, repository does not exist or may require authorization: ${why}`;
}

function wrongLogin(reference: ImageReference): string {
  if (isOfHub(reference)) {
    return 'failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://auth.docker.io/token: 401 Unauthorized';
  }
  const { repository, tag, digest = tag ?? '' } = reference;
  const slash = repository.indexOf('/');
  const manifest = `https://${repository.slice(0, slash)}/v2${repository.slice(slash)}/manifests/${digest}`;
  return `unexpected status from HEAD request to ${manifest}: 401 Unauthorized`;
}
