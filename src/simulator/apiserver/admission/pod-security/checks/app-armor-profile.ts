import { type Fields, fieldsAt, textAt } from '../../../../resources/fields';
import {
  badContainers,
  containersOf,
  type Judgement,
  type PodCheck,
  quoted,
  securityOf,
  setters,
  sortedSet,
} from '../check';

const ANNOTATION_PREFIX = 'container.apparmor.security.beta.kubernetes.io/';

const profileOf = (holder: Fields): string | undefined => {
  const profile = fieldsAt(securityOf(holder), 'appArmorProfile');
  return profile === undefined ? undefined : textAt(profile, 'type');
};

const isBad = (type: string | undefined): type is string =>
  type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost';

const isBadAnnotation = (value: string): boolean =>
  value !== '' && value !== 'runtime/default' && !value.startsWith('localhost/');

const judge: Judgement = (pod) => {
  const values = [pod.spec, ...containersOf(pod)].map(profileOf).filter(isBad);
  const annotations = Object.entries(pod.annotations)
    .filter(([key, value]) => key.startsWith(ANNOTATION_PREFIX) && isBadAnnotation(value))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort();
  const all = [...sortedSet(values), ...annotations];
  if (all.length === 0) return undefined;
  const who = [
    setters(
      isBad(profileOf(pod.spec)),
      badContainers(pod, (container) => isBad(profileOf(container))),
    ),
    annotations.length === 0 ? '' : annotations.length === 1 ? 'annotation' : 'annotations',
  ].filter((text) => text !== '');
  return {
    reason: all.length === 1 ? 'forbidden AppArmor profile' : 'forbidden AppArmor profiles',
    detail: `${who.join(' and ')} must not set AppArmor profile type to ${quoted(all)}`,
  };
};

/** AppArmor may not be switched off. Source: Kubernetes 1.36, pod-security-admission/policy/check_appArmorProfile.go. */
export const appArmorProfile: PodCheck = {
  id: 'appArmorProfile',
  level: 'baseline',
  versions: [{ since: 0, judge }],
};
