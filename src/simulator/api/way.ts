/** A connection from outside of the cluster: to a node port, a load balancer, an ingress. */
export interface ConnectionWay {
  readonly type: 'connection';
  /** IP or name. */
  readonly address: string;
  readonly port: number;
}

/** A command that somebody types at a machine. */
export interface CommandWay {
  readonly type: 'command';
  /** Node that it runs on. @default - a machine outside of the cluster */
  readonly node?: string;
  /**
   * Pod whose network it uses, as `namespace/name`; tools and files are its own, as those of `kubectl debug`.
   *
   * @default - the network of the machine that it runs on
   */
  readonly pod?: string;
  /** Program and arguments. @default - a login shell */
  readonly command?: readonly string[];
  readonly hasStdin: boolean;
  readonly hasTerminal: boolean;
}

/** A way into a cluster beside its API: what somebody does who sits at one of its machines, or outside of it. */
export type Way = ConnectionWay | CommandWay;
