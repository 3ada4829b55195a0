import { listMembers, noteMembers } from '../set/members';
import { RefusedError, type Status } from '../api/status';
import type { Session } from '../connection/session';
import { forEachFairly } from '../objects/fair-pool';
import { type LockSettings, type SetLock, underLock } from '../lock/set-lock';
import { type KubeObject, keyText } from '../objects/object';
import type { Redaction } from '../objects/redaction';
import type { ResolvedObject } from '../objects/resolve';
import { waveOf, WAVES } from '../objects/waves';
import { evidenceFor } from '../readiness/evidence';
import { waitUntilReady } from '../readiness/wait';
import { removeMembers } from '../removal/remove';
import { joined } from '../set/apply-set';
import { applyPatiently, isUnchanged } from './apply-object';
import { conflictAdvice, conflictsIn } from './conflict';
import { extentOf } from './desired';
import type { Listener, ObjectEvent } from './event';
import { learnNewKinds } from './new-kinds';
import { type Desired, type Preparation, prepareApply, surplusOf } from './preparation';
import { adviceFor } from './refusal-advice';

/** How a deployment goes. */
export interface ApplySettings extends LockSettings {
  /** Whether fields of other managers are taken over. */
  readonly isForced: boolean;
  /** Whether objects are waited for until they are ready. */
  readonly waits: boolean;
  /** How long, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether claims that are no longer wanted go, and with them what is stored there. */
  readonly deletesClaims: boolean;
  readonly redaction: Redaction;
  readonly listener: Listener;
}

/** What came of a deployment. */
export interface Applied {
  /** Whether everything is applied, ready where that was waited for, and what is no longer wanted is gone. */
  readonly isDone: boolean;
  /** Members that should be gone and are still there, because not everything came so far. */
  readonly unpruned: number;
}

/** Requests at a time: enough to keep a server busy, few enough to leave it to others as well. */
const APPLIES_AT_ONCE = 16;
const FOUNDATIONS_MS = 60_000;

/** Objects whose reasons are asked for: when more than these fail, they fail for the same. */
const EXPLAINED_MAX = 20;

/** One deployment. */
class Deployment {
  private readonly applied = new Map<string, KubeObject>();
  private readonly failedStacks = new Map<string, string>();
  /** Keys of objects that were spoken of as failed. */
  private readonly told = new Set<string>();
  private hasFailed = false;

  constructor(
    private readonly session: Session,
    private readonly lock: SetLock,
    private readonly desired: Desired,
    private prepared: Preparation,
    private readonly settings: ApplySettings,
  ) {}

  async run(): Promise<Applied> {
    await this.lockSets();
    const { wanted } = this.prepared;
    const waves = new Map(WAVES.map((wave) => [wave, wanted.filter(({ key }) => waveOf(key) === wave)]));
    const namespaces = waves.get('namespaces') ?? [];
    const ownHomes = new Set(namespaces.map(({ key }) => key.name));
    await this.widenSets((home) => !ownHomes.has(home));
    await this.applyWave(namespaces);
    await this.settle(namespaces);
    // Locks and parents lie in their namespaces: until now there may have been none.
    await this.lockSets();
    await this.widenSets((home) => ownHomes.has(home));
    const definitions = waves.get('definitions') ?? [];
    await this.applyWave(definitions);
    await this.settle(definitions);
    await learnNewKinds(this.session, wanted);
    for (const wave of ['terms', 'configuration', 'workloads', 'entrances'] as const) {
      await this.applyWave(waves.get(wave) ?? []);
    }
    const isReady = await this.wait();
    if (this.hasFailed || !isReady) return { isDone: false, unpruned: this.prepared.surplus.length };
    return { isDone: await this.prune(), unpruned: 0 };
  }

  /** Locks the sets that will change, and looks again at what is there: until then somebody else may have changed it. */
  private async lockSets(): Promise<void> {
    while (await this.lock.hold(this.changedHomes())) {
      this.prepared = await prepareApply(this.session, this.desired);
    }
  }

  /** Namespaces whose sets change: an environment that is applied as a whole may lose something anywhere. */
  private changedHomes(): string[] {
    const { sets, wanted, surplus } = this.prepared;
    if (this.desired.stacks === undefined) return sets.all.map(({ parent }) => parent.namespace);
    const ids = new Set(surplus.map(({ setId }) => setId));
    const losing = sets.all.filter(({ id }) => ids.has(id)).map(({ parent }) => parent.namespace);
    return [...wanted.map(({ home }) => home), ...losing];
  }

  /** Notes where members will be, before they are: whoever is interrupted leaves nothing that no set knows. */
  private async widenSets(isMeant: (home: string) => boolean): Promise<void> {
    const { sets, wanted } = this.prepared;
    const homes = [...new Set(wanted.map(({ home }) => home))].filter(isMeant);
    await forEachFairly(homes, { limit: APPLIES_AT_ONCE, groupOf: () => '' }, async (home) => {
      const members = wanted.filter((each) => each.home === home);
      try {
        await sets.of(home).widen(extentOf(members));
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        this.failHome(members, error.status);
      }
    });
  }

  /** Nothing can be applied in a namespace that takes no parent: it does not exist, or is not ours to write. */
  private failHome(members: readonly ResolvedObject[], status: Status): void {
    const [first] = members.filter(({ stack }) => !this.failedStacks.has(stack));
    if (first !== undefined) this.fail(first, { ...status, message: `the ConfigMap of its set: ${status.message}` });
    for (const { stack } of members) {
      if (!this.failedStacks.has(stack)) this.failedStacks.set(stack, `the namespace ${first?.home ?? ''}`);
    }
  }

