import fc from 'fast-check';
import type { Labels, Pod } from '../../../../src/simulator/api';
import { endpointSliceController } from '../../../../src/simulator/controllers/endpoint-slice/controller';
import { endpointsController } from '../../../../src/simulator/controllers/endpoints/controller';
import { SmallControlPlane } from '../../../support/small-control-plane';

const labels: fc.Arbitrary<Labels> = fc.record({
  app: fc.constantFrom('web', 'db'),
  slot: fc.constantFrom('blue', 'green'),
});

type Step =
  | {
      readonly type: 'pod';
      readonly name: string;
      readonly labels: Labels;
      readonly isReady: boolean;
      readonly hasIp: boolean;
      readonly phase: string;
    }
  | { readonly type: 'kill'; readonly name: string }
  | { readonly type: 'select'; readonly selector: Labels }
  | { readonly type: 'wait'; readonly ms: number };

const podName = fc.constantFrom('p-0', 'p-1', 'p-2', 'p-3');
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        type: fc.constant('pod' as const),
        name: podName,
        labels,
        isReady: fc.boolean(),
        hasIp: fc.boolean(),
        phase: fc.constantFrom('Running', 'Running', 'Failed'),
      }),
    },
    fc.record({ type: fc.constant('kill' as const), name: podName }),
    fc.record({
      type: fc.constant('select' as const),
      selector: fc.oneof(labels, fc.record({ app: fc.constantFrom('web', 'db') })),
    }),
    fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 50 }) }),
  ),
  { maxLength: 25 },
);

function carryOut(plane: SmallControlPlane, step: Step): void {
  switch (step.type) {
    case 'pod': {
      const { name, hasIp, isReady, phase } = step;
      plane.putPod(name, { labels: step.labels, isReady, phase, ...(hasIp ? { ip: `10.0.0.${name.slice(2)}` } : {}) });
      break;
    }
    case 'kill':
      if (plane.client.get('pods', 'demo', step.name) !== undefined) plane.killPod(step.name);
      break;
    case 'select': {
      const service = plane.client.get('services', 'demo', 'web');
      if (service !== undefined)
        plane.client.update('services', { ...service, spec: { ...service.spec, selector: step.selector } });
      break;
    }
    case 'wait':
      plane.advance(step.ms);
  }
}

const isShown = (pod: Pod): boolean => pod.status.podIP !== undefined && pod.status.phase === 'Running';
const isReady = (pod: Pod): boolean =>
  pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
const nameOf = (each: { readonly targetRef?: { readonly name?: string } }): string => each.targetRef?.name ?? '';

test('endpoints and slices show exactly the Pods that match, and then nothing is written any more', () => {
  fc.assert(
    fc.property(steps, (history) => {
      const plane = new SmallControlPlane(endpointsController, endpointSliceController);
      const selector = { app: 'web' };
      plane.client.create('services', {
        metadata: { name: 'web', namespace: 'demo' },
        spec: { selector, ports: [{ port: 80 }] },
      });
      for (const step of history) carryOut(plane, step);
      plane.advance(5000);
      const chosen = Object.entries(plane.client.get('services', 'demo', 'web')?.spec.selector ?? {});
      const matching = plane.client
        .list('pods', 'demo')
        .filter((pod) => isShown(pod) && chosen.every(([name, value]) => pod.metadata.labels?.[name] === value));
      const names = (pods: readonly Pod[]): string[] => pods.map(({ metadata }) => metadata.name);
      const subsets = plane.client.get('endpoints', 'demo', 'web')?.subsets ?? [];
      expect(
        subsets
          .flatMap(({ addresses = [] }) => addresses)
          .map(nameOf)
          .sort(),
      ).toEqual(names(matching.filter(isReady)));
      expect(
        subsets
          .flatMap(({ notReadyAddresses = [] }) => notReadyAddresses)
          .map(nameOf)
          .sort(),
      ).toEqual(names(matching.filter((pod) => !isReady(pod))));
      const slices = plane.client.list('discovery.k8s.io/endpointslices', 'demo');
      expect(slices).toHaveLength(1);
      const shown = slices.flatMap(({ endpoints }) => endpoints ?? []);
      expect(shown.map(nameOf).sort()).toEqual(names(matching));
      expect(
        shown
          .filter(({ conditions }) => conditions.ready === true)
          .map(nameOf)
          .sort(),
      ).toEqual(names(matching.filter(isReady)));
      const before = plane.writes;
      plane.advance(60_000);
      expect(plane.writes).toBe(before);
    }),
    { numRuns: 80 },
  );
});
