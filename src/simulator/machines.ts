import { statusErrors, toTimestamp, type ApiClient } from './api';
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

/** Nodes together with their agents. */
export class Machines implements ClusterNodes {
  private nextIndex: number;

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
    this.client.delete('nodes', '', name);
  }

  fail(name: string): void {
    this.requireNode(name);
    this.agents.fail(name);
  }

  recover(name: string): void {
    this.requireNode(name);
    this.agents.recover(name);
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
