import { CelError, CelObject, isCelList, type CelLibrary, type CelValue } from './value';

/** A value as `%s` writes it. */
function shown(value: CelValue): string {
  if (typeof value === 'string' || value instanceof CelObject) return String(value);
  if (isCelList(value)) return `[${value.map(inside).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value as Readonly<Record<string, CelValue>>);
    return `{${entries.map(([key, each]) => `${inside(key)}: ${inside(each)}`).join(', ')}}`;
  }
  return String(value);
}

const inside = (value: CelValue): string => (typeof value === 'string' ? JSON.stringify(value) : shown(value));

const hex = (value: CelValue): string =>
  typeof value === 'string'
    ? [...new TextEncoder().encode(value)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    : Number(value).toString(16);

function written(verb: string, precision: number | undefined, value: CelValue): string {
  if (verb === 's') return shown(value);
  if (verb === 'x') return hex(value);
  if (verb === 'X') return hex(value).toUpperCase();
  const number = typeof value === 'boolean' ? Number(value) : value;
  if (typeof number !== 'number') throw new CelError(`error during formatting: %${verb} needs a number`);
  if (verb === 'd') return String(number);
  if (verb === 'b') return number.toString(2);
  if (verb === 'o') return number.toString(8);
  if (verb === 'f') return number.toFixed(precision ?? 6);
  return number.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2');
}

/** `'%s has %d'.format([name, count])`. Source: cel-go, ext/strings.go. */
export const TEXT_FORMAT: CelLibrary = {
  format: (text, values) => {
    if (typeof text !== 'string' || !isCelList(values ?? null)) return undefined;
    let next = 0;
    return text.replace(
      /%(?:%|(?:\.(\d+))?(.?))/g,
      (whole, precision: string | undefined, verb: string | undefined) => {
        if (whole === '%%') return '%';
        if (verb === undefined || !'sdfexXbo'.includes(verb) || verb === '')
          throw new CelError(`could not parse formatting clause: unrecognized formatting clause "${verb ?? ''}"`);
        const value = (values as readonly CelValue[])[next];
        if (value === undefined) throw new CelError(`index ${next} out of range`);
        next += 1;
        return written(verb, precision === undefined ? undefined : Number(precision), value);
      },
    );
  },
};
