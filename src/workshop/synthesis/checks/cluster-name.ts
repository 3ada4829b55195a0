import { ClusterScope } from '../../constructs';
import type { Check } from '../finding';
import { productionCheckOf } from './inventory';

/** Kinds whose names Kubernetes or a driver prescribes. */
const PRESCRIBED = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'CustomResourceDefinition',
  'IPAddress',
  'Node',
  'VolumeAttachment',
]);

/** `cluster-name`: environments may share a cluster, so what belongs to no namespace begins with its environment. */
export const clusterName: Check = productionCheckOf(({ items }, tell) => {
  for (const item of items) {
    const { kind } = item.manifest;
    if (!ClusterScope.kinds.has(kind) || PRESCRIBED.has(kind)) continue;
    const prefix = `${item.set.environment.name}-`;
    if (item.name.startsWith(prefix)) continue;
    const rule = `metadata.name: ${kind} belongs to the whole cluster and must begin with '${prefix}'`;
    tell(item, 'cluster-name', `${rule}, got '${item.name}'; put surroundings.environment in front`);
  }
});
