import { badContainers, type Judgement, named, type PodCheck, securityOf, setters, unlessOwnUsers } from '../check';

const REASON = 'runAsNonRoot != true';

const judge: Judgement = (pod) => {
  const forPod = securityOf(pod.spec)?.['runAsNonRoot'];
  const explicit = badContainers(pod, (container) => securityOf(container)?.['runAsNonRoot'] === false);
  const who = setters(forPod === false, explicit);
  if (who !== '') return { reason: REASON, detail: `${who} must not set securityContext.runAsNonRoot=false` };
  if (forPod === true) return undefined;
  const silent = badContainers(pod, (container) => securityOf(container)?.['runAsNonRoot'] === undefined);
  if (silent.length === 0) return undefined;
  return { reason: REASON, detail: `pod or ${named('container', silent)} must set securityContext.runAsNonRoot=true` };
};

/** Not as root. Source: Kubernetes 1.36, pod-security-admission/policy/check_runAsNonRoot.go. */
export const runAsNonRoot: PodCheck = {
  id: 'runAsNonRoot',
  level: 'restricted',
  versions: [
    { since: 0, judge },
    { since: 35, judge: unlessOwnUsers(judge) },
  ],
};