  private async applyWave(wave: readonly ResolvedObject[]): Promise<void> {
    const fair = { limit: APPLIES_AT_ONCE, groupOf: ({ stack }: ResolvedObject) => stack };
    const stopped = new Map(this.failedStacks);
    await forEachFairly(wave, fair, async (wanted) => {
      const before = stopped.get(wanted.stack);
      if (before === undefined) await this.applyOne(wanted);
      else if (!this.told.has(keyText(wanted.key))) {
        this.tell(wanted, { outcome: 'skipped', message: `${before} of the same stack failed` });
      }
    });
  }

  private tell({ key, stack }: ResolvedObject, event: Omit<ObjectEvent, 'type' | 'key' | 'stack'>): void {
    const { listener, redaction } = this.settings;
    const message = event.message === undefined ? {} : { message: redaction.clean(event.message) };
    listener({ type: 'object', key, stack, ...event, ...message });
  }

  private fail(wanted: ResolvedObject, status: Status): void {
    this.hasFailed = true;
    this.told.add(keyText(wanted.key));
    this.failedStacks.set(wanted.stack, `${wanted.key.kind} ${wanted.key.name}`);
    const conflicts = conflictsIn(status);
    const advice = conflicts.length > 0 ? conflictAdvice(conflicts) : adviceFor(status);
    this.tell(wanted, {
      outcome: 'failed',
      message: status.message,
      ...(advice === undefined ? {} : { advice }),
      ...(conflicts.length === 0 ? {} : { conflicts }),
    });
  }

  private async applyOne(wanted: ResolvedObject): Promise<void> {
    const { sets, members } = this.prepared;
    const setId = sets.of(wanted.home).id;
    const { isForced, listener, redaction } = this.settings;
    const isPlaceNew = wanted.isKindPending || this.applied.has(`/Namespace//${wanted.place.namespace}`);
    try {
      const { object, isCreated, warnings } = await applyPatiently(this.session, wanted, setId, {
        isForced,
        isPlaceNew,
      });
      this.applied.set(keyText(wanted.key), object);
      for (const message of warnings) listener({ type: 'warning', key: wanted.key, message: redaction.clean(message) });
      const isSame = isUnchanged(members.get(keyText(wanted.key))?.metadata, object.metadata);
      this.tell(wanted, { outcome: isCreated ? 'created' : isSame ? 'unchanged' : 'changed' });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.fail(wanted, error.status);
    }
  }

  /** Namespaces that still go away, and definitions whose kinds are not served, would fail what comes next. */
  private async settle(wave: readonly ResolvedObject[]): Promise<void> {
    const applied = wave.filter(({ key }) => this.applied.has(keyText(key)));
    const { listener, timeoutMs } = this.settings;
    const left = await waitUntilReady(this.session, applied, this.applied, {
      untilMs: Date.now() + Math.min(FOUNDATIONS_MS, timeoutMs),
      listener: (event) => event.type === 'waiting' && listener(event),
    });
    for (const { wanted, readiness } of left) {
      this.fail(wanted, { code: 0, message: readiness.state === 'ready' ? '' : readiness.message });
    }
  }

  /** Waits for what was applied; tells the reasons of what is not ready. */
  private async wait(): Promise<boolean> {
    const { waits, timeoutMs, listener, redaction } = this.settings;
    if (!waits) return true;
    const applied = this.prepared.wanted.filter(({ key }) => this.applied.has(keyText(key)));
    const left = await waitUntilReady(this.session, applied, this.applied, {
      untilMs: Date.now() + timeoutMs,
      listener,
    });
    for (const [index, { wanted, object, readiness }] of left.entries()) {
      const evidence =
        object === undefined || index >= EXPLAINED_MAX ? [] : await evidenceFor(this.session, object, redaction);
      const message = readiness.state === 'ready' ? '' : readiness.message;
      this.tell(wanted, { outcome: 'unready', message, evidence });
    }
    return left.length === 0;
  }

  /** Deletes what is no longer wanted, at the very end. */
  private async prune(): Promise<boolean> {
    const { sets, wanted } = this.prepared;
    const { deletesClaims, timeoutMs, listener } = this.settings;
    const { api, discovery } = this.session;
    const now = await listMembers(api, discovery, joined(sets.extent, extentOf(wanted)));
    const surplus = surplusOf(now, sets, wanted, this.desired);
    const untilMs = Date.now() + timeoutMs;
    const settings = { deletesClaims, setName: sets.name, untilMs, listener };
    const { kept, hasFailed } = await removeMembers(this.session, surplus, settings);
    const gone = new Set(surplus.filter((each) => !kept.includes(each)).map(({ key }) => keyText(key)));
    await noteMembers(
      sets,
      now.filter(({ key }) => !gone.has(keyText(key))),
      (namespace) => this.lock.holds(namespace),
    );
    return !hasFailed;
  }
}

/**
 * Makes the cluster as wanted: notes the sets, applies their objects wave by wave, waits until they are ready, and deletes
 * what is no longer wanted when everything before succeeded. Whatever ends it in between, the next run goes on.
 *
 * An object that is refused stops its own stack at the next wave, and no other.
 *
 * @throws ClusterError when another run holds the lock, the cluster goes away, or somebody interrupts.
 */
export const applyDesired = (
  session: Session,
  desired: Desired,
  prepared: Preparation,
  settings: ApplySettings,
): Promise<Applied> =>
  underLock(session, { ...settings, setName: desired.setName, command: 'apply' }, (own, lock) =>
    new Deployment(own, lock, desired, prepared, settings).run(),
  );
