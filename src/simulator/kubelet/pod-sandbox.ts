import { toTimestamp, type Pod } from '../api';
import { type HostPort, podHostname } from '../network';
import { etcMounts, type Mount } from '../process';
import { hasPorts } from './admission';
import { shareProcesses } from './joined-processes';
import type { NodeHost } from './node-host';
import type { PodRecord } from './pod-record';
import { pullLoginsOf } from './pull-secrets';
import type { Sandbox } from './runtime';

/** Source: containerd, internal/cri/server/sandbox_run.go, and the host-local plugin. */
const NO_ADDRESS =
  'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: ' +
  'plugin type="bridge" failed (add): failed to allocate for range 0: no IP addresses available in range set';

/** Ports of the node that lead to a Pod. */
function lentPorts({ spec: { containers } }: Pod): readonly HostPort[] {
  if (!containers.some(hasPorts)) return NO_PORTS;
  return containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort = 0, ...port }) => (hostPort === 0 ? [] : [{ ...port, hostPort }])),
  );
}

const NO_PORTS: readonly HostPort[] = [];

/** Joins a Pod to the network, under the address of its record. */
export function openSandbox(host: NodeHost, pod: Pod, ip?: string): Sandbox {
  const { name: node, network, loop } = host;
  const { namespace, name } = pod.metadata;
  const address = ip ?? host.address;
  const isShared = pod.spec.hostNetwork === true;
  const nameserver = network.nameserverOf(pod);
  const own = isShared
    ? undefined
    : network.podStack({
        namespace,
        name,
        node,
        address,
        hostPorts: lentPorts(pod),
        nameserver,
      });
  const hostname = isShared ? node : podHostname(pod, network.domain);
  const shared = shareProcesses(host, pod);
  let mounts: readonly Mount[] | undefined;
  const texts = () => ({ hostname, hosts: network.hostsFile(pod, address), resolvConf: network.resolvConf(pod) });
  return {
    hostname,
    address,
    network: own ?? network.nodeStack(node),
    processes: shared?.table,
    etc: () => (mounts ??= etcMounts(texts, () => loop.nowMs)),
    close: () => {
      own?.close();
      shared?.close();
    },
  };
}

/** Makes the sandbox of a Pod: its network, with an address of its own. False when there is no address left. */
export function makeSandbox(host: NodeHost, pod: Pod, record: PodRecord): boolean {
  if (pod.spec.hostNetwork !== true) {
    const address = host.allocateAddress();
    if (address === undefined) {
      host.events.event(pod, 'Warning', 'FailedCreatePodSandBox', NO_ADDRESS);
      return false;
    }
    record.ip = address;
  }
  record.sandbox = openSandbox(host, pod, record.ip);
  record.stage = 'running';
  return true;
}

/** Whether the containers of a Pod follow their sandbox at once: no init container and no image has to be waited for. */
export function startsAtOnce(host: NodeHost, pod: Pod): boolean {
  const { spec } = pod;
  if (spec.initContainers !== undefined && spec.initContainers.length > 0) return false;
  return spec.containers.every(({ image = '', imagePullPolicy }) => {
    if (imagePullPolicy === 'Always') return false;
    return host.runtime.hasImage(host.name, image, pullLoginsOf(host, pod, image));
  });
}

/** Notes that what ran was lost with its machine. Source: containerd, internal/cri/server/restart.go. */
export function noteLost({ loop }: NodeHost, record: PodRecord): void {
  for (const { run } of record.containers.values()) {
    if (run === undefined || run.ended !== undefined) continue;
    run.handle = undefined;
    run.ended = {
      atMs: loop.nowMs,
      state: {
        exitCode: 255,
        reason: 'Unknown',
        startedAt: toTimestamp(run.startedMs),
        finishedAt: toTimestamp(loop.nowMs),
        containerID: run.id,
      },
    };
  }
}
