import { CelError } from './value';

const CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

const known = new Map<string, RegExp>();

/**
 * An expression as Go reads it: flags at its beginning, POSIX classes, \A and \z, Python's way to name a group, and
 * escapes of any sign. Throws a CelError.
 */
export function regularExpression(pattern: string, flags = ''): RegExp {
  const key = `${flags}/${pattern}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const inline = /^(\^?)\(\?([ims]+)\)/.exec(pattern);
  const source = `${inline?.[1] ?? ''}${pattern.slice(inline?.[0].length ?? 0)}`
    .replace(/\(\?P</g, '(?<')
    .replace(/\[:([a-z]+):\]/g, (whole, name: string) => CLASSES[name] ?? whole)
    .replace(/\\([^])/g, (whole, sign: string) => {
      if (sign === 'A') return '^';
      if (sign === 'z') return '$';
      return /[\w\-^$\\.*+?()[\]{}|/]/.test(sign) && sign !== '_' ? whole : sign;
    });
  try {
    // Outside of classes only signs of the language may be escaped.
    const made = new RegExp(source.replace(/\\-(?![^[]*\])/g, '-'), `${flags}${inline?.[2] ?? ''}u`);
    known.set(key, made);
    return made;
  } catch {
    throw new CelError(`error parsing regexp: ${pattern}`);
  }
}
