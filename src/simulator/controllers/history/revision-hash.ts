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

/** 32-bit FNV-1 of a text in UTF-8: it multiplies first, FNV-1a last. Source: RFC 9923. */
function fnv1(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash, 0x01000193) ^ byte;
  return hash >>> 0;
}

/**
 * The hash in the name of a StatefulSet's revision, letter for letter that of a real cluster of the same version.
 *
 * Source: Kubernetes 1.36, pkg/controller/history/controller_history.go `HashControllerRevision`.
 */
export const revisionHash = (data: RevisionData, collisionCount: number): string =>
  safeEncode(String(fnv1(`${goJson(data)}${collisionCount}`)));

/** Longest beginning of the name of a revision; the hash follows. Source: `ControllerRevisionName`. */
const PREFIX_LENGTH_MAX = 223;

/** `web-5d77d68899`. */
export const revisionName = (owner: string, hash: string): string => `${owner.slice(0, PREFIX_LENGTH_MAX)}-${hash}`;
