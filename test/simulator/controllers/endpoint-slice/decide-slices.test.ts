import fc from 'fast-check';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../../../src/simulator/api';
import {
  decideSlices,
  ENDPOINTS_MAX,
  type EndpointGroup,
  type SliceChanges,
} from '../../../../src/simulator/controllers/endpoint-slice/decide-slices';

const HTTP: EndpointPort = { name: 'http', port: 80, protocol: 'TCP' };
const SSH: EndpointPort = { name: 'ssh', port: 22, protocol: 'TCP' };
const LABELS = { 'kubernetes.io/service-name': 'web' };

const endpoint = (number: number, ready = true): Endpoint => ({
  addresses: [`10.0.${number >> 8}.${number & 255}`],
  conditions: { ready, serving: ready, terminating: false },
  targetRef: { kind: 'Pod', namespace: 'demo', name: `p-${String(number).padStart(5, '0')}` },
});
const range = (from: number, to: number): Endpoint[] =>
  Array.from({ length: to - from }, (_, index) => endpoint(from + index));

const slice = (
  name: string,
  endpoints: readonly Endpoint[],
  ports: readonly EndpointPort[] = [HTTP],
): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name, namespace: 'demo', uid: name, resourceVersion: '1', creationTimestamp: '', labels: LABELS },
  addressType: 'IPv4',
  endpoints,
  ports,
});

const decide = (existing: readonly EndpointSlice[], ...groups: readonly EndpointGroup[]): SliceChanges =>
  decideSlices(existing, { addressType: 'IPv4', labels: LABELS, groups });
const group = (endpoints: readonly Endpoint[], ports: readonly EndpointPort[] = [HTTP]): EndpointGroup => ({
  endpoints,
  ports,
});

/** `create 3`, `update a 5`, `delete b`. */
const summary = (changes: SliceChanges): string[] => [
  ...changes.create.map(({ endpoints }) => `create ${endpoints.length}`),
  ...changes.update.map((each) => `update ${each.slice.metadata.name} ${each.endpoints.length}`),
  ...changes.delete.map(({ metadata }) => `delete ${metadata.name}`),
];

test.each<{
  readonly title: string;
  readonly existing: readonly EndpointSlice[];
  readonly groups: readonly EndpointGroup[];
  readonly want: readonly string[];
}>([
  { title: 'a Service without endpoints has an empty slice', existing: [], groups: [], want: ['create 0'] },
  { title: 'and keeps it', existing: [slice('a', [], [])], groups: [], want: [] },
  {
    title: 'the first endpoints take the place of the empty slice',
    existing: [slice('a', [], [])],
    groups: [group(range(0, 2))],
    want: ['update a 2'],
  },
  {
    title: 'the empty slice takes the place of the last endpoints',
    existing: [slice('a', range(0, 2))],
    groups: [],
    want: ['update a 0'],
  },
  { title: 'a slice that is right stays', existing: [slice('a', range(0, 2))], groups: [group(range(0, 2))], want: [] },
  {
    title: 'an endpoint that changes is changed in its place',
    existing: [slice('a', range(0, 2))],
    groups: [group([endpoint(1, false), endpoint(0)])],
    want: ['update a 2'],
  },
  {
    title: 'new endpoints fill up a slice with room',
    existing: [slice('a', range(0, 2))],
    groups: [group(range(0, 5))],
    want: ['update a 5'],
  },
  {
    title: 'too many for one slice make several',
    existing: [],
    groups: [group(range(0, 250))],
    want: ['create 100', 'create 100', 'create 50'],
  },
  {
    title: 'what does not fit into one slice gets a new one',
    existing: [slice('a', range(0, 90)), slice('b', range(100, 195))],
    groups: [group([...range(0, 90), ...range(100, 215)])],
    want: ['create 20'],
  },
  {
    title: 'the fuller slice with room is filled',
    existing: [slice('a', range(0, 10)), slice('b', range(100, 150))],
    groups: [group([...range(0, 10), ...range(100, 160)])],
    want: ['update b 60'],
  },
  {
    title: 'a slice that changes anyway is filled before others',
    existing: [slice('a', range(0, 10)), slice('b', range(100, 150))],
    groups: [group([...range(1, 10), ...range(100, 160)])],
    want: ['update a 19'],
  },
  {
    title: 'slices are not repacked',
    existing: [slice('a', range(0, 100)), slice('b', range(100, 200))],
    groups: [group([...range(0, 10), ...range(100, 110)])],
    want: ['update a 10', 'update b 10'],
  },
  {
    title: 'a slice without endpoints goes',
    existing: [slice('a', range(0, 10)), slice('b', range(100, 110))],
    groups: [group(range(0, 10))],
    want: ['delete b'],
  },
  {
    title: 'other ports are another slice',
    existing: [slice('a', range(0, 2))],
    groups: [group(range(0, 2)), group(range(2, 3), [SSH])],
    want: ['create 1'],
  },
  {
    title: 'the order of ports means nothing',
    existing: [slice('a', range(0, 2), [SSH, HTTP])],
    groups: [group(range(0, 2), [HTTP, SSH])],
    want: [],
  },
  {
    title: 'a slice of ports that nobody has any more is used again',
    existing: [slice('a', range(0, 2))],
    groups: [group(range(0, 2), [SSH])],
    want: ['update a 2'],
  },
])('$title', ({ existing, groups, want }) => {
  expect(summary(decide(existing, ...groups))).toEqual(want);
});

