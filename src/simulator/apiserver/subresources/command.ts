import { statusError, statusErrors, type ContainerAccess, type ExecRequest, type RemoteListener } from '../../api';
import type { Call } from '../call';
import { storedObject } from '../handlers/get';
import { flag, text } from '../query';
import type { ApiCommand } from '../request';
import { containerOf, isRunning } from './container-of';
import { podOnNode, requireCreate, requireUpgrade } from './upgrade';

type AttachRequest = Omit<ExecRequest, 'command'>;

/**
 * Answers `/exec`: a program beside those of a container.
 * Source: Kubernetes 1.36, pkg/registry/core/pod/rest/subresources.go `ExecREST`.
 */
export const exec = (call: Call): ApiCommand =>
  command(call, (containers, request, listener) => {
    const words = call.request.query.get('command') ?? [];
    return containers.exec({ ...request, command: words }, listener);
  });

/**
 * Answers `/attach`: the streams of the first process of a container. How that ends is not told.
 * Source: Kubernetes 1.36, pkg/registry/core/pod/rest/subresources.go `AttachREST`.
 */
export const attach = (call: Call): ApiCommand =>
  command(call, (containers, request, listener) =>
    containers.attach(request, {
      data: (stream, bytes) => listener.data(stream, bytes),
      end: ({ error }) => listener.end(error === undefined ? {} : { error }),
      ready: () => listener.ready(),
    }),
  );

type Open = (
  containers: ContainerAccess,
  request: AttachRequest,
  listener: RemoteListener,
) => ReturnType<ApiCommand['open']>;

function command(call: Call, open: Open): ApiCommand {
  requireCreate(call);
  const { query } = call.request;
  const container = containerOf(storedObject(call), text(query, 'container'));
  const pod = podOnNode(call);
  requireUpgrade(call.request);
  const { containers } = call.parts;
  if (containers === undefined) {
    throw statusErrors.notImplemented('simulator runs no programs in this cluster; see docs/FIDELITY.md');
  }
  const hasTerminal = flag(query, 'tty') ?? false;
  const streams = {
    hasStdin: flag(query, 'stdin') ?? false,
    // Always, whatever the query says: defaulting comes after it. Source: pkg/apis/core/v1 `SetDefaults_PodExecOptions`.
    hasStdout: true,
    // A terminal mixes both.
    hasStderr: !hasTerminal,
    hasTerminal,
  };
  const check = (): void => {
    // Source: Kubernetes 1.36, pkg/kubelet/kubelet_pods.go `GetExec`, `GetAttach`.
    if (!isRunning(pod, container)) {
      throw statusError(500, 'InternalError', `container not found (${JSON.stringify(container)})`);
    }
  };
  return {
    kind: 'command',
    ...streams,
    check,
    open: (listener) => {
      check();
      return open(containers, { pod, container, ...streams }, listener);
    },
  };
}
