import type { Finding } from '../workshop/synthesis';
import { counted, styled } from './terminal';

/** One mistake in the source, wherever it shows. */
interface Mistake {
  readonly first: Finding;
  /** The sets, besides the first, in which the same line causes the same finding. */
  readonly alsoIn: string[];
}

/** `file` of `file:line`, and the line. */
function placeOf({ source }: Finding): { readonly file: string; readonly line: string } {
  const [, file, line] = /^(.*):(\d+)$/.exec(source ?? '') ?? [];
  return file === undefined || line === undefined
    ? { file: source ?? '(no source line known)', line: '' }
    : { file, line: ` (line ${line})` };
}

function byFile(findings: readonly Finding[]): Map<string, Mistake[]> {
  const files = new Map<string, Map<string, Mistake>>();
  for (const finding of findings) {
    const { file } = placeOf(finding);
    const mistakes = files.get(file) ?? new Map<string, Mistake>();
    files.set(file, mistakes);
    // One line of a stack is usually run for several environments: the same words are said once.
    const key = JSON.stringify([finding.source, finding.rule, finding.at, finding.message]);
    const known = mistakes.get(key);
    if (known === undefined) mistakes.set(key, { first: finding, alsoIn: [] });
    else if (known.first.set !== finding.set && !known.alsoIn.includes(finding.set)) known.alsoIn.push(finding.set);
  }
  return new Map([...files].map(([file, mistakes]) => [file, [...mistakes.values()]]));
}

/** All findings for a person: by source file, each with construct path, rule, value and what to do, then the count. */
export function describeFindings(findings: readonly Finding[], hasColors: boolean): string {
  const files = byFile(findings);
  const lines: string[] = [];
  for (const [file, mistakes] of files) {
    lines.push(styled(hasColors, 'bold', file));
    for (const { first, alsoIn } of mistakes) {
      const rule = styled(hasColors, 'yellow', `[${first.rule}]`);
      lines.push(`  ${first.construct}: ${first.message} ${rule}${placeOf(first).line}`);
      if (alsoIn.length > 0) lines.push(styled(hasColors, 'dim', `    also in ${alsoIn.join(', ')}`));
    }
    lines.push('');
  }
  const sum = `${counted(findings.length, 'finding')}; nothing was written`;
  return `${lines.join('\n')}\n${styled(hasColors, 'red', sum)}\n`;
}