test('labels of the Service reach its slices', () => {
  const labels = { ...LABELS, tier: 'front' };
  const changes = decideSlices([slice('a', range(0, 2))], {
    addressType: 'IPv4',
    labels,
    groups: [group(range(0, 2))],
  });
  expect(changes.update.map((each) => [each.slice.metadata.name, each.labels])).toEqual([['a', labels]]);
});

/** What is stored after the changes. */
function apply(
  existing: readonly EndpointSlice[],
  { create, update, delete: gone }: SliceChanges,
  round: number,
): EndpointSlice[] {
  const changed = new Map(
    update.map((each) => [each.slice.metadata.name, { ...each.slice, endpoints: each.endpoints, ports: each.ports }]),
  );
  return [
    ...existing.filter((each) => !gone.includes(each)).map((each) => changed.get(each.metadata.name) ?? each),
    ...create.map(({ endpoints, ports }, index) => slice(`r${round}-${index}`, endpoints, ports)),
  ];
}

test('whatever happened before, the slices show what is wanted, none is too large, and a second look changes nothing', () => {
  const wanted = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 150 }), fc.boolean()), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(wanted, (rounds) => {
      let stored: EndpointSlice[] = [];
      rounds.forEach(([from, count, isSecure], round) => {
        const groups =
          count === 0
            ? []
            : [group(range(from, from + count)), ...(isSecure ? [group(range(from, from + 3), [SSH])] : [])];
        stored = apply(stored, decide(stored, ...groups), round);
        const shown = (ports: readonly EndpointPort[]): (string | undefined)[] =>
          stored
            .filter((each) => JSON.stringify(each.ports) === JSON.stringify(ports))
            .flatMap((each) => each.endpoints?.map(({ targetRef }) => targetRef?.name) ?? [])
            .sort();
        const names = (endpoints: readonly Endpoint[]): (string | undefined)[] =>
          endpoints.map(({ targetRef }) => targetRef?.name);
        expect(shown([HTTP])).toEqual(names(groups[0]?.endpoints ?? []));
        expect(shown([SSH])).toEqual(names(groups[1]?.endpoints ?? []));
        for (const { endpoints = [] } of stored) expect(endpoints.length).toBeLessThanOrEqual(ENDPOINTS_MAX);
        expect(summary(decide(stored, ...groups))).toEqual([]);
      });
    }),
    { numRuns: 60 },
  );
});
