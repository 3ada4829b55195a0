import type { Session } from '../connection/session';
import { ClusterError } from '../connection/cluster-error';
import { displayName, keyText, type ObjectKey } from '../objects/object';
import { type ResolvedObject, resolveObjects, type WantedObject } from '../objects/resolve';
import { joined } from '../set/apply-set';
import { type EnvironmentSets, findSets } from '../set/environment-sets';
import { listMembers, type Member } from '../set/members';
import { extentOf } from './desired';

/** What is to be in the cluster. */
export interface Desired {
  /** Name of the ConfigMaps that stand for its sets. */
  readonly setName: string;
  readonly objects: readonly WantedObject[];
  /** Members that stay although no object of `objects` is them: Secrets that were supplied before. */
  readonly keeps: readonly ObjectKey[];
  /** Stacks that `objects` are all of. @default - the whole environment */
  readonly stacks?: readonly string[];
}

/** What is wanted beside what is there. */
export interface Preparation {
  readonly sets: EnvironmentSets;
  readonly wanted: readonly ResolvedObject[];
  /** Members before, by key. */
  readonly members: ReadonlyMap<string, Member>;
  /** Members that are no longer wanted. */
  readonly surplus: readonly Member[];
}

/** Members that `desired` does not want, as far as it speaks for them. */
export function surplusOf(
  members: Iterable<Member>,
  sets: EnvironmentSets,
  wanted: readonly ResolvedObject[],
  { keeps, stacks }: Desired,
): Member[] {
  const stays = new Set([...wanted.map(({ key }) => keyText(key)), ...keeps.map(keyText)]);
  const { ids } = sets;
  const isMeant = (stack: string | undefined): boolean =>
    stacks === undefined || (stack !== undefined && stacks.includes(stack));
  return [...members].filter(({ key, stack, setId }) => ids.has(setId) && !stays.has(keyText(key)) && isMeant(stack));
}

/** How many objects a message names. */
const NAMED_MAX = 3;

function requireOwn(
  wanted: readonly ResolvedObject[],
  members: ReadonlyMap<string, Member>,
  sets: EnvironmentSets,
): void {
  const stolen = wanted.filter(({ key, home }) => {
    const member = members.get(keyText(key));
    return member !== undefined && member.setId !== sets.of(home).id;
  });
  if (stolen.length === 0) return;
  const names = stolen.slice(0, NAMED_MAX).map(({ key }) => displayName(key));
  const others = stolen.length > NAMED_MAX ? ` and ${stolen.length - NAMED_MAX} more` : '';
  throw new ClusterError(
    'set',
    `${names.join(', ')}${others} ${stolen.length === 1 ? 'belongs' : 'belong'} to another set: ` +
      'destroy that one first, or take the label applyset.kubernetes.io/part-of off',
  );
}

/**
 * Compares what is wanted with the members of the sets, without changing anything.
 *
 * @throws ClusterError when something cannot be applied here, or belongs to another set.
 */
export async function prepareApply(session: Session, desired: Desired): Promise<Preparation> {
  const wanted = resolveObjects(desired.objects, session.discovery, session.version.text);
  const homes = [...new Set(wanted.map(({ home }) => home))];
  const sets = await findSets(session, desired.setName, homes);
  const found = await listMembers(session.api, session.discovery, joined(sets.extent, extentOf(wanted)));
  const members = new Map(found.map((member) => [keyText(member.key), member]));
  requireOwn(wanted, members, sets);
  return { sets, wanted, members, surplus: surplusOf(found, sets, wanted, desired) };
}
