import type { Container, Pod } from '../api';

/** A user that is a number, perhaps with a group behind it. */
const NUMBER = /^(\d+)(?::.*)?$/;

/**
 * Why a container that must not run as root cannot be started; undefined when it can. `imageUser` is the user of its image,
 * empty for none.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kuberuntime/security_context_others.go `verifyRunAsNonRoot`.
 */
export function rootProblem({ metadata, spec }: Pod, container: Container, imageUser: string): string | undefined {
  const own = container.securityContext;
  const shared = spec.securityContext;
  if ((own?.runAsNonRoot ?? shared?.runAsNonRoot) !== true) return undefined;
  const pod = `${metadata.name}_${metadata.namespace}(${metadata.uid})`;
  const place = `(pod: "${pod}", container: ${container.name})`;
  const chosen = own?.runAsUser ?? shared?.runAsUser;
  if (chosen !== undefined) return chosen === 0 ? `container's runAsUser breaks non-root policy ${place}` : undefined;
  const uid = imageUser === '' ? '0' : NUMBER.exec(imageUser)?.[1];
  if (uid === undefined) {
    return `container has runAsNonRoot and image has non-numeric user (${imageUser}), cannot verify user is non-root ${place}`;
  }
  return Number(uid) === 0 ? `container has runAsNonRoot and image will run as root ${place}` : undefined;
}
