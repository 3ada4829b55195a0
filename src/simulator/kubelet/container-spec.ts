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
  const expanded = (texts: readonly string[]): readonly string[] => texts.map((each) => expand(each, environment));
  const memoryLimitBytes = amount(resources.limits?.['memory']);
  const cpuLimitCores = amount(resources.limits?.['cpu']);
  const uid = container.securityContext?.runAsUser ?? spec.securityContext?.runAsUser;
  const gid = container.securityContext?.runAsGroup ?? spec.securityContext?.runAsGroup;
  return {
    id,
    environment,
    sandbox,
    mounts,
    onMemory,
    name: container.name,
    image,
    ports: ports.length === 0 ? probedPorts(container) : tcpPorts(container),
    isPreparing:
      container.restartPolicy !== 'Always' && (spec.initContainers ?? []).some(({ name }) => name === container.name),
    groups: groupsOf(spec),
    isReadOnly: container.securityContext?.readOnlyRootFilesystem === true,
    hasInput: stdin === true,
    isInputOnce: stdinOnce === true,
    hasTerminal: tty === true,
    cpuRequestCores: amount(resources.requests?.['cpu']) ?? cpuLimitCores ?? 0,
    terminationPath: container.terminationMessagePath ?? '/dev/termination-log',
    tellsLog: container.terminationMessagePolicy === 'FallbackToLogsOnError',
    ...(processes === undefined ? {} : { processes }),
    ...(command === undefined || command.length === 0 ? {} : { command: expanded(command) }),
    ...(args === undefined || args.length === 0 ? {} : { args: expanded(args) }),
    ...(workingDir === '' ? {} : { workingDirectory: workingDir }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
    ...(cpuLimitCores === undefined ? {} : { cpuLimitCores }),
  };
}

const tcpPorts = ({ ports = [] }: Container): readonly number[] =>
  ports.filter(({ protocol = 'TCP' }) => protocol === 'TCP').map(({ containerPort }) => containerPort);

/** Ports that probes ask by number: of a container that declares none, all that is known. */
function probedPorts({ startupProbe, livenessProbe, readinessProbe }: Container): readonly number[] {
  return [startupProbe, livenessProbe, readinessProbe].flatMap((probe) => {
    const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? probe?.grpc?.port;
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
export const allContainers = ({ spec }: Pod): readonly Container[] => [
  ...(spec.initContainers ?? []),
  ...spec.containers,
  ...(spec.ephemeralContainers ?? []),
];
