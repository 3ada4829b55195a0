import { badContainers, type Judgement, type PodCheck, securityOf, setters, unlessOwnUsers } from '../check';

const judge: Judgement = (pod) => {
  const who = setters(
    securityOf(pod.spec)?.['runAsUser'] === 0,
    badContainers(pod, (container) => securityOf(container)?.['runAsUser'] === 0),
  );
  return who === '' ? undefined : { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` };
};

/** Not as user 0. Source: Kubernetes 1.36, pod-security-admission/policy/check_runAsUser.go. */
export const runAsUser: PodCheck = {
  id: 'runAsUser',
  level: 'restricted',
  versions: [
    { since: 23, judge },
    { since: 35, judge: unlessOwnUsers(judge) },
  ],
};
