const HUMAN: Readonly<Record<string, number>> = { K: 1, M: 2, G: 3, T: 4, P: 5, E: 6 };

/** Value of a text as a number, as `sort -n` and `-h` see it. */
function numberOf(text: string, isHuman: boolean): number {
  const [number = '0', unit = ''] = /^\s*(-?\d*\.?\d+)([KMGTPE]?)/i.exec(text)?.slice(1) ?? [];
  return Number(number) * (isHuman ? 1024 ** (HUMAN[unit.toUpperCase()] ?? 0) : 1);
}

/** Order of two texts in which runs of digits count as numbers: `sort -V`. */
function compareVersions(left: string, right: string): number {
  const [lefts, rights] = [left.match(/\d+|\D+/g) ?? [], right.match(/\d+|\D+/g) ?? []];
  for (let index = 0; index < Math.max(lefts.length, rights.length); index += 1) {
    const [a = '', b = ''] = [lefts[index], rights[index]];
    if (a === b) continue;
    if (/^\d/.test(a) && /^\d/.test(b) && Number(a) !== Number(b)) return Number(a) - Number(b);
    return a < b ? -1 : 1;
  }
  return 0;
}

/** Order of two texts by flags of `sort`: n, h and g as numbers, V as versions; b, d and f ignore blanks, punctuation and case. */
export function compareBy(left: string, right: string, flags: string): number {
  if (/[nhg]/.test(flags)) return numberOf(left, flags.includes('h')) - numberOf(right, flags.includes('h'));
  if (flags.includes('V')) return compareVersions(left, right);
  const fold = (text: string): string => {
    const trimmed = flags.includes('b') ? text.trimStart() : text;
    const plain = flags.includes('d') ? trimmed.replace(/[^\w\s]/g, '') : trimmed;
    return flags.includes('f') ? plain.toUpperCase() : plain;
  };
  const [a, b] = [fold(left), fold(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}
