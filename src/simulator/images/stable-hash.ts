/** 32-bit FNV-1a of a text, begun at `basis`: equal texts have equal numbers, in every run. Source: RFC 9923. */
export function stableHash(text: string, basis = 0x811c9dc5): number {
  let hash = basis;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** 64 hexadecimal digits that look like a SHA-256 of `text`, and are as stable as one. */
export function stableDigest(text: string): string {
  let digits = '';
  for (let part = 0; part < 8; part += 1) {
    digits += stableHash(text, 0x811c9dc5 + part * 0x9e3779b1)
      .toString(16)
      .padStart(8, '0');
  }
  return digits;
}
