import * as fc from 'fast-check';
import { horizontalPodAutoscalerStrategy as strategy } from '../../../src/simulator/resources/horizontal-pod-autoscaler';
import { convertAutoscaler } from '../../../src/simulator/resources/horizontal-pod-autoscaler-versions';
import { created, type Json, refusals } from './written';

const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const autoscaler = (spec: Json = {}): Json => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web' },
  spec: { maxReplicas: 5, scaleTargetRef, ...spec },
});
const cpu = (averageUtilization: number): Json => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

test('it keeps CPU at 80 per cent when nothing is said', () => {
  expect(created(strategy, autoscaler())).toMatchObject({
    spec: { minReplicas: 1, metrics: [cpu(80)] },
    status: { currentMetrics: null, desiredReplicas: 0 },
  });
});

test('rules of scaling are completed when there are any', () => {
  const object = created(strategy, autoscaler({ behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } }));
  expect(object['spec']).toMatchObject({
    behavior: {
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: 'Max',
        policies: [{ type: 'Pods' }, { type: 'Percent' }],
      },
      scaleDown: { stabilizationWindowSeconds: 60, policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
    },
  });
});

test.each<[string, Json, string]>([
  [
    'fewer than none',
    { maxReplicas: -1, minReplicas: undefined },
    'spec.maxReplicas: Invalid value: -1: must be greater than 0',
  ],
  ['no least number', { minReplicas: 0 }, 'spec.minReplicas: Invalid value: 0: must be greater than or equal to 1'],
  [
    'a target without group',
    { scaleTargetRef: { kind: 'Deployment', name: 'x' } },
    'spec.scaleTargetRef.apiVersion: Invalid value: "": apiVersion must specify API group',
  ],
  [
    'no target value',
    { metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization' } } }] },
    'spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization',
  ],
  [
    'two sources',
    { metrics: [{ ...cpu(1), pods: {} }] },
    'spec.metrics[0].pods: Forbidden: must populate the given metric source only',
  ],
  [
    'an unknown type',
    { metrics: [{ type: 'Moon' }] },
    'spec.metrics[0].type: Unsupported value: "Moon": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"',
  ],
  [
    'a period too long',
    { behavior: { scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 1801 }] } } },
    'spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800',
  ],
])('%s is refused', (_case, spec, message) => {
  expect(refusals(strategy, autoscaler(spec))).toContain(message);
});

test('autoscaling/v1 has a field for CPU and annotations for the rest', () => {
  const pods = { type: 'Pods', pods: { metric: { name: 'm' }, target: { type: 'AverageValue', averageValue: '1' } } };
  const object = created(strategy, autoscaler({ metrics: [cpu(50), pods] }));
  expect(convertAutoscaler(object, 'autoscaling/v1')).toMatchObject({
    apiVersion: 'autoscaling/v1',
    metadata: { annotations: { 'autoscaling.alpha.kubernetes.io/metrics': JSON.stringify([pods]) } },
    spec: { maxReplicas: 5, targetCPUUtilizationPercentage: 50 },
    status: { currentReplicas: 0, desiredReplicas: 0 },
  });
});

test('an autoscaler that goes to autoscaling/v1 and back is the same', () => {
  const specArb = fc.record({
    minReplicas: fc.integer({ min: 1, max: 3 }),
    maxReplicas: fc.integer({ min: 3, max: 9 }),
    metrics: fc.array(fc.integer({ min: 1, max: 99 }).map(cpu), { minLength: 1, maxLength: 1 }),
    behavior: fc.constantFrom({}, { scaleUp: { stabilizationWindowSeconds: 3 } }),
  });
  fc.assert(
    fc.property(specArb, (spec) => {
      const object = created(strategy, autoscaler(spec));
      const there = convertAutoscaler(object, 'autoscaling/v1');
      expect(convertAutoscaler(there, 'autoscaling/v2')).toEqual(object);
    }),
  );
});
