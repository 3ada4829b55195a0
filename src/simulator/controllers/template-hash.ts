import type { PodTemplateSpec } from '../api';
import { hashBytes } from '../engine';
import { goDump } from '../schema';

/** Source: Kubernetes 1.36, apimachinery/pkg/util/rand `SafeEncodeString`. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

const TEMPLATE = 'io.k8s.api.core.v1.PodTemplateSpec';

/** A text as generated names show it: a letter for each character. */
export const safeEncode = (text: string): string =>
  [...text].map((each) => LETTERS[each.charCodeAt(0) % LETTERS.length] as string).join('');

/** Templates are asked for on every sync of their owner. */
const hashes = new WeakMap<PodTemplateSpec, number>();

function hashOf(template: PodTemplateSpec): number {
  const known = hashes.get(template);
  if (known !== undefined) return known;
  const hash = hashBytes(new TextEncoder().encode(goDump(TEMPLATE, { ...template })));
  hashes.set(template, hash);
  return hash;
}

/**
 * The hash that names what a template makes: `pod-template-hash`, `controller-revision-hash`. It is the one that a real
 * Kubernetes 1.36 computes; other minor versions have other fields, and hence other hashes.
 *
 * Source: Kubernetes 1.36, pkg/controller/controller_utils.go `ComputeHash`.
 */
export function templateHash(template: PodTemplateSpec, collisionCount?: number): string {
  const hash = hashOf(template);
  if (collisionCount === undefined) return safeEncode(String(hash));
  // The count as eight bytes, the lowest first; it has 32 bits.
  const bytes = [0, 8, 16, 24].map((shift) => (collisionCount >>> shift) & 0xff);
  return safeEncode(String(hashBytes([...bytes, 0, 0, 0, 0], hash)));
}
