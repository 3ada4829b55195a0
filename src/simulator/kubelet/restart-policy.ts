import type { Container, ContainerRestartRule } from '../api';

/** Whether an init container goes on beside the others (a native sidecar). */
export const isSidecar = ({ restartPolicy }: Container): boolean => restartPolicy === 'Always';

function matches({ exitCodes }: ContainerRestartRule, exitCode: number): boolean {
  const isListed = (exitCodes?.values ?? []).includes(exitCode);
  return exitCodes?.operator === 'NotIn' ? !isListed : isListed;
}

/**
 * Whether a container that has ended is started again. What the container says goes before what the Pod says.
 *
 * Source: Kubernetes 1.36, pkg/api/v1/pod/util.go `ContainerShouldRestart`.
 */
export function shouldRestart(container: Container, podPolicy: string | undefined, exitCode: number): boolean {
  if (container.restartPolicyRules?.some((rule) => rule.action === 'Restart' && matches(rule, exitCode)) === true) {
    return true;
  }
  const policy = container.restartPolicy ?? podPolicy ?? 'Always';
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}
