import { type Fields, fieldsAt, textAt } from '../../../../resources/fields';
import {
  badContainers,
  containersOf,
  type Judgement,
  named,
  type PodCheck,
  quoted,
  securityOf,
  setters,
  sortedSet,
  unlessWindows,
} from '../check';

const POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/';
const REASON = 'seccompProfile';

const profileOf = (holder: Fields): string | undefined => {
  const profile = fieldsAt(securityOf(holder), 'seccompProfile');
  return profile === undefined ? undefined : textAt(profile, 'type');
};

const isBad = (type: string | undefined): type is string =>
  type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost';

/** Before there were fields. */
const judgeAnnotations: Judgement = (pod) => {
  const keys = [
    POD_ANNOTATION,
    ...containersOf(pod).map((container) => `${CONTAINER_ANNOTATION}${textAt(container, 'name')}`),
  ];
  const bad = sortedSet(
    keys.flatMap((key) => {
      const value = pod.annotations[key];
      if (value === undefined || /^(?:(?:runtime|docker)\/default$|localhost\/)/.test(value)) return [];
      return [`${key}=${JSON.stringify(value)}`];
    }),
  );
  if (bad.length === 0) return undefined;
  const noun = bad.length === 1 ? 'annotation' : 'annotations';
  return { reason: REASON, detail: `forbidden ${noun} ${bad.join(', ')}` };
};

const judgeGiven: Judgement = (pod) => {
  const bad = badContainers(pod, (container) => isBad(profileOf(container)));
  const who = setters(isBad(profileOf(pod.spec)), bad);
  if (who === '') return undefined;
  const values = quoted(sortedSet([pod.spec, ...containersOf(pod)].map(profileOf).filter(isBad)));
  return { reason: REASON, detail: `${who} must not set securityContext.seccompProfile.type to ${values}` };
};

const judgeAll: Judgement = (pod) => {
  const given = judgeGiven(pod);
  if (given !== undefined || profileOf(pod.spec) !== undefined) return given;
  const silent = badContainers(pod, (container) => profileOf(container) === undefined);
  if (silent.length === 0) return undefined;
  return {
    reason: REASON,
    detail:
      `pod or ${named('container', silent)} must set ` +
      'securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"',
  };
};

/** Not unconfined. Source: Kubernetes 1.36, pod-security-admission/policy/check_seccompProfile_baseline.go. */
export const seccompProfile: PodCheck = {
  id: 'seccompProfile_baseline',
  level: 'baseline',
  versions: [
    { since: 0, judge: judgeAnnotations },
    { since: 19, judge: judgeGiven },
  ],
};

const overrides = [seccompProfile.id];

/** Confined, in so many words. Source: pod-security-admission/policy/check_seccompProfile_restricted.go. */
export const seccompProfileRestricted: PodCheck = {
  id: 'seccompProfile_restricted',
  level: 'restricted',
  versions: [
    { since: 19, judge: judgeAll, overrides },
    { since: 25, judge: unlessWindows(judgeAll), overrides },
  ],
};
