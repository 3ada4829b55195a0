import { seed, type SeedObject } from '../seed-object';

/** How volumes of a class are made. */
export interface StorageClassShape {
  readonly name: string;
  readonly provisioner: string;
  /** Whether claims that name no class get this one. @default false */
  readonly isDefault?: boolean;
  /** Whether a volume is made only when a Pod wants it. @default false */
  readonly waitsForPod?: boolean;
  /** Whether claims may grow. @default false */
  readonly expands?: boolean;
  /** What the provisioner is told. @default - nothing */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** A StorageClass; its volumes go when their claims do. */
export const storageClass = (shape: StorageClassShape): SeedObject =>
  seed('storage.k8s.io/storageclasses', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name: shape.name,
      ...(shape.isDefault === true ? { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } : {}),
    },
    provisioner: shape.provisioner,
    ...(shape.parameters === undefined ? {} : { parameters: shape.parameters }),
    reclaimPolicy: 'Delete',
    volumeBindingMode: shape.waitsForPod === true ? 'WaitForFirstConsumer' : 'Immediate',
    ...(shape.expands === true ? { allowVolumeExpansion: true } : {}),
  });

/** A class of Ingresses and who serves it. */
export const ingressClass = (name: string, controller: string): SeedObject =>
  seed('networking.k8s.io/ingressclasses', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name },
    spec: { controller },
  });
