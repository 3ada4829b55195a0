import type { EndpointSubset } from '../../../../src/simulator/api';
import {
  ADDRESSES_MAX,
  packSubsets,
  truncateSubsets,
  type Place,
} from '../../../../src/simulator/controllers/endpoints/pack-subsets';

const HTTP = { name: 'http', port: 80, protocol: 'TCP' };
const METRICS = { name: 'metrics', port: 9090, protocol: 'TCP' };
const place = (ip: string, ports: Place['ports'] = [HTTP], isReady = true): Place => ({
  address: { ip },
  ports,
  isReady,
});

test.each<{ readonly title: string; readonly places: readonly Place[]; readonly want: readonly EndpointSubset[] }>([
  { title: 'nothing is no subset', places: [], want: [] },
  {
    title: 'addresses are sorted as text, ready ones apart from the others',
    places: [place('10.0.0.9'), place('10.0.0.10'), place('10.0.0.8', [HTTP], false)],
    want: [
      { addresses: [{ ip: '10.0.0.10' }, { ip: '10.0.0.9' }], notReadyAddresses: [{ ip: '10.0.0.8' }], ports: [HTTP] },
    ],
  },
  {
    title: 'ports with the same addresses share a subset',
    places: [place('10.0.0.1', [HTTP, METRICS]), place('10.0.0.2', [HTTP, METRICS])],
    want: [{ addresses: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }], ports: [HTTP, METRICS] }],
  },
  {
    title: 'ports with other addresses do not',
    places: [place('10.0.0.1', [HTTP, METRICS]), place('10.0.0.2')],
    want: [
      { addresses: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }], ports: [HTTP] },
      { addresses: [{ ip: '10.0.0.1' }], ports: [METRICS] },
    ],
  },
  {
    title: 'a headless Service may have no ports',
    places: [place('10.0.0.1', [])],
    want: [{ addresses: [{ ip: '10.0.0.1' }] }],
  },
])('$title', ({ places, want }) => {
  expect(packSubsets(places)).toEqual(want);
  expect(packSubsets([...places].reverse())).toEqual(want);
});

const many = (ready: number, notReady: number): EndpointSubset => ({
  ...(ready === 0 ? {} : { addresses: Array.from({ length: ready }, (_, index) => ({ ip: `10.0.0.${index}` })) }),
  ...(notReady === 0
    ? {}
    : { notReadyAddresses: Array.from({ length: notReady }, (_, index) => ({ ip: `10.1.0.${index}` })) }),
  ports: [HTTP],
});

const sizes = (subsets: readonly EndpointSubset[] | undefined): unknown =>
  subsets?.map(({ addresses = [], notReadyAddresses = [] }) => [addresses.length, notReadyAddresses.length]);

test.each([
  { have: [many(ADDRESSES_MAX, 0)], want: undefined },
  { have: [many(ADDRESSES_MAX + 1, 5)], want: [[1000, 0]] },
  { have: [many(900, 500)], want: [[900, 100]] },
  {
    have: [many(1500, 0), many(500, 0)],
    want: [
      [750, 0],
      [250, 0],
    ],
  },
  {
    have: [many(100, 1000), many(100, 500)],
    want: [
      [100, 534],
      [100, 266],
    ],
  },
])('at most a thousand addresses are shown, ready ones first: $want', ({ have, want }) => {
  expect(sizes(truncateSubsets(have))).toEqual(want);
});
