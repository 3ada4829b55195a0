import type { PersistentVolume } from '../../api';

/** Set by whoever makes volumes for claims. Source: Kubernetes 1.36, pkg/controller/volume/persistentvolume `AnnDynamicallyProvisioned`. */
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';

/** Whether a volume was made for a claim, and not by a person. */
export const isProvisioned = ({ metadata }: PersistentVolume): boolean =>
  metadata.annotations?.[PROVISIONED_BY] !== undefined;

/** What a volume stands for outside of the cluster: two that name the same disk hold the same files. */
export function diskOf({ metadata, spec }: PersistentVolume): string {
  const { csi, awsElasticBlockStore, gcePersistentDisk } = spec;
  if (csi !== undefined) return `csi/${csi.driver}/${csi.volumeHandle}`;
  if (awsElasticBlockStore !== undefined) return `ebs/${awsElasticBlockStore.volumeID}`;
  if (gcePersistentDisk !== undefined) return `gce/${gcePersistentDisk.pdName}`;
  return `volume/${metadata.uid}`;
}
