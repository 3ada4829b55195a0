import { never, notNow, type FilterPlugin, type Rejection, type TrialCheck } from '../framework';
import type { PodInfo } from '../snapshot/pod-info';
import { isClaimOf } from './volume-binding';

const NAME = 'VolumeRestrictions';
const IN_USE = notNow(
  NAME,
  'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode',
);

/** A check that rejects every node while other Pods use the claims that only one may use. */
class SoleUse implements TrialCheck {
  constructor(
    private readonly namespace: string,
    private readonly claims: ReadonlySet<string>,
    private uses: number,
  ) {}

  check(): Rejection | undefined {
    return this.uses > 0 ? IN_USE : undefined;
  }

  forTrial(): TrialCheck {
    return new SoleUse(this.namespace, this.claims, this.uses);
  }

  podAdded(pod: PodInfo): void {
    this.uses += this.usesOf(pod);
  }

  podRemoved(pod: PodInfo): void {
    this.uses -= this.usesOf(pod);
  }

  private usesOf({ namespace, claims }: PodInfo): number {
    return namespace === this.namespace ? claims.filter(({ name }) => this.claims.has(name)).length : 0;
  }
}

/**
 * Keeps a claim with the access mode ReadWriteOncePod to one Pod.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/volumerestrictions. Not modelled: disks that Pods name
 * without a claim (gcePersistentDisk, awsElasticBlockStore, rbd, iscsi).
 */
export const volumeRestrictions: FilterPlugin = {
  name: NAME,
  events: ['podGone', 'claim', 'nodeAdded'],
  prepare(pod, { reader, snapshot }) {
    const sole = new Set<string>();
    let uses = 0;
    for (const { name, isEphemeral } of pod.claims) {
      if (isEphemeral) continue;
      const claim = reader.get('persistentvolumeclaims', pod.namespace, name);
      if (claim === undefined) return never(NAME, `persistentvolumeclaim ${JSON.stringify(name)} not found`);
      if (claim.spec.accessModes?.includes('ReadWriteOncePod') !== true) continue;
      sole.add(name);
      uses += snapshot.usesOf(pod.namespace, name);
    }
    return sole.size === 0 ? undefined : new SoleUse(pod.namespace, sole, uses);
  },
  mayHelp(event, pod) {
    if ('object' in event) return isClaimOf(event.object, pod);
    if (!('pod' in event)) return true;
    const { namespace, claims } = event.pod;
    return namespace === pod.namespace && claims.some(({ name }) => pod.claims.some((own) => own.name === name));
  },
};
