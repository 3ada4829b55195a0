import type { Node } from '../api';

/** How the container runtime of a node names what it holds. */
export interface RuntimeNames {
  /** `containerd://` and the number of a container. */
  readonly containerId: (id: string) => string;
  /** An image, by its name in full. */
  readonly image: (name: string) => string;
  /** An image, by its name with digest in full. */
  readonly imageId: (name: string) => string;
}

/** `docker.io/library/redis:7` is `redis:7` to Docker. Source: github.com/distribution/reference `FamiliarName`. */
const familiar = (name: string): string => name.replace(/^docker\.io\/(?:library\/)?/, '');

const same = (name: string): string => name;

/**
 * The names of a runtime such as `docker://28.4.0`, as its node says.
 *
 * Source: cri-dockerd 0.3, core/container_status.go, libdocker `DockerPullableImageIDPrefix`; containerd 2.1 for others.
 */
export function runtimeNames(node: Node | undefined): RuntimeNames {
  const version = node?.status.nodeInfo.containerRuntimeVersion ?? 'containerd://';
  const end = version.indexOf('://');
  const runtime = end < 0 ? version : version.slice(0, end);
  const containerId = (id: string): string => `${runtime}://${id}`;
  if (runtime !== 'docker') return { containerId, image: same, imageId: same };
  return { containerId, image: familiar, imageId: (name) => `docker-pullable://${familiar(name)}` };
}

/** The number of a container, without its runtime. */
export const bareContainerId = (id: string): string => id.replace(/^[a-z-]+:\/\//, '');
