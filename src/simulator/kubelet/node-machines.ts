import { parseQuantity, type Node } from '../api';
import type { EventLoop } from '../engine';
import type { ClusterNetwork } from '../network';
import { type ContainerProcesses, createProcessor } from '../process';
import type { RuntimeNode } from './runtime';

/** Where machines have from what they are. */
export interface MachineSources {
  readonly loop: EventLoop;
  readonly network: ClusterNetwork;
  /** The object of a node; undefined when it is gone. */
  readonly node: (name: string) => Node | undefined;
  /** What runs on a node itself. */
  readonly processes: (name: string) => ContainerProcesses;
  /** As `KubeletContext`. */
  readonly singleProcessOOMKill: boolean;
  /** Memory that all that runs on a node holds, in bytes. */
  readonly usedBytes: (name: string) => number;
}

/** The machines behind nodes, as containers find them: each has the processors that its node had when it was first used. */
export class NodeMachines {
  private readonly machines = new Map<string, RuntimeNode>();

  constructor(private readonly sources: MachineSources) {}

  /** The machine of a node, made on demand. */
  of(name: string): RuntimeNode {
    const known = this.machines.get(name);
    if (known !== undefined) return known;
    const made = this.make(name);
    this.machines.set(name, made);
    return made;
  }

  /** Forgets a machine. */
  remove(name: string): void {
    this.machines.delete(name);
  }

  private make(name: string): RuntimeNode {
    const { loop, network, node, processes, singleProcessOOMKill, usedBytes } = this.sources;
    const status = node(name)?.status;
    const amount = (resource: string): number => parseQuantity(status?.capacity?.[resource] ?? '1').value();
    const cores = Math.max(amount('cpu'), 1);
    const memoryBytes = amount('memory');
    const kernel = status?.nodeInfo?.kernelVersion ?? '';
    const bootedMs = loop.nowMs;
    return {
      name,
      processor: createProcessor(loop, cores),
      get network() {
        return network.nodeStack(name);
      },
      machine: () => ({
        cores,
        memoryBytes,
        freeMemoryBytes: Math.max(memoryBytes - usedBytes(name), 0),
        kernel,
        bootedMs,
      }),
      singleProcessOOMKill,
      processes: () => processes(name),
    };
  }
}
