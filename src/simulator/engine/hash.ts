const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * 32-bit FNV-1a of bytes, or the continuation of another one: equal bytes have equal numbers, in every run. Protects
 * nothing. Source: RFC 9923.
 */
export function hashBytes(bytes: Iterable<number>, begin = BASIS): number {
  let hash = begin;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, PRIME);
  return hash >>> 0;
}

/** The same of a text's UTF-16 units: that of its bytes where it is ASCII, and quicker to come by. */
export function hashText(text: string, begin = BASIS): number {
  let hash = begin;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), PRIME);
  return hash >>> 0;
}

/** 32-bit FNV-1 of bytes: it multiplies first, FNV-1a last. Source: RFC 9923. */
export function olderHashBytes(bytes: Iterable<number>): number {
  let hash = BASIS;
  for (const byte of bytes) hash = Math.imul(hash, PRIME) ^ byte;
  return hash >>> 0;
}
