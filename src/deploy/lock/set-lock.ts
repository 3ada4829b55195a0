import { setMaxListeners } from 'node:events';
import type { Api } from '../api/api';
import type { ServedKind } from '../api/discovery';
import type { Listener } from '../apply/event';
import { ClusterError } from '../connection/cluster-error';
import { pause } from '../connection/pause';
import type { Session } from '../connection/session';
import { forEachFairly } from '../objects/fair-pool';
import { type KubeObject, keyOf } from '../objects/object';
import { type Holder, thisHolder } from './holder';
import { durationMsOf, holderOf, NamespaceLease, rivalText } from './lease';

/** How an environment is locked. */
export interface LockSettings {
  /** How long is waited for a run that is still at it, in milliseconds. @default 0 */
  readonly lockWaitMs?: number;
  /** How long a run that is not heard of keeps its lock, in whole seconds; it is renewed four times as often. @default 15 */
  readonly lockSeconds?: number;
}

/** What is locked, and who is told. */
export interface LockedWork extends LockSettings {
  /** Name of the sets of the environment, and of the Leases. */
  readonly setName: string;
  /** `apply` or `destroy`, for people. */
  readonly command: string;
  readonly listener: Listener;
}

/** As for leader election. Source: client-go, tools/leaderelection `LeaseDuration` of the components. */
const LOCK_SECONDS = 15;
const RENEWALS = 4;
/** Part of that time after which nothing is begun any more until the lock is renewed. Source: there, `RenewDeadline`. */
const CERTAIN_PART = 2 / 3;
const CERTAIN_LOOK_MS = 100;
/** A server that does not renew it for so long will not be waited for. */
const SILENCE_MAX_MS = 60_000;
const LOOK_MS = 500;
const LEASES_AT_ONCE = 8;
const ALL_ALIKE = { limit: LEASES_AT_ONCE, groupOf: () => '' } as const;

/** A lease that somebody else holds, as it was seen. */
interface Rival {
  readonly namespace: string;
  readonly own: NamespaceLease;
  readonly lease: KubeObject;
}

/**
 * The lock of an environment: a Lease in every namespace whose set is changed, so that runs that change other namespaces
 * do not meet. Who holds some never waits for more of them: no two runs wait for each other.
 */
export class SetLock {
  private readonly leases = new Map<string, NamespaceLease>();
  /** Namespaces in which no Lease may be written: there is no lock, and somebody was told. */
  private readonly open = new Set<string>();
  private readonly lost = new AbortController();
  private readonly holder: Holder;
  private readonly seconds: number;
  private readonly kind: ServedKind | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** Renewals and releases, one after the other. */
  private renewing: Promise<void> = Promise.resolve();
  private isRenewing = false;
  /** The server for what nobody interrupts, with no more patience than makes sense. */
  private readonly lasting: Api;

  constructor(
    private readonly session: Session,
    private readonly settings: LockedWork,
  ) {
    this.holder = thisHolder(settings.command);
    this.seconds = settings.lockSeconds ?? LOCK_SECONDS;
    this.kind = session.discovery.find('coordination.k8s.io/v1', 'Lease');
    this.lasting = session.api.with({ patienceMs: (this.seconds * 1000) / 2 });
    setMaxListeners(0, this.lost.signal);
  }

  /** Aborted when somebody else has the lock, or may have it. */
  get signal(): AbortSignal {
    return this.lost.signal;
  }

  private get ours(): NamespaceLease[] {
    return [...this.leases.values()].filter(({ isOurs }) => isOurs);
  }

  /** Waits as long as another run may have the lock, for all that can be seen from here. */
  async certain(signal: AbortSignal | undefined): Promise<void> {
    const isUncertain = ({ silentMs }: NamespaceLease): boolean => silentMs > this.seconds * 1000 * CERTAIN_PART;
    while (this.ours.some(isUncertain)) await pause(CERTAIN_LOOK_MS, signal);
  }

  /** Whether the set of a namespace may be changed. */
  holds(namespace: string): boolean {
    return this.kind === undefined || this.open.has(namespace) || this.leases.get(namespace)?.isOurs === true;
  }

  /**
   * Locks namespaces, beside those that are locked already. One that does not exist is tried again the next time.
   *
   * @returns whether anything was locked now: what was read before may be out of date.
   * @throws ClusterError when somebody else holds one, and goes on doing so.
   */
  async hold(namespaces: Iterable<string>): Promise<boolean> {
    const { kind } = this;
    const missing = [...new Set(namespaces)].filter((namespace) => !this.holds(namespace));
    if (missing.length === 0 || kind === undefined) return false;
    for (const namespace of missing) {
      const place = { kind, namespace, name: this.settings.setName };
      this.leases.set(namespace, new NamespaceLease(place, this.holder, this.seconds));
    }
    const untilMs = performance.now() + (this.settings.lockWaitMs ?? 0);
    for (let rival = await this.takeAll(); rival !== undefined; rival = await this.takeAll()) {
      await this.giveBack();
      await this.outlast(rival, untilMs);
    }
    return missing.some((namespace) => this.holds(namespace));
  }

