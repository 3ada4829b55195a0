import type { PodTemplateSpec } from '../api';
import { goDump } from '../schema';

/** Source: Kubernetes 1.36, apimachinery/pkg/util/rand `SafeEncodeString`. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

const TEMPLATE = 'io.k8s.api.core.v1.PodTemplateSpec';

/** A text as generated names show it: a letter for each character. */
export const safeEncode = (text: string): string =>
  [...text].map((each) => LETTERS[each.charCodeAt(0) % LETTERS.length] as string).join('');

const FNV_OFFSET = 0x811c9dc5;

const mixed = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193);

/** 32-bit FNV-1a of a text in UTF-8, or the continuation of another one. Source: RFC 9923. */
export function fnv1a(text: string, begin = FNV_OFFSET): number {
  return new TextEncoder().encode(text).reduce(mixed, begin) >>> 0;
}

/** Templates are asked for on every sync of their owner. */
const hashes = new WeakMap<PodTemplateSpec, number>();

function hashOf(template: PodTemplateSpec): number {
  const known = hashes.get(template);
  if (known !== undefined) return known;
  const hash = fnv1a(goDump(TEMPLATE, { ...template }));
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
  return safeEncode(String([...bytes, 0, 0, 0, 0].reduce(mixed, hash) >>> 0));
}
