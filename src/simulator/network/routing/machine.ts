import { hashText } from '../../engine';
import { isLoopback } from '../addresses';
import type { Place } from '../place';
import type { ConnectionEnd } from '../transport/connection';
import { PortTable } from '../transport/ports';

/** A machine of the network, with what is open on it. Nothing is made before somebody uses it. */
export class Machine {
  private openPorts: PortTable | undefined;
  private openConnections: Set<ConnectionEnd> | undefined;
  private isRemoved = false;
  /** Answers DNS queries that arrive at its port 53. @default - nobody does */
  dns: 'cluster' | 'upstream' | undefined;

  constructor(
    readonly place: Place,
    /** Without loopback. */
    public addresses: readonly string[],
    /** Nodes may be without power. */
    private readonly hasPower: () => boolean,
  ) {}

  /** Whether it takes part in the network: it exists, and what it runs on has power. */
  get isUp(): boolean {
    return !this.isRemoved && this.hasPower();
  }

  get ports(): PortTable {
    this.openPorts ??= new PortTable(hashText(`${this.place.namespace}/${this.place.name}`));
    return this.openPorts;
  }

  /** Whether an address means this machine itself. */
  owns(address: string): boolean {
    return isLoopback(address) || this.addresses.includes(address);
  }

  /** Notes an end of a connection, to end it with the machine. */
  keep(end: ConnectionEnd): void {
    this.openConnections ??= new Set();
    this.openConnections.add(end);
  }

  /** Forgets an end of a connection. */
  forget(end: ConnectionEnd): void {
    this.openConnections?.delete(end);
  }

  /** Loses all connections without a word, as a machine that loses power. */
  abandonConnections(): void {
    for (const end of [...(this.openConnections ?? [])]) end.abandon();
  }

  /** Takes it from the network: whoever is connected hears of it, unless it had no power. */
  remove(): void {
    if (this.isRemoved) return;
    for (const end of [...(this.openConnections ?? [])]) end.reset();
    this.isRemoved = true;
    this.openPorts?.clear();
  }
}
