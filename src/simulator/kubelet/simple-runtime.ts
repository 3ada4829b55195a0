import type { EventLoop, Timer } from '../engine';
import {
  commandTime,
  decideProgram,
  imageIdOf,
  imageName,
  imageSizeBytes,
  InvalidImageReference,
  missingImage,
  parseImageReference,
  pullErrorText,
  pullTimeMs,
  type ProgramPlan,
} from '../images';
import type {
  CallOutcome,
  ContainerCall,
  ContainerExit,
  ContainerRuntime,
  ContainerSpec,
  ContainerUsage,
  PullOutcome,
  RunningContainer,
  StartFailure,
} from './container-runtime';
import { QUANTUM_MS } from './quantum';

/** Virtual time of a pull that finds all layers on the node. */
const PRESENT_PULL_MS = 500;
/** Virtual time in which a program that takes too much memory reaches its limit. */
const OUT_OF_MEMORY_MS = 500;
const SIGKILL_CODE = 137;
/** Pulls of one image behind the first that end at moments of their own. */
const FOLLOWERS_MAX = 7;

/** A container that follows the plan of its image; it holds a timer only while it is going to end. */
class PlannedContainer implements RunningContainer {
  private ending: Timer | undefined;
  private hasEnded = false;

  constructor(
    private readonly loop: EventLoop,
    private readonly plan: ProgramPlan,
    private readonly repository: string,
    private readonly spec: ContainerSpec,
    private readonly onExit: (exit: ContainerExit) => void,
  ) {
    const { exit } = plan;
    if (plan.memoryBytes > (spec.memoryLimitBytes ?? Infinity)) {
      this.endAfter(OUT_OF_MEMORY_MS, { exitCode: SIGKILL_CODE, isOutOfMemory: true });
    } else if (exit !== undefined) {
      this.endAfter(exit.afterMs, { exitCode: exit.exitCode, isOutOfMemory: false });
    }
  }

  stop(): void {
    const { onTerminate } = this.plan;
    if (this.hasEnded || onTerminate === 'ignores') return;
    const dueMs = this.loop.nowMs + onTerminate.afterMs;
    if (this.ending !== undefined && this.ending.dueMs <= dueMs) return;
    this.endAfter(onTerminate.afterMs, { exitCode: onTerminate.exitCode, isOutOfMemory: false });
  }

  kill(): void {
    this.end({ exitCode: SIGKILL_CODE, isOutOfMemory: false });
  }

  discard(): void {
    this.ending?.cancel();
    this.hasEnded = true;
  }

  call(call: ContainerCall, timeoutMs: number, tell: (outcome: CallOutcome) => void): void {
    // Nothing is known of what a container answers: it is well.
    if (call.type !== 'exec') {
      tell({ isSuccess: true, message: '', isFinal: true });
      return;
    }
    const time = commandTime(call.command, this.repository);
    if (time === undefined || time.afterMs > timeoutMs) {
      const message = `command timed out: "${call.command.join(' ')}" timed out after ${timeoutMs / 1000}s`;
      this.loop.after(timeoutMs, () => tell({ isSuccess: false, message, isFinal: true }));
      return;
    }
    const outcome = { isSuccess: time.exitCode === 0, message: '', isFinal: true };
    // A command that ends at once is not worth a moment of its own.
    if (time.afterMs <= 50) tell(outcome);
    else this.loop.after(time.afterMs, () => tell(outcome));
  }

  usage(): ContainerUsage {
    const { memoryLimitBytes = Infinity, cpuLimitCores = Infinity } = this.spec;
    return {
      cpuCores: Math.min(this.plan.cpuCores, cpuLimitCores),
      memoryBytes: Math.min(this.plan.memoryBytes, memoryLimitBytes),
    };
  }

  private endAfter(delayMs: number, exit: ContainerExit): void {
    this.ending?.cancel();
    this.ending = this.loop.after(delayMs, () => this.end(exit));
  }

  private end(exit: ContainerExit): void {
    if (this.hasEnded) return;
    this.discard();
    this.onExit(exit);
  }
}

/** Runs nothing: containers live and end as the plans of their images say (`decideProgram`). */
export class SimpleRuntime implements ContainerRuntime {
  private readonly pushed = new Set<string>();
  /** Full names of images by node. */
  private readonly images = new Map<string, Set<string>>();
  /** Who waits for pulls under way, by node and full name. */
  private readonly pulls = new Map<string, ((outcome: PullOutcome) => void)[]>();

  constructor(private readonly loop: EventLoop) {}

  hasImage(node: string, image: string): boolean {
    const images = this.images.get(node);
    if (images === undefined) return false;
    try {
      return images.has(imageName(parseImageReference(image)));
    } catch (error) {
      if (error instanceof InvalidImageReference) return false;
      throw error;
    }
  }

  describeImage(image: string): { readonly name: string; readonly id: string } {
    const reference = parseImageReference(image);
    return { name: imageName(reference), id: imageIdOf(reference) };
  }

  pull(node: string, image: string, tell: (outcome: PullOutcome) => void): void {
    const reference = parseImageReference(image);
    const name = imageName(reference);
    const key = `${node}/${name}`;
    const waiting = this.pulls.get(key);
    if (waiting !== undefined) {
      waiting.push(tell);
      return;
    }
    this.pulls.set(key, [tell]);
    const missing = missingImage(reference, this.pushed);
    const isPresent = this.images.get(node)?.has(name) === true;
    const delayMs = missing === undefined && !isPresent ? pullTimeMs(reference) : PRESENT_PULL_MS;
    this.loop.after(delayMs, () => {
      const listeners = this.pulls.get(key) ?? [];
      this.pulls.delete(key);
      if (missing === undefined) this.imagesOf(node).add(name);
      const outcome: PullOutcome =
        missing === undefined
          ? { isPulled: true, sizeBytes: imageSizeBytes(reference) }
          : { isPulled: false, message: pullErrorText(reference, missing) };
      // Pulls of one node go one after the other; those behind the first find the image there.
      for (const [index, listener] of listeners.entries()) {
        if (index === 0) listener(outcome);
        else this.loop.after(Math.min(index, FOLLOWERS_MAX) * QUANTUM_MS, () => listener(outcome));
      }
    });
  }

  start(_node: string, spec: ContainerSpec, onExit: (exit: ContainerExit) => void): RunningContainer | StartFailure {
    const { repository } = parseImageReference(spec.image);
    const { command, args, hasInput } = spec;
    const plan = decideProgram({
      repository,
      hasInput,
      ...(command === undefined ? {} : { command }),
      ...(args === undefined ? {} : { args }),
    });
    if ('message' in plan) return plan;
    return new PlannedContainer(this.loop, plan, repository, spec, onExit);
  }

  push(image: string): void {
    this.pushed.add(imageName(parseImageReference(image)));
  }

  removeNode(node: string): void {
    this.images.delete(node);
  }

  private imagesOf(node: string): Set<string> {
    let images = this.images.get(node);
    if (images === undefined) {
      images = new Set();
      this.images.set(node, images);
    }
    return images;
  }
}
