import type { Setting } from './settings';

/** A value that a setting cannot have; the message is that of Redis. */
export class SettingError extends Error {}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1000,
  kb: 1024,
  m: 1000 ** 2,
  mb: 1024 ** 2,
  g: 1000 ** 3,
  gb: 1024 ** 3,
};

/** Bytes of a text such as `100mb`; undefined for what cannot be read. */
export function findBytes(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+)([a-z]*)$/.exec(text.toLowerCase()) ?? [];
  const factor = UNITS[unit];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}

function savePoints(words: readonly string[]): string {
  if (words.length % 2 !== 0 || words.some((word) => !/^\d+$/.test(word))) {
    throw new SettingError('Invalid save parameters');
  }
  return words.join(' ');
}

const WRONG_COUNT = 'wrong number of arguments';

/** The value that `words` give to a setting, as CONFIG tells it. Throws SettingError. */
export function readValue({ kind, choices = [], name }: Setting, words: readonly string[]): string {
  const [first] = words;
  switch (kind) {
    case 'addresses':
      return words.join(' ');
    case 'save':
      return savePoints(words.flatMap((word) => word.split(' ')).filter((word) => word !== ''));
    case 'master':
      if (words.length === 1 && first === '') return '';
      if (words.length !== 2) throw new SettingError(WRONG_COUNT);
      return words[0]?.toLowerCase() === 'no' && words[1]?.toLowerCase() === 'one' ? '' : words.join(' ');
    default:
  }
  if (first === undefined || words.length > 1) throw new SettingError(WRONG_COUNT);
  if (kind === 'number') {
    if (!/^-?\d+$/.test(first)) throw new SettingError("argument couldn't be parsed into an integer");
    if (name.endsWith('port') && Number(first) > 65_535)
      throw new SettingError('argument must be between 0 and 65535 inclusive');
    return String(Number(first));
  }
  if (kind === 'bytes') {
    const bytes = findBytes(first);
    if (bytes === undefined) throw new SettingError('argument must be a memory value');
    return String(bytes);
  }
  if (kind === 'yesno') {
    const value = first.toLowerCase();
    if (value !== 'yes' && value !== 'no') throw new SettingError("argument must be 'yes' or 'no'");
    return value;
  }
  if (kind === 'choice') {
    const value = choices.find((choice) => choice === first.toLowerCase());
    if (value === undefined) throw new SettingError(`argument(s) must be one of the following: ${choices.join(', ')}`);
    return value;
  }
  return first;
}
