import { type Fields, fieldsAt, textAt } from '../../../../resources/fields';
import {
  badContainers,
  containersOf,
  type Judgement,
  named,
  type PodCheck,
  securityOf,
  setters,
  sortedSet,
} from '../check';

const TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

const optionsOf = (holder: Fields): Fields | undefined => fieldsAt(securityOf(holder), 'seLinuxOptions');

const judgeBy =
  (allowed: readonly string[]): Judgement =>
  (pod) => {
    const isBad = (holder: Fields): boolean => {
      const options = optionsOf(holder);
      if (!allowed.includes(textAt(options, 'type'))) return true;
      return textAt(options, 'user') !== '' || textAt(options, 'role') !== '';
    };
    const who = setters(isBad(pod.spec), badContainers(pod, isBad));
    if (who === '') return undefined;
    const all = [pod.spec, ...containersOf(pod)].map(optionsOf);
    const types = sortedSet(all.map((options) => textAt(options, 'type')).filter((type) => !allowed.includes(type)));
    const what = [
      ...(types.length === 0 ? [] : [named('type', types)]),
      ...['user', 'role']
        .filter((field) => all.some((options) => textAt(options, field) !== ''))
        .map((field) => `${field} may not be set`),
    ];
    const detail = `${who} set forbidden securityContext.seLinuxOptions: ${what.join('; ')}`;
    return { reason: 'seLinuxOptions', detail };
  };

/** Only types for containers. Source: Kubernetes 1.36, pod-security-admission/policy/check_seLinuxOptions.go. */
export const seLinuxOptions: PodCheck = {
  id: 'seLinuxOptions',
  level: 'baseline',
  versions: [
    { since: 0, judge: judgeBy(TYPES) },
    { since: 31, judge: judgeBy([...TYPES, 'container_engine_t']) },
  ],
};
