import type { ClusterProfile } from './profile';

/** Equal, untainted workers and nothing else: the cluster on which answers of a real one are compared. */
export const plain: ClusterProfile = {
  name: 'plain',
  summary: 'equal workers without taints, no StorageClass, no add-ons',
  nodes: 3,
  nodesMax: 30_000,
  node: (index) => ({
    name: `node-${index + 1}`,
    // Numbering begins at 11: .1 is the router of such a network.
    address: `172.18.${(index + 11) >> 8}.${(index + 11) & 0xff}`,
    // From 10.244 downwards, as far as the range of Services.
    podCidr: `10.${244 - (index >> 8)}.${index & 0xff}.0/24`,
  }),
  serviceCidr: '10.0.0.0/16',
  provisioners: [],
  addOns: () => [],
};
