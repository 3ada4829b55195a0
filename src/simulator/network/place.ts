import type { Labels } from '../api';

/** Where a machine of the network stands. */
export type PlaceKind =
  /** The network of one Pod. */
  | 'pod'
  /** The network of a node, and of Pods with hostNetwork. */
  | 'node'
  /** Where users and their browsers are: outside of the cluster. */
  | 'outside'
  /** Another machine outside of the cluster that it may know: a database of the company. */
  | 'host';

/** Who a machine of the network is. */
export interface Place {
  readonly kind: PlaceKind;
  /** Name of the Pod, the node, or the machine. */
  readonly name: string;
  /** Of a Pod. @default - '' */
  readonly namespace: string;
  /** Node that it is, or runs on. @default - '' */
  readonly node: string;
  /** Labels of the Pod or node, as they are now. */
  readonly labels: () => Labels;
}

/** Whether a machine is part of the cluster: what it sends goes by the rules of its node. */
export const isInside = ({ kind }: Place): boolean => kind === 'pod' || kind === 'node';
