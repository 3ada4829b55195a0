/** Digits of a group: a number is sent in groups of four. Source: PostgreSQL 16, src/backend/utils/adt/numeric.c `numeric_send`. */
const GROUP = 4;
const HEAD_BYTES = 8;
const NEGATIVE = 0x4000;
const NO_NUMBER = 0xc000;

/** Reads a number of any length from its binary form. */
export function readNumeric(view: DataView): string {
  const [count, weight, sign, scale] = [view.getInt16(0), view.getInt16(2), view.getUint16(4), view.getInt16(6)];
  if (sign === NO_NUMBER) return 'NaN';
  const groups = Array.from({ length: count }, (_, index) => view.getInt16(HEAD_BYTES + index * 2));
  /** The group that stands for units of 10000 to the power of `power`. */
  const group = (power: number): string => String(groups[weight - power] ?? 0).padStart(GROUP, '0');
  const powers = (from: number, to: number): string =>
    Array.from({ length: Math.max(0, from - to + 1) }, (_, index) => group(from - index)).join('');
  const whole = powers(weight, 0).replace(/^0+(?=\d)/, '') || '0';
  const fraction = powers(-1, -Math.ceil(scale / GROUP)).slice(0, scale);
  return `${sign === NEGATIVE ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Writes a number in its binary form. */
export function writeNumeric(text: string): Uint8Array {
  const [, sign = '', whole = '', fraction = ''] = /^([-+]?)(\d*)\.?(\d*)$/.exec(text) ?? [];
  const before = whole.padStart(Math.ceil(whole.length / GROUP) * GROUP, '0');
  const after = fraction.padEnd(Math.ceil(fraction.length / GROUP) * GROUP, '0');
  let groups = ((before + after).match(/\d{4}/g) ?? []).map(Number);
  let weight = before.length / GROUP - 1;
  while (groups[0] === 0) {
    groups = groups.slice(1);
    weight -= 1;
  }
  while (groups.at(-1) === 0) groups = groups.slice(0, -1);
  const view = new DataView(new ArrayBuffer(HEAD_BYTES + groups.length * 2));
  view.setInt16(0, groups.length);
  view.setInt16(2, groups.length === 0 ? 0 : weight);
  view.setUint16(4, sign === '-' ? NEGATIVE : 0);
  view.setInt16(6, fraction.length);
  groups.forEach((each, index) => view.setInt16(HEAD_BYTES + index * 2, each));
  return new Uint8Array(view.buffer);
}
