import { objectPath, type Place, readObject } from '../api/objects';
import { isRefusal } from '../api/status';
import { ClusterError } from '../connection/cluster-error';
import type { Session } from '../connection/session';

/** How far a version has come in a region. */
export const PHASES = ['applying', 'soaking', 'done', 'failed', 'back'] as const;
/** `back`: the region went back to this version, because a later one failed. */
export type Phase = (typeof PHASES)[number];

/** What a region remembers of its latest rollout. */
export interface RolloutRecord {
  /** Version that it has, or gets. */
  readonly version: string;
  /** Version before it. @default - there was none */
  readonly previous?: string;
  readonly phase: Phase;
  /** When the phase began, RFC 3339. */
  readonly since: string;
  /** Tells, compared with a later one, whether workloads were available all the time. @default - nobody looked */
  readonly steady?: string;
  /** Why it failed, or went back. @default - it did not */
  readonly reason?: string;
}

/** Annotations of a set's parent. They are ours alone: tools that know ApplySets leave them as they are. */
const FIELDS = ['version', 'previous', 'phase', 'since', 'steady', 'reason'] as const;
const annotationOf = (field: (typeof FIELDS)[number]): string => `workshop-stacks/rollout-${field}`;

/** Enough to say why; a rollout's own output says it all. */
const REASON_MAX = 1000;

const MANAGER = 'workshop-stacks-rollout';

/** The record among the annotations of a set's parent; undefined when there is none that makes sense. */
export function recordIn(annotations: Readonly<Record<string, string>> = {}): RolloutRecord | undefined {
  const of = (field: (typeof FIELDS)[number]): string | undefined => annotations[annotationOf(field)];
  const [version, since] = [of('version'), of('since')];
  const phase = PHASES.find((each) => each === of('phase'));
  if (version === undefined || phase === undefined || since === undefined || Number.isNaN(Date.parse(since))) {
    return undefined;
  }
  const optional = (['previous', 'steady', 'reason'] as const).flatMap((field) =>
    of(field) === undefined ? [] : [[field, of(field)]],
  );
  return { version, phase, since, ...Object.fromEntries(optional) };
}

/** Where a record is: in the annotations of the parent of the stack's set. */
export interface RecordPlace {
  readonly namespace: string;
  /** Name of the parent. */
  readonly setName: string;
}

function parentOf({ discovery }: Session, { namespace, setName }: RecordPlace): Place {
  const kind = discovery.find('v1', 'ConfigMap');
  if (kind === undefined) throw new ClusterError('version', 'the cluster serves no ConfigMaps');
  return { kind, namespace, name: setName };
}

/** The record of a place, as it is now. */
export async function readRecord(session: Session, place: RecordPlace): Promise<RolloutRecord | undefined> {
  const parent = await readObject(session.api, parentOf(session, place));
  return recordIn(parent?.metadata.annotations);
}

/**
 * Writes a record in place of the one before.
 *
 * @returns whether there was a parent to write to.
 */
export async function writeRecord(session: Session, place: RecordPlace, record: RolloutRecord): Promise<boolean> {
  const values = { ...record, ...(record.reason === undefined ? {} : { reason: record.reason.slice(0, REASON_MAX) }) };
  const annotations = Object.fromEntries(FIELDS.map((field) => [annotationOf(field), values[field] ?? null]));
  try {
    // A merge patch changes what is there and makes nothing: a parent without its set would be in everybody's way.
    await session.api.request({
      method: 'PATCH',
      path: objectPath(parentOf(session, place)),
      query: { fieldManager: MANAGER },
      contentType: 'application/merge-patch+json',
      body: JSON.stringify({ metadata: { annotations } }),
    });
    return true;
  } catch (error) {
    if (isRefusal(error, 404)) return false;
    throw error;
  }
}
