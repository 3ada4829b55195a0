import type { Endpoint, EndpointSlice } from '../../../src/simulator/api';
import { chooseEndpoints, endpointsOf, type ServiceEndpoint } from '../../../src/simulator/network/services/endpoints';

/** `a n1 ready`, `b n2 ending zone=east`: name, node, state (ready, not, ending, ended) and hints. */
function endpoint(text: string): ServiceEndpoint {
  const [address = '', node = '', state = '', ...hints] = text.split(' ');
  const hintsOf = (kind: string): string[] =>
    hints.flatMap((hint) => (hint.startsWith(`${kind}=`) ? [hint.slice(kind.length + 1)] : []));
  return {
    address,
    port: 80,
    node,
    isReady: state === 'ready',
    isServing: state === 'ready' || state === 'ending',
    isTerminating: state === 'ending' || state === 'ended',
    nodeHints: hintsOf('node'),
    zoneHints: hintsOf('zone'),
  };
}

interface Case {
  readonly endpoints: readonly string[];
  /** Chosen from on n1 in the zone east with the policies Cluster and Local. */
  readonly cluster: string;
  readonly local: string;
  readonly hasAny?: boolean;
}

test.each<Case>([
  { endpoints: [], cluster: '', local: '', hasAny: false },
  { endpoints: ['a n1 ready', 'b n2 ready'], cluster: 'a b', local: 'a' },
  { endpoints: ['a n1 not', 'b n2 ready'], cluster: 'b', local: '' },
  { endpoints: ['a n1 not', 'b n2 not'], cluster: '', local: '', hasAny: false },
  { endpoints: ['a n1 ending', 'b n2 ready'], cluster: 'b', local: 'a' },
  { endpoints: ['a n1 ending', 'b n2 ending'], cluster: 'a b', local: 'a' },
  { endpoints: ['a n1 ended', 'b n2 ending'], cluster: 'b', local: '' },
  { endpoints: ['a n1 ended', 'b n2 not'], cluster: '', local: '', hasAny: false },
  { endpoints: ['a n1 ready zone=east', 'b n2 ready zone=west'], cluster: 'a', local: 'a' },
  { endpoints: ['a n1 ready zone=west', 'b n2 ready zone=west'], cluster: 'a b', local: 'a' },
  { endpoints: ['a n1 ready zone=east', 'b n2 ready'], cluster: 'a b', local: 'a' },
  { endpoints: ['a n1 ready node=n1 zone=east', 'b n2 ready node=n2 zone=east'], cluster: 'a', local: 'a' },
  { endpoints: ['a n3 ready node=n3 zone=east', 'b n2 ready node=n2 zone=west'], cluster: 'a', local: '' },
])('of $endpoints: "$cluster" by Cluster, "$local" by Local', ({ endpoints, cluster, local, hasAny = true }) => {
  const all = endpoints.map(endpoint);
  const viewpoint = { node: 'n1', zone: 'east' };
  const chosen = (policy: 'Cluster' | 'Local') => chooseEndpoints(all, policy, viewpoint);
  const names = (policy: 'Cluster' | 'Local'): string =>
    chosen(policy)
      .endpoints.map(({ address }) => address)
      .join(' ');
  expect([names('Cluster'), names('Local')]).toEqual([cluster, local]);
  expect([chosen('Cluster').hasAny, chosen('Local').hasAny]).toEqual([hasAny, hasAny]);
});

const slice = (endpoints: readonly Endpoint[] | null, addressType = 'IPv4'): EndpointSlice =>
  ({ addressType, endpoints, ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] }) as unknown as EndpointSlice;

test('endpoints of a port are those of its name and protocol; one in two slices counts once, as the ready one', () => {
  const slices = [
    slice([{ addresses: ['10.0.0.1'], conditions: { ready: false } }]),
    slice([{ addresses: ['10.0.0.1'], conditions: {} }]),
    slice([{ addresses: ['fd00::1'], conditions: {} }], 'IPv6'),
    slice(null),
  ];
  const found = endpointsOf(slices, { name: 'http', port: 80 });
  expect(found).toMatchObject([{ address: '10.0.0.1', port: 8080, isReady: true, isServing: true }]);
  expect(endpointsOf(slices, { name: 'https', port: 80 })).toEqual([]);
  expect(endpointsOf(slices, { name: 'http', port: 80, protocol: 'UDP' })).toEqual([]);
});
