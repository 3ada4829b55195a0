import type { DaemonSetSpec, NewObject, PodSpec, PodTemplateSpec } from '../../../../src/simulator/api';

/** The template of a Pod with one container of an image. */
export const templateOf = (image = 'agent:1', spec: Partial<PodSpec> = {}): PodTemplateSpec => ({
  metadata: { labels: { app: 'agent' } },
  spec: { containers: [{ name: 'main', image, resources: {} }], ...spec },
});

/** A rolling update with limits. */
export const rolling = (
  maxUnavailable: number | string,
  maxSurge: number | string = 0,
): DaemonSetSpec['updateStrategy'] => ({
  type: 'RollingUpdate',
  rollingUpdate: { maxUnavailable, maxSurge },
});

/** The DaemonSet `agent` in `demo`, as a user writes it. */
export const sampleDaemonSet = (spec: Partial<DaemonSetSpec> = {}): NewObject<'apps/daemonsets'> => ({
  metadata: { name: 'agent', namespace: 'demo' },
  spec: { selector: { matchLabels: { app: 'agent' } }, template: templateOf(), ...spec } as DaemonSetSpec,
});
