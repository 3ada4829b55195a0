import { parseQuantity, type Container, type Pod } from '../../api';

/** Why something cannot be computed. */
export interface Failure {
  readonly failure: string;
}

export const isFailure = (result: object): result is Failure => 'failure' in result;

const milli = (quantity: string): number => parseQuantity(quantity).milliValue();

/** Containers that run as long as their Pod does: sidecars too. */
const lastingContainers = ({ spec }: Pod): readonly Container[] => [
  ...spec.containers,
  ...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
];

function requestOfContainers(pod: Pod, resource: string, container: string | undefined): number | Failure {
  let sum = 0;
  for (const { name, resources } of lastingContainers(pod)) {
    if (container !== undefined && container !== name) continue;
    const request = resources.requests?.[resource];
    if (request === undefined) {
      return { failure: `missing request for ${resource} in container ${name} of Pod ${pod.metadata.name}` };
    }
    sum += milli(request);
    if (container === name) return sum;
  }
  return container === undefined ? sum : { failure: `container ${container} not found in Pod ${pod.metadata.name}` };
}

function requestOfPod(pod: Pod, resource: string): number | Failure {
  const own = pod.spec.resources?.requests?.[resource];
  if (own !== undefined) return milli(own);
  const ofContainers = lastingContainers(pod).flatMap(({ resources }) => resources.requests?.[resource] ?? []);
  if (ofContainers.length > 0) return ofContainers.reduce((sum, each) => sum + milli(each), 0);
  return { failure: `missing pod-level request for ${resource} in Pod ${pod.metadata.name}` };
}

/**
 * What Pods request of a resource, in thousandths, by name; of one container of them when it is named. A failure when one
 * requests nothing.
 *
 * Source: Kubernetes 1.36, pkg/controller/podautoscaler/replica_calculator.go `calculateRequests`.
 */
export function requestsOf(
  pods: readonly Pod[],
  resource: string,
  container?: string,
): ReadonlyMap<string, number> | Failure {
  const requests = new Map<string, number>();
  for (const pod of pods) {
    const isPodLevel = container === undefined && Object.keys(pod.spec.resources?.requests ?? {}).length > 0;
    const request = isPodLevel ? requestOfPod(pod, resource) : requestOfContainers(pod, resource, container);
    if (typeof request !== 'number') return request;
    requests.set(pod.metadata.name, request);
  }
  return requests;
}
