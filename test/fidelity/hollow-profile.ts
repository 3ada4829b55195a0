import type { ClusterProfile } from '../../src/simulator/bootstrap';

const AMOUNTS = { cpu: '1', memory: '3840Mi', ephemeralStorage: '0', pods: '110' };

/** The nodes on which the transcripts were recorded; each has an address of its own here. */
export const hollow: ClusterProfile = {
  name: 'hollow',
  summary: 'the nodes of the transcripts',
  nodes: 3,
  nodesMax: 200,
  node: (index) => ({
    name: `hollow-${index}`,
    address: `192.0.2.${index + 2}`,
    podCidr: `10.244.${index}.0/24`,
    capacity: AMOUNTS,
    system: {
      osImage: 'Debian GNU/Linux 7 (wheezy)',
      kernelVersion: '3.16.0-0.bpo.4-amd64',
      containerRuntimeVersion: 'fakeRuntime://0.1.0',
    },
    providerId: `kubemark://hollow-${index}`,
  }),
  serviceCidr: '10.0.0.0/16',
  provisioners: [],
  addOns: () => [],
};
