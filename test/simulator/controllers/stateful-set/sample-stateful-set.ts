import type { NewObject, PersistentVolumeClaim, PodTemplateSpec, StatefulSetSpec } from '../../../../src/simulator/api';

/** The template of a Pod with one container of an image. */
export const templateOf = (image = 'web:1'): PodTemplateSpec => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image, resources: {} }] },
});

/** A claim, as a user writes it in a set. */
export const claimTemplate = (name: string): PersistentVolumeClaim =>
  ({
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  }) as unknown as PersistentVolumeClaim;

/** The StatefulSet `web` in `demo`, as a user writes it. */
export const sampleSet = (spec: Partial<StatefulSetSpec> = {}): NewObject<'apps/statefulsets'> => ({
  metadata: { name: 'web', namespace: 'demo' },
  spec: {
    replicas: 3,
    serviceName: 'web',
    selector: { matchLabels: { app: 'web' } },
    template: templateOf(),
    ...spec,
  } as StatefulSetSpec,
});
