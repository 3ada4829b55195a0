import { applyDesired } from '../apply/apply';
import { extentOf } from '../apply/desired';
import type { DeployEvent } from '../apply/event';
import { type Desired, type Preparation, prepareApply } from '../apply/preparation';
import { RefusedError } from '../api/status';
import { ClusterError, type ClusterProblem } from '../connection/cluster-error';
import { underLock } from '../lock/set-lock';
import { displayName } from '../objects/object';
import { statusOfSet } from '../readiness/status';
import { type LiveStack, readLive } from './live';
import { versionBefore } from './plan';
import { readRecord, type RecordPlace, type RolloutRecord, writeRecord } from './record';
import type { RegionEvent, RolloutRegion, RolloutSettings } from './region';
import { type Finding, watch } from './watch';

const LOOK_MS = 2_000;
const WENT_BACK = 'went back from';

const isProblem = (error: unknown, problem: ClusterProblem): error is ClusterError =>
  error instanceof ClusterError && error.problem === problem;

/** A stop of the rollout: why, as far as one sentence can say it. */
class Stop extends Error {}

const messageOf = (event: DeployEvent): string | undefined =>
  event.type === 'object' && (event.outcome === 'failed' || event.outcome === 'unready')
    ? `${displayName(event.key)}: ${event.message ?? event.outcome}`
    : undefined;

/** One region during a rollout. */
export class RegionRollout {
  private readonly place: RecordPlace;
  private record: RolloutRecord | undefined;

  constructor(
    readonly region: RolloutRegion,
    private readonly settings: RolloutSettings,
  ) {
    const { scope, planned } = region;
    this.place = { namespace: scope.namespaces.get(settings.stack) ?? '', setName: scope.setName };
    this.record = planned.live?.record;
  }

  /** Says what happens here. */
  tell(state: RegionEvent['state'], message: string): void {
    const { name, region } = this.region.planned;
    this.settings.listener({ type: 'region', environment: name, region: region.name, state, message });
  }

  /** What its cluster has of the stack now. */
  async live(): Promise<LiveStack> {
    const [live] = await readLive(this.region.session, this.region.scope);
    if (live === undefined) throw new ClusterError('set', `nothing is known of ${this.settings.stack}`);
    return live;
  }

  private async note(record: Omit<RolloutRecord, 'since'> & { readonly since?: string }): Promise<void> {
    const whole = { since: new Date().toISOString(), ...record };
    if (await writeRecord(this.region.session, this.place, whole)) this.record = whole;
  }

  /** A rollout that stops says why, wherever that can still be written, and nobody has begun something else there. */
  private async noteFailure(version: string, reason: string): Promise<void> {
    const { session } = this.region;
    try {
      const now = await readRecord(session, this.place);
      if (now !== undefined && now.version !== version) return;
      const previous = now?.previous ?? this.record?.previous;
      await this.note({ version, ...(previous === undefined ? {} : { previous }), phase: 'failed', reason });
    } catch (error) {
      if (!(error instanceof RefusedError) && !isProblem(error, 'unreachable')) throw error;
    }
  }

  /**
   * Brings a version here, and watches until it has proven itself.
   *
   * @returns why it did not; undefined when it did.
   * @throws ClusterError when somebody interrupts, or nothing could be begun.
   */
  async bring(version: string): Promise<Finding> {
    const { step, live } = this.region.planned;
    const { session } = this.region;
    try {
      const { desired, prepared } = await this.region.prepare(version);
      if (step === 'apply') {
        const previous = versionBefore(version, live);
        await this.begin(prepared, { version, ...(previous === undefined ? {} : { previous }), phase: 'applying' });
        await this.apply(desired, prepared);
      }
      // What is there now is part of the set, which it may not have been before.
      await this.soak(version, step === 'apply' ? await prepareApply(session, desired) : prepared);
      return undefined;
    } catch (error) {
      const finding = this.findingOf(error);
      // Whoever has the lock says what becomes of the region.
      if (!isProblem(error, 'locked')) await this.noteFailure(version, finding);
      return finding;
    }
  }

  /** What an error says about the region. Throws what is about something else: an interruption, a mistake of ours. */
  private findingOf(error: unknown): string {
    const isOfRegion = error instanceof Stop || error instanceof RefusedError || error instanceof ClusterError;
    if (!isOfRegion || isProblem(error, 'interrupted')) throw error;
    return this.settings.redaction.clean(error.message);
  }

