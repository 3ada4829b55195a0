import type { EventLoop, SeededRandom } from '../../engine';
import { type Image, type ImageRegistry, parseImageReference, unknownImage } from '../../images';
import { type ContainerProcesses, type MachineInfo, type Program, startContainer, SystemError } from '../../process';
import type {
  ContainerExit,
  ContainerRuntime,
  DescribedImage,
  NodeImage,
  PullOutcome,
  RunningContainer,
  StartFailure,
} from '../container-runtime';
import type { PullLogin } from '../pull-logins';
import { containerFiles } from './container-files';
import { startPause } from './first-processes';
import type { ContainerRequest } from './container-request';
import { type ContainerUser, findUser } from './container-user';
import { imageCommand } from './image-command';
import { NodeImages } from './node-images';
import { ProgramContainer, type Start } from './program-container';
import type { RuntimeNode } from './runtime-node';

/** Source: containerd, oci/spec.go `defaultUnixEnv`. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Smallest weight of a container without a request. Source: cgroup v1, `cpu.shares`. */
const WEIGHT_MIN = 2;

const ROOT: ContainerUser = { uid: 0, gid: 0, home: '/root' };

/** What containers of all nodes run on. */
export interface ProgramRuntimeOptions {
  readonly loop: EventLoop;
  readonly random: SeededRandom;
  readonly images: ImageRegistry;
  /** What containers have of a node. */
  readonly nodeOf: (name: string) => RuntimeNode;
}

/** What an image has been found to hold. */
interface Known {
  readonly image: Image;
  /** What it runs by itself; undefined for a file of its own. */
  readonly program?: Program;
  /** What runs in place of programs it lacks; undefined for an image that is described. */
  readonly missing?: (argv: readonly string[], isOfMain: boolean) => Program | undefined;
}

/** Runs a program in every container: that of its image, or a server for an image that nobody has described. */
export class ProgramRuntime implements ContainerRuntime {
  private readonly nodeImages: NodeImages;

  constructor(private readonly options: ProgramRuntimeOptions) {
    this.nodeImages = new NodeImages(options.loop, options.images);
  }

  hasImage(node: string, image: string, logins: readonly PullLogin[]): boolean {
    return this.nodeImages.has(node, image, logins);
  }

  describeImage(image: string): DescribedImage {
    return this.nodeImages.describe(image);
  }

  pull(node: string, image: string, logins: readonly PullLogin[], tell: (outcome: PullOutcome) => void): void {
    this.nodeImages.pull(node, image, logins, tell);
  }

  noteImage(node: string, image: string, logins: readonly PullLogin[]): void {
    this.nodeImages.note(node, image, logins);
  }

  imagesOf(node: string): readonly NodeImage[] {
    return this.nodeImages.list(node);
  }

  push(image: string): void {
    this.nodeImages.push(image);
  }

  removeNode(node: string): void {
    this.nodeImages.removeNode(node);
  }

  machineProcesses(node: string): ContainerProcesses {
    return this.options.nodeOf(node).processes();
  }

  startPause(node: string): ContainerProcesses {
    const { loop, random, nodeOf } = this.options;
    return startPause(loop, random, nodeOf(node));
  }

  start(
    nodeName: string,
    request: ContainerRequest,
    onExit: (exit: ContainerExit) => void,
  ): RunningContainer | StartFailure {
    const { loop, nodeOf } = this.options;
    const node = nodeOf(nodeName);
    const known = this.imageOf(request);
    const argv = imageCommand(known.image, request);
    if (argv.length === 0) return { message: 'no command specified' };
    return ProgramContainer.start(
      loop,
      node,
      request,
      known.image.stopSignal ?? 'TERM',
      argv,
      this.starter(node, known, argv, request),
      onExit,
    );
  }

  private imageOf({ image, ports, isPreparing }: ContainerRequest): Known {
    const reference = parseImageReference(image);
    const found = this.options.images.find(reference);
    return found === undefined ? unknownImage(reference.repository, ports, isPreparing) : { image: found };
  }

  private starter(
    node: RuntimeNode,
    { image, program, missing }: Known,
    argv: readonly string[],
    request: ContainerRequest,
  ): Start {
    return (streams, onExit) => {
      const { loop } = this.options;
      // Files and the processes that look at them know of each other.
      const held: { processes?: ContainerProcesses } = {};
      let drawn: SeededRandom | undefined;
      const random = (): SeededRandom => (drawn ??= this.options.random.fork(request.id));
      const machine = machineOf(node, request);
      const files = containerFiles({
        image,
        request,
        nowMs: () => loop.nowMs,
        random,
        machine,
        processes: () => held.processes,
      });
      const user = userOf(request, image, files);
      let variables: ReadonlyMap<string, string> | undefined;
      const processes = startContainer({
        loop,
        random,
        files,
        network: request.sandbox.network,
        machine,
        argv,
        env: () => (variables ??= environmentOf(request, image, user)),
        directory: request.workingDirectory ?? image.workingDirectory ?? '/',
        uid: user.uid,
        gid: user.gid,
        streams,
        processor: node.processor,
        cpuWeight: Math.max(request.cpuRequestCores * 1000, WEIGHT_MIN),
        onMemory: request.onMemory,
        onExit,
        table: request.processes,
        program: request.command === undefined && request.args === undefined ? program : undefined,
        cpuLimitCores: request.cpuLimitCores,
        memoryLimitBytes: request.memoryLimitBytes,
        killsLargestOnly: node.singleProcessOOMKill,
        missing,
      });
      held.processes = processes;
      return { processes, files };
    };
  }
}

function machineOf(node: RuntimeNode, { sandbox, memoryLimitBytes }: ContainerRequest): () => MachineInfo {
  return () => ({
    ...node.machine(),
    hostname: sandbox.hostname,
    ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
  });
}

/** The user of a container; files are looked at only for a name. Throws SystemError for one that is not there. */
function userOf(request: ContainerRequest, image: Image, files: ReturnType<typeof containerFiles>): ContainerUser {
  const wanted = request.uid === undefined ? image.user : String(request.uid);
  if (wanted === undefined) return request.gid === undefined ? ROOT : { ...ROOT, gid: request.gid };
  const user = findUser(files(), wanted);
  if (user === undefined) throw new SystemError('EINVAL', wanted);
  return request.gid === undefined ? user : { ...user, gid: request.gid };
}

function addVariables(values: Map<string, string>, given: Readonly<Record<string, string>> | undefined): void {
  for (const name in given) values.set(name, given[name] as string);
}

function environmentOf(request: ContainerRequest, image: Image, { home }: ContainerUser): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  values.set('PATH', PATH);
  values.set('HOSTNAME', request.sandbox.hostname);
  addVariables(values, image.environment);
  addVariables(values, request.environment);
  if (request.hasTerminal) values.set('TERM', 'xterm');
  if (!('HOME' in request.environment)) values.set('HOME', home);
  return values;
}
