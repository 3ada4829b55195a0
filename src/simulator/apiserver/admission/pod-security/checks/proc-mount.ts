import { type Fields, textAt } from '../../../../resources/fields';
import {
  badContainers,
  containersOf,
  type Judgement,
  named,
  type PodCheck,
  quoted,
  securityOf,
  sortedSet,
  unlessOwnUsers,
} from '../check';

const mountOf = (container: Fields): string => textAt(securityOf(container), 'procMount');

const isBad = (mount: string): boolean => mount !== '' && mount !== 'Default';

const judge: Judgement = (pod) => {
  const bad = badContainers(pod, (container) => isBad(mountOf(container)));
  if (bad.length === 0) return undefined;
  const mounts = quoted(sortedSet(containersOf(pod).map(mountOf).filter(isBad)));
  return {
    reason: 'procMount',
    detail: `${named('container', bad)} must not set securityContext.procMount to ${mounts}`,
  };
};

/** /proc is masked. Source: Kubernetes 1.36, pod-security-admission/policy/check_procMount_baseline.go. */
export const procMount: PodCheck = {
  id: 'procMount',
  level: 'baseline',
  versions: [
    { since: 0, judge },
    { since: 35, judge: unlessOwnUsers(judge) },
  ],
};

/** The same for Pods with users of their own. Source: pod-security-admission/policy/check_procMount_restricted.go. */
export const procMountRestricted: PodCheck = {
  id: 'procMount_restricted',
  level: 'restricted',
  versions: [{ since: 35, judge, overrides: [procMount.id] }],
};