  /**
   * Takes a version away again: the one before takes its place.
   *
   * @returns why that did not work; undefined when it did.
   */
  async takeBack(version: string, to: string, why: string): Promise<Finding> {
    const reason = why.startsWith(WENT_BACK) ? why : `${WENT_BACK} ${version}: ${why}`;
    try {
      const { desired, prepared } = await this.region.prepare(to);
      await this.begin(prepared, { version: to, previous: version, phase: 'applying', reason });
      await this.apply(desired, prepared);
      await this.note({ version: to, previous: version, phase: 'back', reason });
      return undefined;
    } catch (error) {
      return this.findingOf(error);
    }
  }

  /** Notes what is about to happen, before it does. Where nothing is yet, there is nothing to go back to either. */
  private async begin(prepared: Preparation, record: Omit<RolloutRecord, 'since'>): Promise<void> {
    const { namespace, setName } = this.place;
    const members = prepared.wanted.filter(({ home }) => home === namespace);
    const work = { ...this.settings, setName, command: 'rollout-plan' };
    await underLock(this.region.session, work, async (_, lock) => {
      await lock.hold([namespace]);
      try {
        await prepared.sets.of(namespace).widen(extentOf(members));
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        // Without its namespace there is no set; applying says what else is wrong.
        return;
      }
      await this.note(record);
    });
  }

  private async apply(desired: Desired, prepared: Preparation): Promise<void> {
    const { listener } = this.settings;
    let first: string | undefined;
    const { isDone } = await applyDesired(this.region.session, desired, prepared, {
      ...this.settings,
      waits: true,
      listener: (event) => {
        first ??= messageOf(event);
        listener(event);
      },
    });
    if (!isDone) throw new Stop(first ?? 'not everything was applied and is ready');
  }

  /** Time that counts already: somebody watched, and nothing was down since. */
  private soakBegan(version: string, { steady }: LiveStack): number {
    const { record } = this;
    const goesOn = record?.version === version && record.phase === 'soaking' && record.steady === steady;
    return goesOn ? Math.min(Date.parse(record.since), Date.now()) : Date.now();
  }

  private async soak(version: string, prepared: Preparation): Promise<void> {
    const { soakMs, graceMs, listener, signal } = this.settings;
    const { planned, checks } = this.region;
    const live = await this.live();
    const beganMs = this.soakBegan(version, live);
    const previous = this.record?.previous;
    const record = { version, ...(previous === undefined ? {} : { previous }), steady: live.steady };
    await this.note({ ...record, phase: 'soaking', since: new Date(beganMs).toISOString() });
    this.tell('soaking', `has ${version}; watched until ${new Date(beganMs + soakMs).toISOString().slice(0, 19)}Z`);
    const reason = await watch(
      {
        look: () => this.look(prepared, checks),
        onLook: (leftMs, finding) =>
          listener({
            type: 'soaking',
            environment: planned.name,
            leftMs,
            ...(finding === undefined ? {} : { finding }),
          }),
        signal,
      },
      { soakMs, graceMs, lookMs: LOOK_MS, beganMs },
    );
    if (reason !== undefined) throw new Stop(reason);
    const { versions } = await this.live();
    if (versions.some((each) => each !== version)) throw new Stop(`it has ${versions.join(' and ')} now`);
    await this.note({ ...record, phase: 'done' });
  }

  /** What is wrong here at this moment: with its objects, or by what else is asked. */
  private async look(prepared: Preparation, checks: RolloutRegion['checks']): Promise<Finding> {
    try {
      const statuses = await statusOfSet(this.region.session, prepared);
      const unwell = statuses.find(({ state }) => state !== 'ready' && state !== 'surplus');
      if (unwell !== undefined) return `${displayName(unwell.key)}: ${unwell.message ?? unwell.state}`;
    } catch (error) {
      if (error instanceof RefusedError || isProblem(error, 'unreachable')) return error.message;
      throw error;
    }
    for (const check of checks) {
      const finding = await check(this.settings.signal);
      if (finding !== undefined) return this.settings.redaction.clean(finding);
    }
    return undefined;
  }

  /** Whether the region still has the version, and is well: asked before the next one follows. */
  async stillStands(version: string): Promise<Finding> {
    const { graceMs, signal } = this.settings;
    const look = async (): Promise<Finding> => {
      try {
        const { versions, unready } = await this.live();
        const others = versions.filter((each) => each !== version);
        if (others.length > 0 || versions.length === 0) return `it has ${versions.join(' and ') || 'nothing'} now`;
        return unready;
      } catch (error) {
        if (error instanceof RefusedError || isProblem(error, 'unreachable')) return error.message;
        throw error;
      }
    };
    return await watch({ look, signal }, { soakMs: 0, graceMs, lookMs: LOOK_MS, beganMs: Date.now() });
  }
}
