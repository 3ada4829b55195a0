import { olderHashBytes } from '../../engine';
import { safeEncode } from '../template-hash';
import type { RevisionData } from './revision-data';

/** A text as Go's JSON encoder writes it: what HTML and JavaScript would misread is escaped. */
const goString = (text: string): string =>
  JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** JSON as Go writes a map: keys in the order of their bytes. */
function goJson(value: unknown): string {
  if (typeof value === 'string') return goString(value);
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  entries.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, each]) => `${goString(key)}:${goJson(each)}`).join(',')}}`;
}

/**
 * The hash in the name of a StatefulSet's revision, letter for letter that of a real cluster of the same version.
 *
 * Source: Kubernetes 1.36, pkg/controller/history/controller_history.go `HashControllerRevision`.
 */
export const revisionHash = (data: RevisionData, collisionCount: number): string =>
  safeEncode(String(olderHashBytes(new TextEncoder().encode(`${goJson(data)}${collisionCount}`))));

/** Longest beginning of the name of a revision; the hash follows. Source: `ControllerRevisionName`. */
const PREFIX_LENGTH_MAX = 223;

/** `web-5d77d68899`. */
export const revisionName = (owner: string, hash: string): string => `${owner.slice(0, PREFIX_LENGTH_MAX)}-${hash}`;
