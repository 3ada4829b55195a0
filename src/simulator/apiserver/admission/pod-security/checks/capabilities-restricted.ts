import { type Fields, fieldsAt, textsAt } from '../../../../resources/fields';
import {
  badContainers,
  containersOf,
  type Judgement,
  named,
  type PodCheck,
  quoted,
  securityOf,
  sortedSet,
  unlessWindows,
} from '../check';

const capabilities = (container: Fields, list: 'add' | 'drop'): readonly string[] =>
  textsAt(fieldsAt(securityOf(container), 'capabilities'), list);

const added = (container: Fields): readonly string[] =>
  capabilities(container, 'add').filter((each) => each !== 'NET_BIND_SERVICE');

const judge: Judgement = (pod) => {
  const keeping = badContainers(pod, (container) => !capabilities(container, 'drop').includes('ALL'));
  const adding = badContainers(pod, (container) => added(container).length > 0);
  const forbidden = quoted(sortedSet(containersOf(pod).flatMap(added)));
  const details = [
    ...(keeping.length === 0
      ? []
      : [`${named('container', keeping)} must set securityContext.capabilities.drop=["ALL"]`]),
    ...(adding.length === 0
      ? []
      : [`${named('container', adding)} must not include ${forbidden} in securityContext.capabilities.add`]),
  ];
  return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const overrides = ['capabilities_baseline'];

/** No capabilities. Source: Kubernetes 1.36, pod-security-admission/policy/check_capabilities_restricted.go. */
export const capabilitiesRestricted: PodCheck = {
  id: 'capabilities_restricted',
  level: 'restricted',
  versions: [
    { since: 22, judge, overrides },
    { since: 25, judge: unlessWindows(judge), overrides },
  ],
};
