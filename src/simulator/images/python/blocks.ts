/** Whether a line begins a block that is on the next lines. */
export const beginsBlock = (line: string): boolean => /:\s*(?:#.*)?$/.test(line);

const indentOf = (line: string): string => /^\s*/.exec(line)?.[0] ?? '';

/**
 * Lines of a source, with the lines of a block put behind the one that begins it: `for x in y: a(); b()`. Blocks within
 * blocks stay as they are: they are not modelled, and refused.
 */
export function foldBlocks(source: string): readonly string[] {
  const folded: string[] = [];
  let indent: string | undefined;
  for (const line of source.split('\n')) {
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const header = folded.at(-1);
    const isFirst = indent === undefined && header !== undefined && beginsBlock(header) && indentOf(line) !== '';
    if (header !== undefined && (isFirst || (indent !== undefined && indentOf(line) === indent))) {
      indent = indentOf(line);
      folded[folded.length - 1] = `${header.replace(/(:)\s*#.*$/, '$1')}${isFirst ? '' : ';'} ${line.trim()}`;
      continue;
    }
    indent = undefined;
    folded.push(line);
  }
  return folded;
}
