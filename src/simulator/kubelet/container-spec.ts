import { parseQuantity, type Container, type Pod } from '../api';
import { expand } from './environment';
import type { ContainerRequest } from './runtime';

const amount = (quantity: string | undefined): number | undefined =>
  quantity === undefined ? undefined : Number(parseQuantity(quantity).nanos) / 1e9;

/** What a container has beside what its specification says. */
export type ContainerSetting = Pick<
  ContainerRequest,
  'id' | 'environment' | 'sandbox' | 'processes' | 'mounts' | 'onMemory'
>;

/** What the runtime is told of a container: its commands with `$(NAME)` expanded, its limits as numbers. */
export function containerRequest({ spec }: Pod, container: Container, setting: ContainerSetting): ContainerRequest {
  const { command, args, image = '', stdin, stdinOnce, tty, workingDir = '', resources, ports = [] } = container;
  const { id, environment, sandbox, processes, mounts, onMemory } = setting;
  const cpuLimitCores = amount(resources.limits?.['cpu']);
  return {
    id,
    environment,
    sandbox,
    mounts,
    onMemory,
    name: container.name,
    image,
    ports: ports.length === 0 ? probedPorts(container) : tcpPorts(container),
    isPreparing: isPreparing(spec, container),
    groups: groupsOf(spec),
    isReadOnly: container.securityContext?.readOnlyRootFilesystem === true,
    hasInput: stdin === true,
    isInputOnce: stdinOnce === true,
    hasTerminal: tty === true,
    cpuRequestCores: amount(resources.requests?.['cpu']) ?? cpuLimitCores ?? 0,
    terminationPath: container.terminationMessagePath ?? '/dev/termination-log',
    tellsLog: container.terminationMessagePolicy === 'FallbackToLogsOnError',
    processes,
    command: expanded(command, environment),
    args: expanded(args, environment),
    workingDirectory: workingDir === '' ? undefined : workingDir,
    uid: container.securityContext?.runAsUser ?? spec.securityContext?.runAsUser,
    gid: container.securityContext?.runAsGroup ?? spec.securityContext?.runAsGroup,
    memoryLimitBytes: amount(resources.limits?.['memory']),
    cpuLimitCores,
  };
}

/** A command or its arguments; undefined where there are none. */
const expanded = (
  texts: readonly string[] | undefined,
  environment: ContainerSetting['environment'],
): readonly string[] | undefined =>
  texts === undefined || texts.length === 0 ? undefined : texts.map((each) => expand(each, environment));

/** Whether others wait for the end of a container. */
function isPreparing({ initContainers }: Pod['spec'], { name, restartPolicy }: Container): boolean {
  if (initContainers === undefined || restartPolicy === 'Always') return false;
  return initContainers.some((each) => each.name === name);
}

const NO_PORTS: readonly number[] = [];

const tcpPorts = ({ ports = [] }: Container): readonly number[] =>
  ports.filter(({ protocol = 'TCP' }) => protocol === 'TCP').map(({ containerPort }) => containerPort);

/** Ports that probes ask by number: of a container that declares none, all that is known. */
function probedPorts({ startupProbe, livenessProbe, readinessProbe }: Container): readonly number[] {
  const probes = [startupProbe, livenessProbe, readinessProbe].filter((probe) => probe !== undefined);
  if (probes.length === 0) return NO_PORTS;
  return probes.flatMap((probe) => {
    const port = probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port;
    return typeof port === 'number' ? [port] : [];
  });
}

const NO_GROUPS: readonly number[] = [];

/** Groups that all users in a Pod belong to. */
function groupsOf({ securityContext }: Pod['spec']): readonly number[] {
  const { fsGroup, supplementalGroups = NO_GROUPS } = securityContext ?? {};
  return fsGroup === undefined ? supplementalGroups : [fsGroup, ...supplementalGroups];
}

/** All containers of a Pod. */
export function allContainers({ spec }: Pod): readonly Container[] {
  const { initContainers = [], containers, ephemeralContainers = [] } = spec;
  if (initContainers.length === 0 && ephemeralContainers.length === 0) return containers;
  return [...initContainers, ...containers, ...ephemeralContainers];
}
