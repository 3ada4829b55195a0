import {
  type ContainerAccess,
  type ExecRequest,
  type LogRequest,
  type Pod,
  type ProxyRequest,
  type ProxyResponse,
  type RemoteListener,
  type RemoteSession,
  statusErrors,
} from '../api';
import { isSystemError, type NetworkStack } from '../process';
import { connectionSession } from './connection-session';
import type { RunningContainer } from './container-runtime';
import { HeldListener } from './held-listener';
import type { ContainerRecord, PodRecord } from './pod-record';
import { proxySession } from './proxy-session';
import { type ContainerLog, readLog } from './runtime';

/** Where containers are found. */
export interface ContainerPlaces {
  /** What the agent of its node knows of a Pod; undefined when no agent has it, or its machine is off. */
  readonly record: (pod: Pod) => PodRecord | undefined;
  /** The place in the network from which the API server asks. */
  readonly network: () => NetworkStack | undefined;
}

const WAITING_TEXTS: Readonly<Record<string, string>> = {
  ErrImagePull: 'trying and failing to pull image',
  ImagePullBackOff: "image can't be pulled",
};

/** Source: Kubernetes 1.36, pkg/kubelet/kubelet_pods.go `validateContainerLogStatus`. */
function logOf({ pod, container, isPrevious }: LogRequest, known: ContainerRecord | undefined): ContainerLog {
  const { name } = pod.metadata;
  if (isPrevious) {
    // A container that waits for its next start shows its last run as the one before.
    const isOver = known?.run?.ended !== undefined && known.waiting !== undefined;
    const log = isOver ? known.run?.log : known?.previousLog;
    if (log !== undefined) return log;
    throw statusErrors.badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
  }
  if (known?.run?.log !== undefined) return known.run.log;
  const reason = known?.waiting?.reason ?? 'ContainerCreating';
  const words = WAITING_TEXTS[reason] ?? reason;
  throw statusErrors.badRequest(`container "${container}" in pod "${name}" is waiting to start: ${words}`);
}

const networkNamespace = ({ metadata }: Pod): string => `/var/run/netns/cni-${metadata.uid}`;

/** The way into the containers of all nodes. */
export class NodeContainers implements ContainerAccess {
  constructor(private readonly places: ContainerPlaces) {}

  logs(request: LogRequest, listener: RemoteListener): RemoteSession {
    const log = logOf(request, this.record(request.pod).containers.get(request.container));
    const held = new HeldListener(listener);
    const stop = readLog(log, request, {
      data: (bytes) => held.data('stdout', bytes),
      end: () => held.end({}),
    });
    return {
      send: () => true,
      endInput: () => undefined,
      resize: () => undefined,
      hold: () => held.hold(),
      release: () => held.release(),
      close: stop,
    };
  }

  exec(request: ExecRequest, listener: RemoteListener): RemoteSession {
    return this.running(request).exec(request, listener);
  }

  attach(request: Omit<ExecRequest, 'command'>, listener: RemoteListener): RemoteSession {
    return this.running(request).attach(listener);
  }

  forward(pod: Pod, port: number, listener: RemoteListener): RemoteSession {
    const { sandbox } = this.record(pod);
    if (sandbox === undefined)
      throw statusErrors.internal(`network namespace for sandbox of pod ${pod.metadata.name} is closed`);
    const refused = (error: unknown): string => {
      const words = isSystemError(error) ? error.message.toLowerCase() : String(error);
      return (
        `error forwarding port ${port} to pod ${pod.metadata.uid}, uid : failed to execute portforward in network namespace ` +
        `"${networkNamespace(pod)}": failed to connect to localhost:${port} inside namespace "${networkNamespace(pod)}", ` +
        `IPv4: dial tcp4 127.0.0.1:${port}: connect: ${words} IPv6 dial tcp6 [::1]:${port}: connect: ${words} `
      );
    };
    return connectionSession(sandbox.network.connect('127.0.0.1', port), { refused }, listener);
  }

  proxy(
    address: string,
    port: number,
    request: ProxyRequest,
    begin: (response: ProxyResponse | { readonly error: string }) => void,
    listener: RemoteListener,
  ): RemoteSession {
    const network = this.places.network();
    if (network === undefined) throw statusErrors.internal('no node is there to ask from');
    return proxySession(network, address, port, request, begin, listener);
  }

  private record(pod: Pod): PodRecord {
    const record = this.places.record(pod);
    if (record !== undefined) return record;
    throw statusErrors.internal(`Get "https://${pod.spec.nodeName ?? ''}:10250/": dial tcp: connect: no route to host`);
  }

  /** Source: Kubernetes 1.36, pkg/kubelet/kubelet_pods.go `GetExec`, `GetAttach`. */
  private running({ pod, container }: Omit<ExecRequest, 'command'>): RunningContainer {
    const handle = this.record(pod).containers.get(container)?.run?.handle;
    if (handle === undefined) throw statusErrors.internal(`container not found ("${container}")`);
    return handle;
  }
}
