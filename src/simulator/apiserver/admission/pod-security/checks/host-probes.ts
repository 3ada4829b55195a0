import { type Fields, fieldsAt, textAt } from '../../../../resources/fields';
import { badContainers, containersOf, type Judgement, named, type PodCheck, quoted, sortedSet } from '../check';

function hostsOf(container: Fields): readonly string[] {
  const lifecycle = fieldsAt(container, 'lifecycle');
  const handlers = [
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((field) => fieldsAt(container, field)),
    ...['postStart', 'preStop'].map((field) => fieldsAt(lifecycle, field)),
  ];
  return handlers
    .flatMap((handler) => ['httpGet', 'tcpSocket'].map((field) => textAt(fieldsAt(handler, field), 'host')))
    .filter((host) => host !== '');
}

const judge: Judgement = (pod) => {
  const bad = sortedSet(badContainers(pod, (container) => hostsOf(container).length > 0));
  if (bad.length === 0) return undefined;
  const hosts = sortedSet(containersOf(pod).flatMap(hostsOf));
  const noun = hosts.length === 1 ? 'probe or lifecycle host' : 'probe or lifecycle hosts';
  return {
    reason: 'probe or lifecycle host',
    detail: `${named('container', bad)} ${bad.length === 1 ? 'uses' : 'use'} ${noun} ${quoted(hosts)}`,
  };
};

/** Probes ask no other host. Source: Kubernetes 1.36, pod-security-admission/policy/check_hostProbesAndhostLifecycle.go. */
export const hostProbes: PodCheck = {
  id: 'hostProbesAndHostLifecycle',
  level: 'baseline',
  versions: [{ since: 34, judge }],
};
