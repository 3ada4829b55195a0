import { type Coroutine, decodeText, encodeText } from '../../process';
import { PythonException } from './python-exception';

/** Arguments that are given by name. */
export type Named = ReadonlyMap<string, unknown>;

/** Something that can be called. */
export class PythonFunction {
  constructor(
    readonly name: string,
    readonly call: (args: readonly unknown[], named: Named) => Coroutine<unknown>,
  ) {}
}

/** A module or an object: attributes by their names. */
export class PythonObject {
  constructor(
    readonly shown: string,
    readonly attribute: (name: string) => unknown,
  ) {}
}

const quoted = (text: string): string =>
  text.includes("'") && !text.includes('"')
    ? `"${text}"`
    : `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n')}'`;

function bytesText(bytes: Uint8Array): string {
  const letters = Array.from(bytes, (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  );
  return `b'${letters.join('')}'`;
}

/** A value as the prompt shows it: `repr`. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quoted(value);
  if (value instanceof Uint8Array) return bytesText(value);
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (value instanceof Map) return `{${[...value].map(([key, each]) => `${shown(key)}: ${shown(each)}`).join(', ')}}`;
  if (value instanceof PythonFunction) return `<built-in function ${value.name}>`;
  return value instanceof PythonObject ? value.shown : String(value);
}

/** A value as `print` writes it: `str`. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : shown(value));

const TYPES: readonly (readonly [string, (value: unknown) => boolean])[] = [
  ['NoneType', (value) => value === null || value === undefined],
  ['bool', (value) => typeof value === 'boolean'],
  ['str', (value) => typeof value === 'string'],
  ['int', (value) => Number.isInteger(value)],
  ['float', (value) => typeof value === 'number'],
  ['bytes', (value) => value instanceof Uint8Array],
  ['list', Array.isArray],
  ['dict', (value) => value instanceof Map],
];

export const typeName = (value: unknown): string => TYPES.find(([, is]) => is(value))?.[0] ?? 'object';

const plain = (name: string, does: (...args: readonly unknown[]) => unknown): PythonFunction =>
  // eslint-disable-next-line require-yield -- Functions are coroutines; these are over at once.
  new PythonFunction(name, function* (args) {
    return does(...args);
  });

/** An attribute of a value. @throws PythonException AttributeError */
export function attributeOf(value: unknown, name: string): unknown {
  let found: unknown;
  if (value instanceof PythonObject) found = value.attribute(name);
  else if (value instanceof Uint8Array && name === 'decode') found = plain(name, () => decodeText(value));
  else if (typeof value === 'string') {
    if (name === 'encode') found = plain(name, () => encodeText(value));
    if (name === 'upper') found = plain(name, () => value.toUpperCase());
    if (name === 'lower') found = plain(name, () => value.toLowerCase());
    if (name === 'split')
      found = plain(name, (by) => (by === undefined ? value.trim().split(/\s+/) : value.split(text(by))));
  } else if (value instanceof Map && name === 'keys') found = plain(name, () => [...value.keys()]);
  else if (Array.isArray(value) && name === 'append') found = plain(name, (item) => void value.push(item));
  if (found === undefined)
    throw new PythonException('AttributeError', `'${typeName(value)}' object has no attribute '${name}'`);
  return found;
}

/** A function that need not wait. */
export const plainPython = plain;
