import { applyObject, type AppliedObject, FIELD_MANAGER } from '../api/objects';
import { isRefusal } from '../api/status';
import { pause } from '../connection/pause';
import type { Session } from '../connection/session';
import type { KubeObject, ManagedFields } from '../objects/object';
import type { ResolvedObject } from '../objects/resolve';
import { markedObject } from './desired';

const ourFields = ({ managedFields = [] }: KubeObject['metadata']): ManagedFields | undefined =>
  managedFields.find(({ manager, operation }) => manager === FIELD_MANAGER && operation === 'Apply');

/**
 * Whether applying changed anything. The server leaves our entry in managedFields alone when nothing changed; the
 * status may change at any time, and resourceVersion with it.
 */
export function isUnchanged(before: KubeObject['metadata'] | undefined, after: KubeObject['metadata']): boolean {
  if (before === undefined) return false;
  if (before.resourceVersion === after.resourceVersion) return true;
  if (before.generation !== after.generation) return false;
  return JSON.stringify(ourFields(before)) === JSON.stringify(ourFields(after));
}

/** How long is waited for what was made, or is on its way out. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 200;

/**
 * Applies an object whose namespace or kind may have been made so lately that not every server knows it. One that is on
 * its way out would take the change with it: it is applied once more when it is gone.
 */
export async function applyPatiently(
  session: Session,
  wanted: ResolvedObject,
  setId: string,
  { isForced, isPlaceNew }: { readonly isForced: boolean; readonly isPlaceNew: boolean },
): Promise<AppliedObject> {
  const untilMs = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      const applied = await applyObject(session.api, wanted.place, markedObject(wanted, setId), { isForced });
      if (applied.object.metadata.deletionTimestamp === undefined || Date.now() > untilMs) return applied;
    } catch (error) {
      if (!isPlaceNew || !isRefusal(error, 404) || Date.now() > untilMs) throw error;
    }
    await pause(LOOK_MS, session.api.signal);
  }
}
