import type { PersistentVolume } from '../../api';
import { never, type ClusterReader, type FilterPlugin, type Rejection } from '../framework';
import type { NodeInfo } from '../snapshot/node-info';
import type { PodInfo } from '../snapshot/pod-info';
import { classNameOf, classOf } from '../volumes/claims';
import { isClaimOf } from './volume-binding';

const NAME = 'VolumeZone';
const OTHER_ZONE = never(NAME, 'node(s) had no available volume zone');

/** Labels of zones and regions; older names with what they are called now. */
const TOPOLOGY_LABELS: ReadonlyMap<string, string> = new Map([
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['topology.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['topology.kubernetes.io/region', 'topology.kubernetes.io/region'],
]);

interface VolumeTopology {
  readonly key: string;
  readonly values: ReadonlySet<string>;
}

/** Where a volume is; several zones are written `a__b`. */
function topologiesOf({ metadata: { labels = {} } }: PersistentVolume): VolumeTopology[] {
  return [...TOPOLOGY_LABELS.keys()].flatMap((key) => {
    const value = labels[key];
    return value === undefined ? [] : [{ key, values: new Set(value.split('__')) }];
  });
}

function topologiesFor(pod: PodInfo, reader: ClusterReader): VolumeTopology[] | Rejection {
  const topologies: VolumeTopology[] = [];
  for (const { name, isEphemeral } of pod.claims) {
    if (isEphemeral) continue;
    const claim = reader.get('persistentvolumeclaims', pod.namespace, name);
    if (claim === undefined) return never(NAME, `persistentvolumeclaim ${JSON.stringify(name)} not found`);
    const { volumeName = '' } = claim.spec;
    if (volumeName === '') {
      const className = classNameOf(claim);
      if (className === '') return never(NAME, 'PersistentVolumeClaim had no pv name and storageClass name');
      const storageClass = classOf(claim, reader);
      if (storageClass === undefined) {
        return never(NAME, `storageclass.storage.k8s.io ${JSON.stringify(className)} not found`);
      }
      if (storageClass.volumeBindingMode === 'WaitForFirstConsumer') continue;
      return never(NAME, 'PersistentVolume had no name');
    }
    const volume = reader.get('persistentvolumes', '', volumeName);
    if (volume === undefined) return never(NAME, `persistentvolume ${JSON.stringify(volumeName)} not found`);
    topologies.push(...topologiesOf(volume));
  }
  return topologies;
}

function isThere({ key, values }: VolumeTopology, node: NodeInfo): boolean {
  const value = node.labelOf(key) ?? node.labelOf(TOPOLOGY_LABELS.get(key) as string);
  return value !== undefined && values.has(value);
}

/**
 * Keeps Pods to nodes in the zone and region that the labels of their volumes name. Nodes without such labels take all.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/volumezone.
 */
export const volumeZone: FilterPlugin = {
  name: NAME,
  events: ['storageClass', 'nodeAdded', 'nodeLabels', 'claim', 'volume'],
  prepare(pod, { reader }) {
    if (pod.claims.length === 0) return undefined;
    const topologies = topologiesFor(pod, reader);
    if (!Array.isArray(topologies)) return topologies as Rejection;
    if (topologies.length === 0) return undefined;
    return {
      check(node) {
        const hasZone = [...TOPOLOGY_LABELS.keys()].some((key) => node.labelOf(key) !== undefined);
        return !hasZone || topologies.every((topology) => isThere(topology, node)) ? undefined : OTHER_ZONE;
      },
    };
  },
  mayHelp: (event, pod) => event.kind !== 'claim' || isClaimOf(event.object, pod),
};
