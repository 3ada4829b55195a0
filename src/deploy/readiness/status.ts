import type { Preparation } from '../apply/preparation';
import type { Session } from '../connection/session';
import { keyText, type ObjectKey } from '../objects/object';
import { WaitingClaims } from './claims';
import { endsByItself, judge, lookAgain } from './wait';

/** How an object of an environment is. */
export interface ObjectStatus {
  readonly key: ObjectKey;
  readonly stack: string | undefined;
  /** `surplus`: it is in the cluster and no longer in the manifests; `foreign`: it is there and not part of the set. */
  readonly state: 'ready' | 'progressing' | 'failed' | 'missing' | 'surplus' | 'foreign';
  readonly message?: string;
}

/** How every object of a set is, as it is wanted now. */
export async function statusOfSet(session: Session, prepared: Preparation): Promise<ObjectStatus[]> {
  const claims = new WaitingClaims(session);
  const { sets, wanted, members, surplus } = prepared;
  const served = wanted.filter(({ isKindPending }) => !isKindPending);
  const known = await lookAgain(session, served, { isOfSets: false });
  const statuses: ObjectStatus[] = [];
  for (const each of wanted) {
    const { key, stack, home } = each;
    const object = known.get(keyText(key));
    const isApplied = sets.of(home).extent !== undefined;
    if (object === undefined && isApplied && endsByItself(each)) {
      statuses.push({ key, stack, state: 'ready' });
    } else if (object === undefined) {
      statuses.push({ key, stack, state: 'missing', message: 'it does not exist' });
    } else if (members.get(keyText(key))?.setId !== sets.of(home).id) {
      statuses.push({ key, stack, state: 'foreign', message: 'it is there, and not part of the set' });
    } else {
      const readiness = await judge(object, claims);
      const { state } = readiness;
      statuses.push({ key, stack, state, ...(readiness.state === 'ready' ? {} : { message: readiness.message }) });
    }
  }
  const rest = surplus.map(({ key, stack }) => ({
    key,
    stack,
    state: 'surplus' as const,
    message: 'no manifest wants it any more',
  }));
  return [...statuses, ...rest];
}
