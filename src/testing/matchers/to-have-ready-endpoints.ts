import type { TestObject } from '../test-object';
import { failure, type MatcherResult, requireService } from './result';

/** Why a Service has the endpoints that it has. */
function reasons(service: TestObject): string[] {
  const selector =
    (service.now() as { spec?: { selector?: Record<string, string> } } | undefined)?.spec?.selector ?? {};
  const pods = service.pods();
  const text = Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  if (service.now() === undefined) return [`there is no ${service.toString()}`];
  if (pods.length === 0) return [`its selector '${text}' finds no Pod in namespace ${service.namespace ?? ''}`];
  return pods.map((pod) => {
    const lack = service.cluster.object(`${pod.metadata.namespace}/pod/${pod.metadata.name}`);
    return `Pod ${pod.metadata.name}: ${lack.missing() ?? 'ready'}${lack
      .reasons()
      .map((each) => `; ${each}`)
      .join('')}`;
  });
}

/** `toHaveReadyEndpoints`: once the cluster has settled, so many addresses get the connections of the Service. */
export function toHaveReadyEndpoints(received: unknown, count: number): MatcherResult {
  const service = requireService(received, 'toHaveReadyEndpoints');
  service.cluster.settle();
  const ready = service.readyEndpoints();
  const pass = ready.length === count;
  const but = ready.length === 0 ? 'it has none' : `it has ${ready.length}: ${ready.join(', ')}`;
  return {
    pass,
    message: () =>
      failure(
        `expected ${service.toString()} ${pass ? 'not ' : ''}to have ${count} ready endpoints, but ${but}`,
        reasons(service),
        service,
      ),
  };
}
