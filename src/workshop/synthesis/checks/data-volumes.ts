import type { Check } from '../finding';
import { productionCheckOf } from './inventory';
import { fieldsOf, itemsOf, textOf } from './reading';

/** Folders where the workshops' images keep data that must survive. Source: shared catalogue, `images`. */
const DATA_FOLDERS = [
  '/var/lib/mysql',
  '/var/lib/postgresql/data',
  '/data',
  '/data/db',
  '/redis-data',
  '/var/lib/ghost/content',
];

/** `volatile-data`: data on a volume that goes with its Pod. */
export const volatileData: Check = productionCheckOf(({ pods }, tell) => {
  for (const pod of pods) {
    const volatile = new Set(
      itemsOf(pod.spec.volumes)
        .filter(({ emptyDir }) => typeof emptyDir === 'object' && emptyDir !== null)
        .filter(({ emptyDir }) => fieldsOf(emptyDir).medium !== 'Memory') // In memory on purpose.
        .flatMap(({ name }) => textOf(name) ?? []),
    );
    if (volatile.size === 0) continue;
    for (const { fields, path } of pod.containers) {
      for (const [index, mount] of itemsOf(fields.volumeMounts).entries()) {
        const folder = (textOf(mount.mountPath) ?? '').replace(/\/+$/, '');
        if (!volatile.has(textOf(mount.name) ?? '')) continue;
        if (!DATA_FOLDERS.some((known) => folder === known || folder.startsWith(`${known}/`))) continue;
        const rule = `${path}.volumeMounts[${index}]: data in ${folder} must survive its Pod`;
        tell(pod, 'volatile-data', `${rule}, but volume '${String(mount.name)}' is an emptyDir; use a claim`);
      }
    }
  }
});

/** Volume sources that tie a Pod to one provider or one machine. */
const PROVIDED = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cinder',
  'gcePersistentDisk',
  'hostPath',
  'nfs',
  'vsphereVolume',
] as const;

/** `provider-volume`: a Pod that names storage of one provider or node. Agents of a node may see their node. */
export const providerVolume: Check = productionCheckOf(({ pods }, tell) => {
  for (const pod of pods) {
    for (const [index, volume] of itemsOf(pod.spec.volumes).entries()) {
      for (const source of PROVIDED) {
        if (volume[source] === undefined || (source === 'hostPath' && pod.kind === 'apps/DaemonSet')) continue;
        const rule = 'a Pod must not depend on one provider or node';
        const advice = 'use a claim and let the storage class choose';
        tell(pod, 'provider-volume', `${pod.path}spec.volumes[${index}].${source}: ${rule}; ${advice}`);
      }
    }
  }
});
