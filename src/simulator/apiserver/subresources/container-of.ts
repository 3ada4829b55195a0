import { statusErrors, type KubeObject } from '../../api';
import { fieldsAt, listAt, textAt } from '../../resources/fields';

/** Names of the containers of a Pod, by the list that they are in. */
function containersOf(pod: KubeObject): Readonly<Record<'main' | 'init' | 'ephemeral', readonly string[]>> {
  const spec = fieldsAt(pod, 'spec');
  const names = (field: string): string[] => listAt(spec, field).map((each) => textAt(each, 'name'));
  return { main: names('containers'), init: names('initContainers'), ephemeral: names('ephemeralContainers') };
}

/**
 * The container that a request means: the one that it names, or the only one. Throws BadRequest.
 * Source: Kubernetes 1.36, pkg/registry/core/pod/strategy.go `validateContainer`.
 */
export function containerOf(pod: KubeObject, wanted: string): string {
  const { main, init, ephemeral } = containersOf(pod);
  const name = pod.metadata.name ?? '';
  if (wanted === '') {
    const [only, ...others] = main;
    if (only !== undefined && others.length === 0) return only;
    const orInit = init.length === 0 ? '' : ` or one of the init containers: [${init.join(' ')}]`;
    throw statusErrors.badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${main.join(' ')}]${orInit}`,
    );
  }
  if ([...main, ...init, ...ephemeral].includes(wanted)) return wanted;
  throw statusErrors.badRequest(`container ${wanted} is not valid for pod ${name}`);
}

const STATUS_LISTS = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'];

/** Whether a container of a Pod runs, as far as its node has told. */
export function isRunning(pod: KubeObject, container: string): boolean {
  const status = fieldsAt(pod, 'status');
  const own = STATUS_LISTS.flatMap((list) => listAt(status, list)).find((each) => textAt(each, 'name') === container);
  return fieldsAt(fieldsAt(own, 'state'), 'running') !== undefined;
}
