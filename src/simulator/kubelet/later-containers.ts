import { type ContainerAccess, statusErrors } from '../api';

/** A way into containers whose agents come later than who asks for it. */
export function laterContainers(find: () => ContainerAccess | undefined): ContainerAccess {
  const access = (): ContainerAccess => {
    const found = find();
    if (found === undefined) throw statusErrors.internal('no node agents are there yet');
    return found;
  };
  return {
    logs: (request, listener) => access().logs(request, listener),
    exec: (request, listener) => access().exec(request, listener),
    attach: (request, listener) => access().attach(request, listener),
    forward: (pod, port, listener) => access().forward(pod, port, listener),
    proxy: (address, port, request, begin, listener) => access().proxy(address, port, request, begin, listener),
  };
}
