import { statusError, statusErrors } from '../../api';
import type { Call } from '../call';
import type { ApiPortForward } from '../request';
import { podOnNode, requireCreate, requireUpgrade } from './upgrade';

/**
 * Answers `/portforward`: connections to ports of a Pod, from within its network.
 * Source: Kubernetes 1.36, pkg/registry/core/pod/rest/subresources.go `PortForwardREST`.
 */
export function portForward(call: Call): ApiPortForward {
  requireCreate(call);
  const pod = podOnNode(call);
  requireUpgrade(call.request);
  const { containers } = call.parts;
  if (containers === undefined) {
    throw statusErrors.notImplemented('simulator runs no programs in this cluster; see docs/FIDELITY.md');
  }
  const check = (): void => {
    // Source: Kubernetes 1.36, pkg/kubelet/kubelet_pods.go `GetPortForward`.
    if (pod.status.phase === 'Running') return;
    throw statusError(500, 'InternalError', `pod not found ("${pod.metadata.name}_${pod.metadata.namespace}")`);
  };
  return {
    kind: 'ports',
    ports: portsOf(call.request.query.get('ports') ?? []),
    check,
    open: (port, listener) => {
      check();
      return containers.forward(pod, port, listener);
    },
  };
}

const PORT_MAX = 65_535;

/** Ports of the query, which may list several in one value. Throws BadRequest. */
function portsOf(values: readonly string[]): number[] {
  return values
    .flatMap((value) => value.split(','))
    .map((text) => {
      const port = /^\d+$/.test(text) ? Number(text) : 0;
      if (port >= 1 && port <= PORT_MAX) return port;
      throw statusErrors.badRequest(`unable to parse ${JSON.stringify(text)} as a port`);
    });
}
