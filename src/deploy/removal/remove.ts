import { deleteObject, readObject } from '../api/objects';
import { RefusedError } from '../api/status';
import type { Listener } from '../apply/event';
import { adviceFor } from '../apply/refusal-advice';
import { pause } from '../connection/pause';
import type { Session } from '../connection/session';
import { forEachFairly } from '../objects/fair-pool';
import { type KubeObject, keyText } from '../objects/object';
import { WAVES, waveOf } from '../objects/waves';
import type { Member } from '../set/members';
import { CLAIM_OBSTACLE, claimsOf, isClaim } from './claims';
import { type Obstacle, obstacleTo } from './obstacles';

/** How objects are removed. */
export interface RemovalSettings {
  /** Whether claims go, and with them what is stored there. */
  readonly deletesClaims: boolean;
  /** Name of the ConfigMaps that stand for the sets: they go with their namespaces. */
  readonly setName: string;
  /** Time at which waiting for what goes away ends, milliseconds since 1970. */
  readonly untilMs: number;
  readonly listener: Listener;
}

/** What came of a removal. */
export interface Removed {
  /** Members that are gone, or on their way. */
  readonly gone: readonly Member[];
  /** Members that stay. */
  readonly kept: readonly Member[];
  /** Whether something stays that should not. */
  readonly hasFailed: boolean;
}

const DELETIONS_AT_ONCE = 16;
const FIRST_LOOK_MS = 100;
const LOOK_MAX_MS = 2_000;

/** Steps of a removal: what is reached goes before what answers, definitions and namespaces at the very end. */
const stepsOf = (members: readonly Member[]): (readonly Member[])[] =>
  [...WAVES].reverse().map((wave) => members.filter(({ key }) => waveOf(key) === wave));

/** One removal. */
class Removal {
  readonly gone: Member[] = [];
  readonly kept: Member[] = [];
  hasFailed = false;
  private readonly going = new Set<string>();

  constructor(
    private readonly session: Session,
    private readonly settings: RemovalSettings,
  ) {}

  /** Keeps a member, and says why; what only cannot be seen is a failure, and no reason. */
  keep(member: Member, { message, isCertain }: Obstacle): void {
    this.kept.push(member);
    if (!isCertain) this.hasFailed = true;
    this.tell(member, isCertain ? 'kept' : 'failed', message);
  }

  private tell(
    { key, stack }: Member,
    outcome: 'deleted' | 'kept' | 'failed',
    message?: string,
    advice?: string,
  ): void {
    const more = { ...(message === undefined ? {} : { message }), ...(advice === undefined ? {} : { advice }) };
    this.settings.listener({ type: 'object', outcome, key, stack, ...more });
  }

  async step(members: readonly Member[]): Promise<void> {
    const begun: Member[] = [];
    const fair = { limit: DELETIONS_AT_ONCE, groupOf: ({ stack = '' }: Member) => stack };
    await forEachFairly(members, fair, async (member) => {
      if (await this.begin(member)) begun.push(member);
    });
    await this.untilGone(begun);
  }

  private async begin(member: Member): Promise<boolean> {
    const { api } = this.session;
    const isExpected = ({ kind, metadata }: KubeObject): boolean =>
      this.going.has(metadata.uid ?? '') || (kind === 'ConfigMap' && metadata.name === this.settings.setName);
    const obstacle = await obstacleTo(this.session, member, isExpected);
    if (obstacle !== undefined) {
      this.keep(member, obstacle);
      return false;
    }
    const { kind: served, key, uid } = member;
    try {
      await deleteObject(api, { kind: served, namespace: key.namespace, name: key.name }, { uid });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.hasFailed = true;
      this.kept.push(member);
      this.tell(member, 'failed', `it cannot be deleted: ${error.message}`, adviceFor(error.status));
      return false;
    }
    this.going.add(uid);
    return true;
  }

  /** Finalizers, and Pods that are given time to end, keep an object for a while. */
  private async untilGone(members: readonly Member[]): Promise<void> {
    let waiting = members;
    const { untilMs, listener } = this.settings;
    const { api } = this.session;
    for (let lookMs = FIRST_LOOK_MS; waiting.length > 0; lookMs = Math.min(lookMs * 1.5, LOOK_MAX_MS)) {
      const left: { readonly member: Member; readonly message: string }[] = [];
      await forEachFairly(waiting, { limit: DELETIONS_AT_ONCE, groupOf: () => '' }, async (member) => {
        const { kind, key, uid } = member;
        const object = await readObject(api, { kind, namespace: key.namespace, name: key.name });
        if (object === undefined || object.metadata.uid !== uid) {
          this.gone.push(member);
          this.tell(member, 'deleted');
          return;
        }
        const finalizers = object.metadata.finalizers ?? [];
        const message = `it is being deleted${finalizers.length === 0 ? '' : `; ${finalizers.join(', ')} must agree`}`;
        left.push({ member, message });
      });
      waiting = left.map(({ member }) => member);
      if (waiting.length === 0) return;
      if (Date.now() >= untilMs) {
        for (const { member, message } of left) {
          this.hasFailed = true;
          this.kept.push(member);
          this.tell(member, 'failed', message);
        }
        return;
      }
      listener({
        type: 'waiting',
        done: members.length - left.length,
        total: members.length,
        waiting: left.map(({ member, message }) => ({ key: member.key, message })),
      });
      await pause(lookMs, api.signal);
    }
  }
}

/**
 * Deletes members of a set, and nothing else: the very objects that were listed, in an order in which nothing reaches
 * what is gone. Claims stay unless they are asked for; a namespace or a definition stays when something is in it that
 * does not belong to the set, or was kept.
 */
export async function removeMembers(
  session: Session,
  members: readonly Member[],
  settings: RemovalSettings,
): Promise<Removed> {
  const removal = new Removal(session, settings);
  const { deletesClaims } = settings;
  const claims = new Map(members.filter(isClaim).map((each) => [keyText(each.key), each]));
  if (deletesClaims) {
    for (const set of members.filter(({ key }) => key.kind === 'StatefulSet')) {
      for (const claim of await claimsOf(session, set)) claims.set(keyText(claim.key), claim);
    }
  } else {
    for (const claim of claims.values()) removal.keep(claim, CLAIM_OBSTACLE);
  }
  const others = members.filter((each) => !isClaim(each));
  for (const step of stepsOf([...others, ...(deletesClaims ? claims.values() : [])])) await removal.step(step);
  return removal;
}
