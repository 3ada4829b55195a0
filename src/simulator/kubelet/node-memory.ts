import type { EventLoop } from '../engine';
import { FREE_MEMORY_MIN_BYTES } from './memory-pressure';

/** Time between two looks at the memory of a node. Source: kubelet, `monitoringInterval` of the eviction manager. */
const CHECK_MS = 10_000;

/** Memory that programs of one node hold: it is looked at again and again only while it is short. */
export class NodeMemory {
  private heldBytes = 0;
  private isPlanned = false;

  /** `sizeBytes` is what all programs may hold together; `relieve` makes room, and hears how much is free. */
  constructor(
    private readonly loop: EventLoop,
    private readonly sizeBytes: () => number,
    private readonly relieve: (freeBytes: number) => void,
  ) {}

  /** What all programs hold together. */
  get usedBytes(): number {
    return this.heldBytes;
  }

  /** Programs hold so many bytes more, or less. */
  note(bytes: number): void {
    this.heldBytes += bytes;
    if (bytes > 0 && this.freeBytes < FREE_MEMORY_MIN_BYTES) this.plan();
  }

  /** All programs are gone. */
  clear(): void {
    this.heldBytes = 0;
  }

  private get freeBytes(): number {
    return this.sizeBytes() - this.heldBytes;
  }

  private plan(): void {
    if (this.isPlanned) return;
    this.isPlanned = true;
    this.loop.after(CHECK_MS, () => {
      this.isPlanned = false;
      const { freeBytes } = this;
      if (freeBytes >= FREE_MEMORY_MIN_BYTES) return;
      this.relieve(freeBytes);
      this.plan();
    });
  }
}
