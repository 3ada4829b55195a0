import { badContainers, named, type PodCheck, securityOf } from '../check';

/** No privileged containers. Source: Kubernetes 1.36, pod-security-admission/policy/check_privileged.go. */
export const privileged: PodCheck = {
  id: 'privileged',
  level: 'baseline',
  versions: [
    {
      since: 0,
      judge: (pod) => {
        const bad = badContainers(pod, (container) => securityOf(container)?.['privileged'] === true);
        if (bad.length === 0) return undefined;
        const detail = `${named('container', bad)} must not set securityContext.privileged=true`;
        return { reason: 'privileged', detail };
      },
    },
  ],
};
