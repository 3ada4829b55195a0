import { discover } from '../api/discovery';
import { pause } from '../connection/pause';
import type { Session } from '../connection/session';
import type { ResolvedObject } from '../objects/resolve';

/** How long a kind that was defined may be missing from the list of kinds. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 200;

/**
 * Learns of the kinds that the objects themselves brought. A definition is established before the server lists its kind,
 * and a kind that is not listed would be missing when members are looked for.
 */
export async function learnNewKinds(session: Session, wanted: readonly ResolvedObject[]): Promise<void> {
  const pending = wanted.filter(({ isKindPending }) => isKindPending);
  if (pending.length === 0) return;
  for (const untilMs = Date.now() + PATIENCE_MS; ; await pause(LOOK_MS, session.api.signal)) {
    session.discovery = await discover(session.api);
    const isKnown = ({ object }: ResolvedObject): boolean =>
      session.discovery.find(object.apiVersion, object.kind) !== undefined;
    if (pending.every(isKnown) || Date.now() > untilMs) return;
  }
}
