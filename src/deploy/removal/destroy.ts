import type { Session } from '../connection/session';
import { type LockSettings, underLock } from '../lock/set-lock';
import { joined } from '../set/apply-set';
import { type EnvironmentSets, findSets } from '../set/environment-sets';
import { listMembers, type Member, noteMembers } from '../set/members';
import { type RemovalSettings, removeMembers } from './remove';

/** What is to go of an environment. */
export interface Doomed {
  /** Stacks that are meant; all members when there are none. */
  readonly stacks: readonly string[];
  /** Where to look when not all namespaces may be looked at. */
  readonly namespaces: readonly string[];
  readonly sets: EnvironmentSets;
  /** What goes. */
  readonly members: readonly Member[];
  /** Members of the sets that were not asked for. */
  readonly others: readonly Member[];
}

/**
 * Looks what an environment has in a cluster.
 *
 * @param stacks the stacks that are meant; all members when there are none
 * @param namespaces where to look when not all namespaces may be looked at
 */
export async function findDoomed(
  session: Session,
  setName: string,
  stacks: readonly string[],
  namespaces: readonly string[],
): Promise<Doomed> {
  const sets = await findSets(session, setName, namespaces);
  const { ids } = sets;
  const extent = joined(sets.extent, { kinds: new Set(), namespaces: new Set(namespaces) });
  const all = (await listMembers(session.api, session.discovery, extent)).filter(({ setId }) => ids.has(setId));
  const isMeant = ({ stack }: Member): boolean =>
    stacks.length === 0 || (stack !== undefined && stacks.includes(stack));
  return { stacks, namespaces, sets, members: all.filter(isMeant), others: all.filter((each) => !isMeant(each)) };
}

/** Namespaces whose sets change. */
function changedHomes({ stacks, sets, members }: Doomed): string[] {
  const ids = new Set(members.map(({ setId }) => setId));
  const changed = stacks.length === 0 ? sets.all : sets.all.filter(({ id }) => ids.has(id));
  return changed.map(({ parent }) => parent.namespace);
}

/**
 * Deletes what the sets own and nothing else. A set of which nothing is left goes as well; the others remember what is.
 *
 * @returns whether everything went that should.
 * @throws ClusterError when another run holds the lock, the cluster goes away, or somebody interrupts.
 */
export const destroySets = (
  session: Session,
  doomed: Doomed,
  settings: Omit<RemovalSettings, 'setName'> & LockSettings,
): Promise<boolean> => {
  const setName = doomed.sets.name;
  return underLock(session, { ...settings, setName, command: 'destroy' }, async (own, lock) => {
    let found = doomed;
    while (await lock.hold(changedHomes(found))) {
      found = await findDoomed(own, setName, doomed.stacks, doomed.namespaces);
    }
    const { sets, members, others } = found;
    const { kept, hasFailed } = await removeMembers(own, members, { ...settings, setName });
    await noteMembers(sets, [...others, ...kept], (namespace) => lock.holds(namespace));
    return !hasFailed;
  });
};
