import { statusErrors, toTimestamp, type ApiClient } from './api';
import { isTrue } from './client';
import { nodeObjects, type ClusterProfile, type NodeShape } from './bootstrap';
import type { SeededRandom, VirtualClock } from './engine';
import type { NodeAgents } from './kubelet';

/** The machines of a cluster. */
export interface ClusterNodes {
  /**
   * Adds a ready node like those of the profile, under `name` or else the profile's next name, and returns its name.
   *
   * @throws StatusError when the name is taken, or cannot be the name of a node.
   * @throws RangeError when the profile's addresses are used up.
   */
  add(name?: string): string;
  /** Takes a node away for ever, with all that runs on it. @throws StatusError when there is none. */
  remove(name: string): void;
  /** Turns a machine off; the cluster finds out when it hears no more of it. @throws StatusError when there is none. */
  fail(name: string): void;
  /** Turns a machine on again. @throws StatusError when there is none. */
  recover(name: string): void;
}

/** What is known of the machines of a cluster beside its objects. */
export interface SavedMachines {
  /** Places of the profile that were given away. */
  readonly places: number;
  /** Nodes whose machine is off. */
  readonly off: readonly string[];
  /** Images that were pushed. */
  readonly images: readonly string[];
}

const NOTHING: readonly string[] = [];

/** Nodes together with their agents. */
export class Machines implements ClusterNodes {
  private nextIndex: number;
  private readonly off = new Set<string>();
  private readonly images = new Set<string>();

  constructor(
    private readonly client: ApiClient,
    private readonly agents: NodeAgents,
    private readonly profile: ClusterProfile,
    private readonly clock: VirtualClock,
    private readonly random: SeededRandom,
  ) {
    this.nextIndex = client.count('nodes');
  }

  add(name?: string): string {
    const shape = this.nextShape(name);
    const seeds = nodeObjects(shape, toTimestamp(this.clock.nowMs), () => this.random.uuid());
    let owner = '';
    for (const { storage, object } of seeds) {
      const { ownerReferences } = object.metadata;
      const owners = ownerReferences?.map((reference) => ({ ...reference, uid: owner }));
      const metadata = { ...object.metadata, ...(owners === undefined ? {} : { ownerReferences: owners }) };
      const made = this.client.create(storage, { ...object, metadata: { ...metadata, name: shape.name } });
      // The server gives every object an identity of its own.
      if (storage === 'nodes') owner = made.metadata.uid as string;
    }
    this.agents.add(shape.name);
    return shape.name;
  }

  remove(name: string): void {
    this.requireNode(name);
    this.agents.remove(name);
    this.off.delete(name);
    this.client.delete('nodes', '', name);
  }

  fail(name: string): void {
    this.requireNode(name);
    this.agents.fail(name);
    this.off.add(name);
  }

  recover(name: string): void {
    this.requireNode(name);
    this.agents.recover(name);
    this.off.delete(name);
  }

  /** Nodes whose machine is off, while the cluster takes them for ready: `Node node-1`. */
  unnoticed(): readonly string[] {
    if (this.off.size === 0) return NOTHING;
    return [...this.off].flatMap((name) => {
      const node = this.client.get('nodes', '', name);
      return isTrue(node?.status.conditions, 'Ready') ? [`Node ${name}`] : [];
    });
  }

  /** Makes an image exist. Throws RangeError for what is no image. */
  push(image: string): void {
    this.agents.push(image);
    this.images.add(image);
  }

  /** What `restore` needs. */
  saved(): SavedMachines {
    return { places: this.nextIndex, off: [...this.off], images: [...this.images] };
  }

  /** Goes on from what was saved; all nodes have their agents. */
  restore({ places, off, images }: SavedMachines): void {
    this.nextIndex = Math.max(this.nextIndex, places);
    for (const image of images) this.push(image);
    for (const name of off) {
      this.agents.fail(name);
      this.off.add(name);
    }
  }

  /** A place of the profile that nobody has had, so that no address comes twice. */
  private nextShape(name: string | undefined): NodeShape {
    for (;;) {
      const { nodesMax, node } = this.profile;
      if (this.nextIndex >= nodesMax) {
        throw new RangeError(`the profile '${this.profile.name}' has addresses for ${nodesMax} nodes, all are used up`);
      }
      const shape = node(this.nextIndex);
      this.nextIndex += 1;
      if (name !== undefined) return { ...shape, name };
      if (this.client.get('nodes', '', shape.name) === undefined) return shape;
    }
  }

  private requireNode(name: string): void {
    if (this.client.get('nodes', '', name) === undefined) {
      throw statusErrors.notFound({ group: '', resource: 'nodes' }, name);
    }
  }
}
