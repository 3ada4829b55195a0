import type { Api } from '../api/api';
import { createObject, deleteObject, type Place, readObject, replaceObject } from '../api/objects';
import { hasCause, isRefusal, RefusedError } from '../api/status';
import { fieldOf, type KubeObject } from '../objects/object';
import { COMMAND_ANNOTATION, type Holder, RUN_ANNOTATION } from './holder';

/** What came of trying to take a lease. */
export type Taken =
  | { readonly state: 'ours' }
  /** Somebody else has it. */
  | { readonly state: 'rival'; readonly lease: KubeObject }
  /** Its namespace does not exist, or goes away. */
  | { readonly state: 'absent' }
  /** Leases may not be written there. */
  | { readonly state: 'forbidden'; readonly message: string };

const OURS: Taken = { state: 'ours' };
const ABSENT: Taken = { state: 'absent' };

/** Between these steps somebody else can always be faster; more often than this it is not chance. */
const STEPS_MAX = 50;

/** Time as Leases have it. */
const microTime = (): string => new Date().toISOString().replace('Z', '000Z');

/** Who has a lease; empty when nobody does. */
export const holderOf = (lease: KubeObject): string => String(fieldOf(lease, 'spec', 'holderIdentity') ?? '');

/** How long its holder may be silent, in milliseconds; undefined when it does not say. */
export function durationMsOf(lease: KubeObject): number | undefined {
  const seconds = fieldOf(lease, 'spec', 'leaseDurationSeconds');
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : undefined;
}

const isTerminating = (error: unknown): boolean =>
  isRefusal(error, 403) && hasCause(error.status, 'NamespaceTerminating');

/** Who has a lease, with what, and since when, for people. */
export function rivalText(lease: KubeObject): string {
  const { namespace = '', name, annotations = {} } = lease.metadata;
  const command = annotations[COMMAND_ANNOTATION];
  const run = annotations[RUN_ANNOTATION];
  const since = String(fieldOf(lease, 'spec', 'acquireTime') ?? '').replace(/\.\d+Z$/, 'Z');
  return (
    `Lease ${namespace}/${name} is held by ${holderOf(lease)}${command === undefined ? '' : ` (workshop ${command})`}` +
    `${since === '' ? '' : ` since ${since}`}${run === undefined ? '' : `, ${run}`}`
  );
}

/** A release that is not heard of soon is left to time. */
const RELEASE_PATIENCE_MS = 5_000;

/**
 * The lock of the set in one namespace: a Lease that is there as long as somebody changes the set, and that its holder
 * renews. The server decides who gets it: it makes one object of a name, and replaces only what was seen.
 */
export class NamespaceLease {
  /** The lease as we wrote it last; undefined while it is not ours. */
  private own: KubeObject | undefined;
  private confirmedMs = 0;

  constructor(
    private readonly place: Place,
    private readonly holder: Holder,
    private readonly durationSeconds: number,
  ) {}

  get isOurs(): boolean {
    return this.own !== undefined;
  }

  /** Which object it is: another one when it was deleted and made again. */
  get uid(): string | undefined {
    return this.own?.metadata.uid;
  }

  /** How long ago the server confirmed that it is ours, in milliseconds. */
  get silentMs(): number {
    return performance.now() - this.confirmedMs;
  }

  /** It as it is now, whoever has it. */
  read(api: Api): Promise<KubeObject | undefined> {
    return readObject(api, this.place);
  }

  /** Takes it when nobody has it. */
  async take(api: Api): Promise<Taken> {
    for (let step = 1; ; step += 1) {
      try {
        return this.keep(await createObject(api, this.place, this.object({}, 0, microTime())));
      } catch (error) {
        if (isRefusal(error, 404) || isTerminating(error)) return ABSENT;
        if (isRefusal(error, 403)) return { state: 'forbidden', message: error.message };
        if (!isRefusal(error, 409) || step >= STEPS_MAX) throw error;
      }
      const lease = await this.read(api);
      if (lease === undefined) continue;
      // The server made it for us, and its answer was lost.
      if (holderOf(lease) === this.holder.identity) return this.keep(lease);
      if (holderOf(lease) !== '') return { state: 'rival', lease };
      return await this.takeOver(api, lease);
    }
  }

  /** Takes it from whoever held it when it was `lease`, and has not renewed it since. */
  async takeOver(api: Api, { metadata: { resourceVersion }, spec }: KubeObject): Promise<Taken> {
    const transitions = Number(fieldOf(spec, 'leaseTransitions') ?? 0) + 1;
    try {
      const object = this.object({ resourceVersion }, transitions, microTime());
      return this.keep(await replaceObject(api, this.place, object));
    } catch (error) {
      if (isRefusal(error, 404) || isRefusal(error, 409) || isTerminating(error)) return await this.take(api);
      if (isRefusal(error, 403)) return { state: 'forbidden', message: error.message };
      throw error;
    }
  }

  /** Says that we are still there. Who deleted it by hand meant that nobody held it; we do. */
  async renew(api: Api): Promise<Taken> {
    const { own } = this;
    if (own === undefined) return ABSENT;
    const { resourceVersion } = own.metadata;
    const acquired = String(fieldOf(own, 'spec', 'acquireTime'));
    try {
      const object = this.object({ resourceVersion }, Number(fieldOf(own, 'spec', 'leaseTransitions')), acquired);
      return this.keep(await replaceObject(api, this.place, object));
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
    }
    const taken = await this.take(api);
    if (taken.state !== 'ours') this.own = undefined;
    return taken;
  }

  /** Gives it back; what somebody else has taken over meanwhile stays. */
  async release(api: Api): Promise<void> {
    const { own } = this;
    this.own = undefined;
    if (own === undefined) return;
    const { uid, resourceVersion } = own.metadata;
    await deleteObject(api, this.place, { uid, resourceVersion }, { patienceMs: RELEASE_PATIENCE_MS });
  }

  private keep(lease: KubeObject): Taken {
    this.own = lease;
    this.confirmedMs = performance.now();
    return OURS;
  }

  private object(metadata: object, leaseTransitions: number, acquireTime: string): object {
    const { namespace, name } = this.place;
    return {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace, annotations: this.holder.annotations, ...metadata },
      spec: {
        holderIdentity: this.holder.identity,
        leaseDurationSeconds: this.durationSeconds,
        acquireTime,
        renewTime: microTime(),
        leaseTransitions,
      },
    };
  }
}
