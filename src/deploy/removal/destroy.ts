import type { Session } from '../connection/session';
import { joined } from '../set/apply-set';
import { type EnvironmentSets, findSets } from '../set/environment-sets';
import { listMembers, type Member, noteMembers } from '../set/members';
import { type RemovalSettings, removeMembers } from './remove';

/** What is to go of an environment. */
export interface Doomed {
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
  return { sets, members: all.filter(isMeant), others: all.filter((each) => !isMeant(each)) };
}

/**
 * Deletes what the sets own and nothing else. A set of which nothing is left goes as well; the others remember what is.
 *
 * @returns whether everything went that should.
 */
export async function destroySets(
  session: Session,
  { sets, members, others }: Doomed,
  settings: Omit<RemovalSettings, 'setName'>,
): Promise<boolean> {
  const { kept, hasFailed } = await removeMembers(session, members, { ...settings, setName: sets.name });
  await noteMembers(sets, [...others, ...kept]);
  return !hasFailed;
}
