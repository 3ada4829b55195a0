import { applyObject, readObject } from '../api/objects';
import { isRefusal, RefusedError } from '../api/status';
import { type FieldConflict, conflictsIn } from '../apply/conflict';
import { manifestHash, MANIFEST_HASH, markedObject } from '../apply/desired';
import type { Preparation } from '../apply/preparation';
import { adviceFor } from '../apply/refusal-advice';
import { loadClientLibrary } from '../connection/client-library';
import type { Session } from '../connection/session';
import { forEachFairly } from '../objects/fair-pool';
import { type KubeObject, type ObjectKey, keyText } from '../objects/object';
import type { Redaction } from '../objects/redaction';
import type { ResolvedObject } from '../objects/resolve';
import { CLAIM_OBSTACLE, isClaim } from '../removal/claims';
import { obstacleTo } from '../removal/obstacles';
import { comparablePair } from './comparable';
import { unifiedLines } from './unified';

/** What a deployment would do with an object. */
export interface Difference {
  readonly key: ObjectKey;
  readonly stack: string | undefined;
  /** `keep`: it is no longer wanted and stays nevertheless; `refused`: the cluster would not take it. */
  readonly action: 'create' | 'change' | 'delete' | 'keep' | 'refused' | 'none';
  /** Lines of the unified difference; values of Secrets are masked. */
  readonly lines: readonly string[];
  /** Whether somebody else changed the object since its manifest was applied. */
  readonly hasDrifted: boolean;
  /** Fields that others own with other values: applying needs --force-conflicts. */
  readonly conflicts: readonly FieldConflict[];
  /** Why it is kept or refused. */
  readonly message?: string;
  readonly advice?: string;
}

/** What is compared, and how. */
export interface DiffSettings {
  /** Whether claims would be deleted as well. */
  readonly deletesClaims: boolean;
  readonly redaction: Redaction;
}

const REQUESTS_AT_ONCE = 16;

type Text = (object: object | undefined) => readonly string[];

const ORDER = ['apiVersion', 'kind', 'metadata', 'name', 'namespace'];

/** Keys in alphabetical order, behind those that say what the object is. */
function byKey(left: string, right: string): number {
  const [leftRank, rightRank] = [left, right].map((key) => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length));
  return (leftRank as number) - (rightRank as number) || (left < right ? -1 : 1);
}

async function yamlText(redaction: Redaction): Promise<Text> {
  const { dumpYaml } = await loadClientLibrary();
  const options = { lineWidth: -1, noRefs: true, sortKeys: byKey };
  return (object) => (object === undefined ? [] : redaction.clean(dumpYaml(object, options).trimEnd()).split('\n'));
}

/** One comparison. */
class Comparison {
  constructor(
    private readonly session: Session,
    private readonly prepared: Preparation,
    private readonly text: Text,
    private readonly redaction: Redaction,
  ) {}

  private linesOf(before: KubeObject | undefined, after: KubeObject | undefined): string[] {
    const pair = comparablePair(before, after);
    return unifiedLines(this.text(pair.before), this.text(pair.after));
  }

  private marked(wanted: ResolvedObject): KubeObject {
    return markedObject(wanted, this.prepared.sets.of(wanted.home).id);
  }

  /** What the server would make of it; undefined when only a namespace is missing that comes with the set. */
  private async dryRun(
    wanted: ResolvedObject,
  ): Promise<{ readonly object: KubeObject | undefined; readonly conflicts: readonly FieldConflict[] }> {
    if (wanted.isKindPending) return { object: undefined, conflicts: [] };
    const object = this.marked(wanted);
    const { api } = this.session;
    try {
      return { object: (await applyObject(api, wanted.place, object, { isDryRun: true })).object, conflicts: [] };
    } catch (error) {
      const isNamespaceNew = this.prepared.wanted.some(
        ({ key }) => key.kind === 'Namespace' && key.name === wanted.place.namespace,
      );
      if (isRefusal(error, 404) && isNamespaceNew) return { object: undefined, conflicts: [] };
      const conflicts = error instanceof RefusedError ? conflictsIn(error.status) : [];
      if (conflicts.length === 0) throw error;
      const forced = await applyObject(api, wanted.place, object, { isDryRun: true, isForced: true });
      return { object: forced.object, conflicts };
    }
  }

  async ofWanted(wanted: ResolvedObject): Promise<Difference> {
    const { key, stack, place, object: manifest } = wanted;
    const nothing = { key, stack, lines: [], hasDrifted: false, conflicts: [] };
    try {
      const live = wanted.isKindPending ? undefined : await readObject(this.session.api, place);
      const { object, conflicts } = await this.dryRun(wanted);
      const lines = this.linesOf(live, object ?? this.marked(wanted));
      if (live === undefined) return { ...nothing, action: 'create', lines };
      const hash = manifestHash(manifest);
      const isSameManifest = hash !== undefined && live.metadata.annotations?.[MANIFEST_HASH] === hash;
      const differs = lines.length > 0;
      const hasDrifted = conflicts.length > 0 || (differs && isSameManifest);
      return { ...nothing, action: differs ? 'change' : 'none', lines, conflicts, hasDrifted };
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      const advice = adviceFor(error.status);
      const message = this.redaction.clean(error.message);
      return { ...nothing, action: 'refused', message, ...(advice === undefined ? {} : { advice }) };
    }
  }

  async ofSurplus(deletesClaims: boolean): Promise<Difference[]> {
    const { surplus, sets } = this.prepared;
    const isParent = ({ kind, metadata }: KubeObject): boolean => kind === 'ConfigMap' && metadata.name === sets.name;
    const isKept = (each: (typeof surplus)[number]): boolean => isClaim(each) && !deletesClaims;
    const going = new Set(surplus.filter((each) => !isKept(each)).map(({ uid }) => uid));
    const differences: Difference[] = [];
    for (const member of surplus) {
      const { key, stack, kind } = member;
      const obstacle = isKept(member)
        ? CLAIM_OBSTACLE
        : await obstacleTo(this.session, member, (object) => isParent(object) || going.has(object.metadata.uid ?? ''));
      const nothing = { key, stack, hasDrifted: false, conflicts: [] };
      if (obstacle !== undefined) {
        differences.push({ ...nothing, action: 'keep', lines: [], message: obstacle.message });
        continue;
      }
      const live = await readObject(this.session.api, { kind, namespace: key.namespace, name: key.name });
      if (live !== undefined) differences.push({ ...nothing, action: 'delete', lines: this.linesOf(live, undefined) });
    }
    return differences;
  }
}

/**
 * What applying would change, object by object, as the server itself computes it; nothing is changed.
 *
 * Objects in namespaces, or of kinds, that the set itself brings are compared as they are written, because no server can
 * say yet what it would make of them.
 */
export async function compareDesired(
  session: Session,
  prepared: Preparation,
  { deletesClaims, redaction }: DiffSettings,
): Promise<Difference[]> {
  const comparison = new Comparison(session, prepared, await yamlText(redaction), redaction);
  const found = new Map<string, Difference>();
  const fair = { limit: REQUESTS_AT_ONCE, groupOf: ({ stack }: ResolvedObject) => stack };
  await forEachFairly(prepared.wanted, fair, async (wanted) => {
    found.set(keyText(wanted.key), await comparison.ofWanted(wanted));
  });
  const ofWanted = prepared.wanted.flatMap(({ key }) => found.get(keyText(key)) ?? []);
  return [...ofWanted, ...(await comparison.ofSurplus(deletesClaims))];
}
