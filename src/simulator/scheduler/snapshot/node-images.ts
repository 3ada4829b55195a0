import type { ContainerImage } from '../../api';
import type { NodeInfo } from './node-info';

/** An image that nodes have. */
export interface KnownImage {
  /** Bytes, as the node that told last says. */
  sizeBytes: number;
  readonly nodes: Set<NodeInfo>;
}

/** Which nodes have which images. Source: Kubernetes 1.36, pkg/scheduler/backend/cache `imageStates`. */
export class NodeImages {
  private readonly images = new Map<string, KnownImage>();

  find(name: string): KnownImage | undefined {
    return this.images.get(name);
  }

  add(node: NodeInfo, images: readonly ContainerImage[] = []): void {
    for (const { names, sizeBytes = 0 } of images) {
      for (const name of names ?? []) {
        const known = this.images.get(name) ?? { sizeBytes, nodes: new Set() };
        known.sizeBytes = sizeBytes;
        known.nodes.add(node);
        this.images.set(name, known);
      }
    }
  }

  delete(node: NodeInfo, images: readonly ContainerImage[] = []): void {
    for (const { names } of images) {
      for (const name of names ?? []) {
        const known = this.images.get(name);
        known?.nodes.delete(node);
        if (known?.nodes.size === 0) this.images.delete(name);
      }
    }
  }
}
