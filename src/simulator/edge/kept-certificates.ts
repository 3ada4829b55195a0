import { readFileSync } from 'node:fs';
import { type ClusterCertificates, makeClusterCertificates } from './cluster-certificates';
import { writePrivateFile } from './kubeconfig';

const DAY_MS = 24 * 60 * 60 * 1000;

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

function isWhole(value: unknown): value is ClusterCertificates {
  if (typeof value !== 'object' || value === null) return false;
  const { authority, server, admin, validUntilMs } = value as Partial<ClusterCertificates>;
  const texts = [authority, server?.certificate, server?.key, admin?.certificate, admin?.key];
  return texts.every(isText) && typeof validUntilMs === 'number';
}

function readKept(file: string): ClusterCertificates | undefined {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isWhole(kept) ? kept : undefined;
  } catch {
    // Missing, or not what we wrote: new ones take its place.
    return undefined;
  }
}

/**
 * The certificates kept in `file`, or new ones, kept there, when there are none or they end within a day. A kubeconfig
 * then stays valid when the simulator starts again on the same port.
 */
export function keptCertificates(file: string, nowMs: number): ClusterCertificates {
  const kept = readKept(file);
  if (kept !== undefined && kept.validUntilMs > nowMs + DAY_MS) return kept;
  const made = makeClusterCertificates(nowMs);
  writePrivateFile(file, JSON.stringify(made));
  return made;
}
