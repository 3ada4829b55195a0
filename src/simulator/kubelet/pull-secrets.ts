import type { Pod, Secret } from '../api';
import { InvalidImageReference, parseImageReference } from '../images';
import type { NodeHost } from './node-host';
import { type PullLogin, pullLogins } from './pull-logins';

/** The Secrets with which a Pod pulls its images, those that there are; `missing` are names of the others. */
function pullSecrets(
  host: NodeHost,
  pod: Pod,
): { readonly found: readonly Secret[]; readonly missing: readonly string[] } {
  const { imagePullSecrets } = pod.spec;
  if (imagePullSecrets === undefined) return NONE;
  const names = imagePullSecrets.flatMap(({ name = '' }) => (name === '' ? [] : [name]));
  const secrets = names.map((name) => host.client.get('secrets', pod.metadata.namespace, name));
  return {
    found: secrets.filter((secret): secret is Secret => secret !== undefined),
    missing: names.filter((_, index) => secrets[index] === undefined),
  };
}

const NONE = { found: [], missing: [] } as const;

const NO_LOGINS: readonly PullLogin[] = [];

/** Logins of a Pod for an image; none for a name that is none. */
export function pullLoginsOf(host: NodeHost, pod: Pod, image: string): readonly PullLogin[] {
  if ((pod.spec.imagePullSecrets ?? NO_LOGINS).length === 0) return NO_LOGINS;
  try {
    return pullLogins(pullSecrets(host, pod).found, parseImageReference(image).repository);
  } catch (error) {
    if (error instanceof InvalidImageReference) return NO_LOGINS;
    throw error;
  }
}

/**
 * Complains about Secrets that a Pod names and that are not there.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kubelet_pods.go `getPullSecretsForPod`. Simplified: it complains whenever containers
 * are to be started, and not every minute while they run.
 */
export function noteMissingPullSecrets(host: NodeHost, pod: Pod): void {
  const { missing } = pullSecrets(host, pod);
  if (missing.length === 0) return;
  const text = `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`;
  host.events.event(pod, 'Warning', 'FailedToRetrieveImagePullSecret', text);
}
