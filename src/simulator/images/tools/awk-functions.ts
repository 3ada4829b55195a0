import { formatPrintf, formatTime, toExpression } from '../../process/shell';
import { type AwkValue, toNumber, toText } from './awk-values';

/** What builtin functions need of the one that runs. */
export interface AwkFunctionContext {
  readonly nowMs: number;
  /** A number from 0 to 1. */
  readonly chance: () => number;
}

/** An expression from its source; one that cannot be read matches nothing. */
export const awkExpression = (source: string, flags = ''): RegExp =>
  toExpression(source, { isExtended: true }, flags) ?? /(?!)/;

/** Text of `printf`: as that of the shell, but values that are no numbers count as 0. */
export function awkFormat(format: string, args: readonly AwkValue[]): string {
  const conversions = [...format.matchAll(/%[-+ 0#]*(\*|\d+)?(?:\.(\*|\d+)?)?([a-zA-Z%])/g)].filter(
    (match) => match[3] !== '%',
  );
  const texts: string[] = [];
  let taken = 0;
  for (const [, width, precision, letter = 's'] of conversions) {
    for (const star of [width, precision]) {
      if (star !== '*') continue;
      texts.push(String(Math.trunc(toNumber(args[taken] ?? 0))));
      taken += 1;
    }
    const value = args[taken] ?? '';
    taken += 1;
    if (letter === 'c') texts.push(typeof value === 'number' ? String.fromCodePoint(value) : toText(value));
    else if ('diouxX'.includes(letter)) texts.push(String(Math.trunc(toNumber(value))));
    else if ('eEfFgG'.includes(letter)) texts.push(String(toNumber(value)));
    else texts.push(toText(value));
  }
  // Escapes were replaced when the program was read.
  const plain = format.replaceAll('\\', '\\\\').replace(/%([-+ 0#]*(?:\*|\d+)?(?:\.(?:\*|\d+)?)?)i/g, '%$1d');
  return conversions.length === 0
    ? formatPrintf(plain, []).text
    : formatPrintf(plain, texts.slice(0, texts.length)).text;
}

/** Functions that have no effects. Undefined for names that are none of them. */
export function callBuiltin(
  name: string,
  args: readonly AwkValue[],
  context: AwkFunctionContext,
): AwkValue | undefined {
  const number = (index: number): number => toNumber(args[index] ?? 0);
  const text = (index: number): string => toText(args[index] ?? '');
  switch (name) {
    case 'length':
      return [...text(0)].length;
    case 'substr': {
      const begin = Math.round(number(1));
      const end = args[2] === undefined ? Infinity : begin + Math.round(number(2));
      return [...text(0)].slice(Math.max(0, begin - 1), Math.max(0, end - 1)).join('');
    }
    case 'index':
      return text(0).indexOf(text(1)) + 1;
    case 'tolower':
      return text(0).toLowerCase();
    case 'toupper':
      return text(0).toUpperCase();
    case 'sprintf':
      return awkFormat(text(0), args.slice(1));
    case 'int':
      return Math.trunc(number(0));
    case 'sqrt':
      return Math.sqrt(number(0));
    case 'exp':
      return Math.exp(number(0));
    case 'log':
      return Math.log(number(0));
    case 'sin':
      return Math.sin(number(0));
    case 'cos':
      return Math.cos(number(0));
    case 'atan2':
      return Math.atan2(number(0), number(1));
    case 'rand':
      return context.chance();
    case 'srand':
      return 0;
    case 'systime':
      return Math.floor(context.nowMs / 1000);
    case 'strftime':
      return formatTime(
        args[0] === undefined ? '%a %b %e %H:%M:%S UTC %Y' : text(0),
        args[1] === undefined ? context.nowMs : number(1) * 1000,
      );
    default:
      return undefined;
  }
}

/** Replaces what matches, once or everywhere; `&` is what has matched. */
export function substituteAwk(
  source: string,
  replacement: string,
  target: string,
  isGlobal: boolean,
): { readonly text: string; readonly count: number } {
  let count = 0;
  const text = target.replace(awkExpression(source, isGlobal ? 'g' : ''), (match: string) => {
    count += 1;
    return replacement.replace(/\\\\|\\&|&/g, (each) => (each === '&' ? match : each.slice(1)));
  });
  return { text, count };
}
