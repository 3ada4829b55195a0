import { readFileSync } from 'node:fs';
import { type ClusterCertificates, makeClusterCertificates } from './cluster-certificates';
import type { DataFolder } from './data-folder';
import { writePrivateFile } from './kubeconfig';

/** Name of the note in a data folder. */
const NOTE = 'certificates';

const DAY_MS = 24 * 60 * 60 * 1000;

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

function isWhole(value: unknown): value is ClusterCertificates {
  if (typeof value !== 'object' || value === null) return false;
  const { authority, server, admin, signer, validUntilMs } = value as Partial<ClusterCertificates>;
  const texts = [
    authority,
    server?.certificate,
    server?.key,
    admin?.certificate,
    admin?.key,
    signer?.certificate,
    signer?.key,
  ];
  return texts.every(isText) && typeof validUntilMs === 'number';
}

function readKept(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    // Missing, or not what we wrote: new ones take its place.
    return undefined;
  }
}

const isUsable = (kept: unknown, nowMs: number): kept is ClusterCertificates =>
  isWhole(kept) && kept.validUntilMs > nowMs + DAY_MS;

/**
 * The certificates kept in `file`, or new ones, kept there, when there are none or they end within a day. A kubeconfig
 * then stays valid when the simulator starts again on the same port.
 */
export function keptCertificates(file: string, nowMs: number): ClusterCertificates {
  const kept = readKept(file);
  if (isUsable(kept, nowMs)) return kept;
  const made = makeClusterCertificates(nowMs);
  writePrivateFile(file, JSON.stringify(made));
  return made;
}

/** The certificates noted in a data folder, or new ones, noted there: tokens and kubeconfigs outlive the process. */
export function notedCertificates(data: DataFolder, nowMs: number): ClusterCertificates {
  const noted = data.note(NOTE);
  if (isUsable(noted, nowMs)) return noted;
  const made = makeClusterCertificates(nowMs);
  data.setNote(NOTE, made);
  return made;
}
