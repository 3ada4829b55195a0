import { badContainers, type Judgement, named, type PodCheck, securityOf, unlessWindows } from '../check';

const judge: Judgement = (pod) => {
  const bad = badContainers(pod, (container) => securityOf(container)?.['allowPrivilegeEscalation'] !== false);
  if (bad.length === 0) return undefined;
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${named('container', bad)} must set securityContext.allowPrivilegeEscalation=false`,
  };
};

/** No container may gain rights. Source: Kubernetes 1.36, pod-security-admission/policy/check_allowPrivilegeEscalation.go. */
export const allowPrivilegeEscalation: PodCheck = {
  id: 'allowPrivilegeEscalation',
  level: 'restricted',
  versions: [
    { since: 8, judge },
    { since: 25, judge: unlessWindows(judge) },
  ],
};
