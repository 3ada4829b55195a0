import type { Container, Pod, VolumeMount } from '../api';
import type { DescribedImage } from './container-runtime';
import type { ContainerSetting } from './container-spec';
import type { Environment } from './environment';
import { rootProblem } from './non-root';
import type { PodRecord } from './pod-record';
import { SubPathError } from './volumes';

/** What a container is made of beside its specification, or why it cannot be made: the message of CreateContainerConfigError. */
export type Configured = Pick<ContainerSetting, 'environment' | 'mounts'> | { readonly message: string };

const hasSubPath = ({ subPath, subPathExpr }: VolumeMount): boolean =>
  subPath !== undefined || subPathExpr !== undefined;

/** Source: Kubernetes 1.36, pkg/kubelet/kuberuntime/kuberuntime_container.go `generateContainerConfig`. */
export function configure(
  pod: Pod,
  container: Container,
  { volumes }: PodRecord,
  environment: Environment,
  { user }: DescribedImage,
): Configured {
  if ('message' in environment) return environment;
  const problem = user === undefined ? undefined : rootProblem(pod, container, user);
  if (problem !== undefined) return { message: problem };
  const { values } = environment;
  const mounts: ContainerSetting['mounts'] = () => volumes?.mountsOf(container, values) ?? [];
  // Only parts of volumes can be wrong; all else is mounted when something looks at files.
  if (container.volumeMounts?.some(hasSubPath) !== true) return { environment: values, mounts };
  try {
    const mounted = mounts();
    return { environment: values, mounts: () => mounted };
  } catch (error) {
    if (error instanceof SubPathError) return { message: error.message };
    throw error;
  }
}