  /** Ends it. Whatever cannot be given back ends by itself. */
  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.giveBack();
  }

  /** What was begun is finished, and nothing is renewed meanwhile. */
  private async giveBack(): Promise<void> {
    const leases = [...this.leases.values()];
    this.renewing = this.renewing.then(() =>
      forEachFairly(leases, ALL_ALIKE, (lease) => lease.release(this.lasting).catch(() => undefined)),
    );
    await this.renewing;
  }

  /** Takes what is not ours yet. Returns one that is somebody else's. */
  private async takeAll(): Promise<Rival | undefined> {
    const rivals: Rival[] = [];
    const others = [...this.leases].filter(([, lease]) => !lease.isOurs);
    await forEachFairly(others, ALL_ALIKE, async ([namespace, own]) => {
      const taken = await own.take(this.session.api);
      if (taken.state === 'rival') rivals.push({ namespace, own, lease: taken.lease });
      if (taken.state === 'forbidden') this.goOnWithout(namespace, taken.message);
    });
    this.timer ??= setInterval(() => this.renewLater(), (this.seconds * 1000) / RENEWALS).unref();
    return rivals[0];
  }

  private goOnWithout(namespace: string, why: string): void {
    this.leases.delete(namespace);
    this.open.add(namespace);
    this.settings.listener({
      type: 'warning',
      message: `namespace ${namespace} is not locked, see that nobody else changes it now: ${why}`,
    });
  }

  /** Waits until `rival` is given back, or its holder is not heard of any more: then it is ours. */
  private async outlast({ namespace, own, lease: first }: Rival, untilMs: number): Promise<void> {
    const { api } = this.session;
    const { listener } = this.settings;
    let [seen, seenMs, isAlive] = [first, performance.now(), false];
    for (;;) {
      const message = rivalText(seen);
      listener({ type: 'waiting', done: 0, total: 1, waiting: [{ key: keyOf(seen), message }] });
      await pause(LOOK_MS, api.signal);
      const now = await own.read(api);
      if (now === undefined || holderOf(now) === '') return;
      if (now.metadata.resourceVersion !== seen.metadata.resourceVersion) {
        [seen, seenMs, isAlive] = [now, performance.now(), true];
      }
      if (isAlive && performance.now() >= untilMs) {
        throw new ClusterError(
          'locked',
          `another run changes this environment: ${rivalText(seen)}, and still renews it: wait for it with --lock-timeout 10m`,
        );
      }
      const patienceMs = durationMsOf(seen) ?? LOCK_SECONDS * 1000;
      if (performance.now() - seenMs <= patienceMs) continue;
      const taken = await own.takeOver(api, seen);
      if (taken.state === 'rival') {
        [seen, seenMs, isAlive] = [taken.lease, performance.now(), true];
        continue;
      }
      const silence = `has not been heard of for ${Math.round(patienceMs / 1000)} s`;
      if (taken.state === 'forbidden') this.goOnWithout(namespace, `${message}, ${silence}, and ${taken.message}`);
      else listener({ type: 'warning', message: `${message}, and ${silence}: this run takes it over` });
      return;
    }
  }

  private renewLater(): void {
    if (this.isRenewing) return;
    this.isRenewing = true;
    this.renewing = this.renewing.then(() => this.renewAll()).finally(() => (this.isRenewing = false));
  }

  private async renewAll(): Promise<void> {
    await forEachFairly(this.ours, ALL_ALIKE, async (lease) => {
      const { uid } = lease;
      const heardMs = performance.now() - lease.silentMs;
      try {
        const taken = await lease.renew(this.lasting);
        if (taken.state === 'rival') this.lose(`${rivalText(taken.lease)} now`);
        else if (taken.state === 'ours' && lease.uid !== uid && performance.now() - heardMs > this.seconds * 1000) {
          this.lose(`it was gone when the server was there again, and another run may have had it`);
        }
      } catch {
        // It may pass, or not: whoever reads it sees that nobody renews it.
      }
      if (lease.isOurs && lease.silentMs > SILENCE_MAX_MS) {
        this.lose(`it could not be renewed for ${Math.round(lease.silentMs / 1000)} s, and another run may have it`);
      }
    });
  }

  private lose(why: string): void {
    this.lost.abort(
      new ClusterError(
        'locked',
        `this run has lost its lock and has ended: ${why}; the same command goes on from here`,
      ),
    );
  }
}

/**
 * Does `work` under the lock of an environment, and gives the lock back however it ends. The session that `work` gets
 * ends with the lock.
 */
export async function underLock<Result>(
  session: Session,
  settings: LockedWork,
  work: (session: Session, lock: SetLock) => Promise<Result>,
): Promise<Result> {
  const lock = new SetLock(session, settings);
  const signals = [lock.signal, ...(session.api.signal === undefined ? [] : [session.api.signal])];
  const gate = (signal: AbortSignal | undefined): Promise<void> => lock.certain(signal);
  const own: Session = { ...session, api: session.api.with({ signal: AbortSignal.any(signals), gate }) };
  try {
    return await work(own, lock);
  } finally {
    session.discovery = own.discovery;
    await lock.release();
  }
}
