import { listObjects, readObject } from '../api/objects';
import { isRefusal } from '../api/status';
import type { Listener } from '../apply/event';
import { pause } from '../connection/pause';
import type { Session } from '../connection/session';
import { forEachFairly } from '../objects/fair-pool';
import { fieldOf, isNamespace, type KubeObject, type ObjectKey, keyOf, keyText } from '../objects/object';
import type { ResolvedObject } from '../objects/resolve';
import { NAMESPACE_LABEL, PART_OF_LABEL } from '../set/apply-set';
import { WaitingClaims } from './claims';
import { progressing, READY, type Readiness } from './readiness';
import { readinessOf } from './rules';

/** An object that is waited for, as it was seen last. */
export interface Awaited {
  readonly wanted: ResolvedObject;
  /** @default - it does not exist */
  readonly object: KubeObject | undefined;
  readonly readiness: Readiness;
}

/** How long is waited, and for whom. */
export interface WaitSettings {
  /** Time at which waiting ends, milliseconds since 1970. */
  readonly untilMs: number;
  readonly listener: Listener;
}

const FIRST_LOOK_MS = 200;
const LOOK_MAX_MS = 2_000;
const LOOKS_AT_ONCE = 8;
/** From this number on, one list is less work than many single objects. */
const LIST_MIN = 3;
/** What failed may still come right within a few looks: its controller may not be done with what was changed. */
const FAILED_LOOKS_MAX = 3;

const GONE = progressing('it does not exist');

/** Judges an object, with what only the cluster knows. */
export async function judge(object: KubeObject | undefined, claims: WaitingClaims): Promise<Readiness> {
  if (object === undefined) return GONE;
  const readiness = readinessOf(object);
  return readiness.state !== 'ready' && (await claims.waitsForPod(object)) ? READY : readiness;
}

/** Whether that it is gone means that it is done: a Job that the cluster removes some time after it has ended. */
export const endsByItself = ({ object, key }: ResolvedObject): boolean =>
  key.group === 'batch' && key.kind === 'Job' && fieldOf(object, 'spec', 'ttlSecondsAfterFinished') !== undefined;

/** Looks at objects once more, by list where that is less work: of the members of sets, or of all objects. */
export async function lookAgain(
  session: Session,
  awaited: readonly ResolvedObject[],
  { isOfSets }: { readonly isOfSets: boolean },
): Promise<Map<string, KubeObject>> {
  const groups = new Map<string, ResolvedObject[]>();
  for (const each of awaited) {
    const { kind, namespace } = each.place;
    const name = `${kind.group}/${kind.kind}/${namespace}`;
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  const found = new Map<string, KubeObject>();
  const keep = (object: KubeObject): void => void found.set(keyText(keyOf(object)), object);
  await forEachFairly([...groups.values()], { limit: LOOKS_AT_ONCE, groupOf: () => '' }, async (group) => {
    const [first] = group as [ResolvedObject];
    if (group.length >= LIST_MIN) {
      const { kind, namespace } = first.place;
      const labelSelector = isNamespace(first.key) ? NAMESPACE_LABEL : PART_OF_LABEL;
      const members = isOfSets ? { labelSelector } : {};
      try {
        (await listObjects(session.api, kind, { namespace, ...members })).forEach(keep);
      } catch (error) {
        // Of several API servers one may not know yet that the kind is served.
        if (!isRefusal(error, 404)) throw error;
      }
      return;
    }
    for (const { place } of group) {
      const object = await readObject(session.api, place);
      if (object !== undefined) keep(object);
    }
  });
  return found;
}

/**
 * Waits until every object is ready, or nothing that is left can become ready, or the time is over. Says of each when it
 * becomes ready.
 *
 * @param applied what the objects were when they were applied, by key
 * @returns those that are not ready.
 * @throws ClusterError when it is interrupted or the cluster goes away.
 */
export async function waitUntilReady(
  session: Session,
  wanted: readonly ResolvedObject[],
  applied: ReadonlyMap<string, KubeObject>,
  { untilMs, listener }: WaitSettings,
): Promise<Awaited[]> {
  const claims = new WaitingClaims(session);
  let known: ReadonlyMap<string, KubeObject> = applied;
  let waiting: Awaited[] = wanted.map((each) => ({ wanted: each, object: undefined, readiness: GONE }));
  let failedLooks = 0;
  for (let lookMs = FIRST_LOOK_MS; ; lookMs = Math.min(lookMs * 1.3, LOOK_MAX_MS)) {
    const judged: Awaited[] = [];
    for (const { wanted: each } of waiting) {
      const object = known.get(keyText(each.key));
      const readiness = object === undefined && endsByItself(each) ? READY : await judge(object, claims);
      if (readiness.state === 'ready') listener({ type: 'object', outcome: 'ready', key: each.key, stack: each.stack });
      else judged.push({ wanted: each, object, readiness });
    }
    waiting = judged;
    if (waiting.length === 0) return [];
    failedLooks = waiting.every(({ readiness }) => readiness.state === 'failed') ? failedLooks + 1 : 0;
    if (failedLooks >= FAILED_LOOKS_MAX || Date.now() >= untilMs) return waiting;
    listener({
      type: 'waiting',
      done: wanted.length - waiting.length,
      total: wanted.length,
      waiting: reasons(waiting),
    });
    await pause(Math.min(lookMs, Math.max(0, untilMs - Date.now())), session.api.signal);
    known = await lookAgain(
      session,
      waiting.map((each) => each.wanted),
      { isOfSets: true },
    );
  }
}

const reasons = (waiting: readonly Awaited[]): { readonly key: ObjectKey; readonly message: string }[] =>
  waiting.map(({ wanted, readiness }) => ({
    key: wanted.key,
    message: readiness.state === 'ready' ? '' : readiness.message,
  }));
