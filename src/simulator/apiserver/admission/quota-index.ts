import {
  isInQuotaScope,
  type KubeObject,
  type Quantity,
  quotaForgetsPodMs,
  quotaUsageOf,
  type QuotaUsage,
  type ResourceQuota,
  ZERO_QUANTITY,
} from '../../api';
import type { IndexKind, ReadStored, StoreIndex } from '../../resources/store-index';

type Totals = Map<string, Quantity>;

function add(totals: Totals, usage: QuotaUsage): void {
  for (const [name, amount] of usage) totals.set(name, (totals.get(name) ?? ZERO_QUANTITY).add(amount));
}

/** What the objects of one resource take under one quota. */
class Tally {
  private readonly totals: Totals = new Map();
  /** Objects whose usage ends by itself: they are counted anew each time. */
  private readonly ending = new Set<KubeObject>();

  constructor(
    readonly quota: ResourceQuota,
    private readonly storage: string,
    objects: readonly KubeObject[],
  ) {
    for (const object of objects) this.enter(object);
  }

  enter(object: KubeObject): void {
    if (!isInQuotaScope(this.quota, this.storage, object)) return;
    if (this.isEnding(object)) this.ending.add(object);
    else add(this.totals, quotaUsageOf(this.storage, object, 0));
  }

  leave(object: KubeObject): void {
    if (!isInQuotaScope(this.quota, this.storage, object) || this.ending.delete(object)) return;
    for (const [name, amount] of quotaUsageOf(this.storage, object, 0))
      this.totals.set(name, (this.totals.get(name) ?? ZERO_QUANTITY).subtract(amount));
  }

  used(nowMs: number): QuotaUsage {
    if (this.ending.size === 0) return this.totals;
    const totals: Totals = new Map(this.totals);
    for (const object of this.ending) add(totals, quotaUsageOf(this.storage, object, nowMs));
    return totals;
  }

  private isEnding(object: KubeObject): boolean {
    return this.storage === 'pods' && quotaForgetsPodMs(object) !== undefined;
  }
}

/** What is used under quotas, counted once and then kept up to date with every write: never late. */
export class QuotaIndex implements StoreIndex {
  /** By namespace and resource, then by the quota's name. */
  private readonly tallies = new Map<string, Map<string, Tally>>();

  constructor(private readonly read: ReadStored) {}

  /** What the objects of `storage` in the quota's namespace take under it. */
  used(quota: ResourceQuota, storage: string, nowMs: number): QuotaUsage {
    const { namespace, name } = quota.metadata;
    const key = `${namespace} ${storage}`;
    let byQuota = this.tallies.get(key);
    if (byQuota === undefined) {
      byQuota = new Map();
      this.tallies.set(key, byQuota);
    }
    let tally = byQuota.get(name);
    if (tally?.quota.spec !== quota.spec) {
      tally = new Tally(quota, storage, this.read(storage, namespace));
      byQuota.set(name, tally);
    }
    return tally.used(nowMs);
  }

  change(storage: string, namespace: string, previous: KubeObject | undefined, object: KubeObject | undefined): void {
    for (const tally of this.tallies.get(`${namespace} ${storage}`)?.values() ?? []) {
      if (previous !== undefined) tally.leave(previous);
      if (object !== undefined) tally.enter(object);
    }
    if (storage === 'resourcequotas' && object === undefined && previous !== undefined) {
      for (const byQuota of this.tallies.values()) byQuota.delete(previous.metadata.name ?? '');
    }
  }
}

/** The index of what quotas count. */
export const quotaIndex: IndexKind<QuotaIndex> = { name: 'quotas', create: (read) => new QuotaIndex(read) };
