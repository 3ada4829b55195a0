import { type Fields, listAt, numberAt } from '../../../../resources/fields';
import { badContainers, containersOf, type Judgement, named, type PodCheck, sortedSet } from '../check';

const portsOf = (container: Fields): readonly string[] =>
  listAt(container, 'ports')
    .map((port) => numberAt(port, 'hostPort') ?? 0)
    .filter((port) => port !== 0)
    .map(String);

const judge: Judgement = (pod) => {
  const bad = badContainers(pod, (container) => portsOf(container).length > 0);
  if (bad.length === 0) return undefined;
  const ports = sortedSet(containersOf(pod).flatMap(portsOf));
  const [verb, noun] = [bad.length === 1 ? 'uses' : 'use', ports.length === 1 ? 'hostPort' : 'hostPorts'];
  return { reason: 'hostPort', detail: `${named('container', bad)} ${verb} ${noun} ${ports.join(', ')}` };
};

/** No ports of the node. Source: Kubernetes 1.36, pod-security-admission/policy/check_hostPorts.go. */
export const hostPorts: PodCheck = { id: 'hostPorts', level: 'baseline', versions: [{ since: 0, judge }] };
