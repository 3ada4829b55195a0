import type { KubeObject } from '../../api';
import { notNow, type ClusterReader, type FilterPlugin } from '../framework';
import type { PodInfo } from '../snapshot/pod-info';
import { classOf } from '../volumes/claims';
import { isClaimOf } from './volume-binding';

const NAME = 'NodeVolumeLimits';
const TOO_MANY = notNow(NAME, 'node(s) exceed max volume count');

/** What a node says of a storage driver. */
interface CsiNode extends KubeObject {
  readonly spec?: {
    readonly drivers?: readonly { readonly name: string; readonly allocatable?: { readonly count?: number } }[];
  };
}

/** Volumes of a Pod that a driver attaches: the driver of each by what tells it from others. */
function attachedVolumes(pod: PodInfo, reader: ClusterReader): Map<string, string> {
  const drivers = new Map<string, string>();
  for (const { name } of pod.claims) {
    const claim = reader.get('persistentvolumeclaims', pod.namespace, name);
    if (claim === undefined) continue;
    const { volumeName = '' } = claim.spec;
    const csi = volumeName === '' ? undefined : reader.get('persistentvolumes', '', volumeName)?.spec.csi;
    const driver = csi?.driver ?? (volumeName === '' ? classOf(claim, reader)?.provisioner : undefined);
    if (driver !== undefined) drivers.set(csi?.volumeHandle ?? `${pod.namespace}/${name}`, driver);
  }
  return drivers;
}

/**
 * Keeps Pods from nodes to which a storage driver can attach no more volumes.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/nodevolumelimits. Not modelled: volumes inside Pods without a
 * claim, VolumeAttachments of Pods that are gone, in-tree volumes that a driver has taken over.
 */
export const nodeVolumeLimits: FilterPlugin = {
  name: NAME,
  events: ['podGone', 'claim', 'csiNode', 'nodeAdded'],
  prepare(pod, { reader }) {
    if (pod.claims.length === 0) return undefined;
    const wanted = attachedVolumes(pod, reader);
    if (wanted.size === 0) return undefined;
    return {
      check({ name, pods }) {
        const { drivers = [] } = (reader.get('storage.k8s.io/csinodes', '', name) as CsiNode | undefined)?.spec ?? {};
        const limits = new Map(drivers.map((driver) => [driver.name, driver.allocatable?.count ?? Infinity]));
        if (limits.size === 0) return undefined;
        const attached = new Map(wanted);
        for (const other of pods.values()) {
          for (const [volume, driver] of attachedVolumes(other, reader)) attached.set(volume, driver);
        }
        const counts = new Map<string, number>();
        for (const driver of attached.values()) counts.set(driver, (counts.get(driver) ?? 0) + 1);
        const asked = new Set(wanted.values());
        const isOver = [...asked].some((driver) => (counts.get(driver) ?? 0) > (limits.get(driver) ?? Infinity));
        return isOver ? TOO_MANY : undefined;
      },
    };
  },
  mayHelp(event, pod) {
    if ('pod' in event) return event.pod.claims.length > 0;
    return event.kind !== 'claim' || isClaimOf(event.object, pod);
  },
};
