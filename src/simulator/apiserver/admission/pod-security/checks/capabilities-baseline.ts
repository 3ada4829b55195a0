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
} from '../check';

const DEFAULT_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const added = (container: Fields): readonly string[] =>
  textsAt(fieldsAt(securityOf(container), 'capabilities'), 'add').filter((each) => !DEFAULT_CAPABILITIES.has(each));

const judge: Judgement = (pod) => {
  const bad = badContainers(pod, (container) => added(container).length > 0);
  if (bad.length === 0) return undefined;
  const capabilities = quoted(sortedSet(containersOf(pod).flatMap(added)));
  return {
    reason: 'non-default capabilities',
    detail: `${named('container', bad)} must not include ${capabilities} in securityContext.capabilities.add`,
  };
};

/** Only usual capabilities. Source: Kubernetes 1.36, pod-security-admission/policy/check_capabilities_baseline.go. */
export const capabilitiesBaseline: PodCheck = {
  id: 'capabilities_baseline',
  level: 'baseline',
  versions: [{ since: 0, judge }],
};
