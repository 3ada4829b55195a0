import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceLocation } from '../constructs';

/** For each line of a compiled file, where its pieces begin and which source line they come from. */
interface LineMap {
  readonly source: string;
  readonly lines: readonly (readonly { readonly column: number; readonly line: number }[])[];
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Numbers of one base 64 VLQ segment of a source map. Source: ECMA-426. */
function decode(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of segment) {
    const digit = DIGITS.indexOf(character);
    value += (digit & 31) << shift;
    if ((digit & 32) !== 0) {
      shift += 5;
    } else {
      numbers.push((value & 1) === 1 ? -(value >> 1) : value >> 1);
      value = 0;
      shift = 0;
    }
  }
  return numbers;
}

function readMap(file: string): LineMap | undefined {
  const path = `${file}.map`;
  if (!existsSync(path)) return undefined;
  const { sources, mappings } = JSON.parse(readFileSync(path, 'utf8')) as { sources: string[]; mappings: string };
  let line = 0;
  const lines = mappings.split(';').map((group) => {
    let column = 0;
    return group
      .split(',')
      .filter((segment) => segment !== '')
      .map((segment) => {
        const [columnStep = 0, , lineStep = 0] = decode(segment);
        column += columnStep;
        line += lineStep;
        return { column, line: line + 1 };
      });
  });
  return { source: resolve(dirname(file), sources[0] ?? ''), lines };
}

const maps = new Map<string, LineMap | undefined>();
const described = new Map<string, string>();

function originalOf(file: string, line: number, column: number): { readonly file: string; readonly line: number } {
  if (!maps.has(file)) maps.set(file, readMap(file));
  const map = maps.get(file);
  const pieces = map?.lines[line - 1]?.filter((piece) => piece.column <= column - 1);
  const piece = pieces?.[pieces.length - 1];
  return map === undefined || piece === undefined ? { file, line } : { file: map.source, line: piece.line };
}

const roots = new Map<string, string>();

/** The folder of the package that `file` belongs to: what its path is shown relative to, on every machine. */
function packageRoot(file: string): string {
  const folder = dirname(file);
  const known = roots.get(folder);
  if (known !== undefined) return known;
  const isRoot = existsSync(join(folder, 'package.json')) || dirname(folder) === folder;
  const root = isRoot ? folder : packageRoot(folder);
  roots.set(folder, root);
  return root;
}

/** `file:line` of the TypeScript that made a construct, relative to its package. */
export function describeSource(location: SourceLocation | undefined): string | undefined {
  const frame = location?.frame;
  if (frame === undefined) return undefined;
  const known = described.get(frame);
  if (known !== undefined) return known;
  const [, path = '', line = '0', column = '0'] = /^(.*):(\d+):(\d+)$/.exec(frame) ?? [];
  const file = path.startsWith('file:') ? fileURLToPath(path) : path;
  const original = originalOf(file, Number(line), Number(column));
  const text = `${relative(packageRoot(original.file), original.file).split(sep).join('/')}:${original.line}`;
  described.set(frame, text);
  return text;
}
