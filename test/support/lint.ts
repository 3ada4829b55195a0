import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './source-files';

/** A file that does not exist: where it would be in the repository, and what it would hold. */
export interface LintCase {
  /** Path from the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** What lint says of a file. */
export interface LintMessage {
  readonly rule: string | null;
  readonly message: string;
}

/** Runs the repository's own lint configuration over texts, all in one process. */
export function lintTexts(cases: readonly LintCase[]): LintMessage[][] {
  const output = execFileSync(process.execPath, [join(__dirname, 'lint-texts.mjs')], {
    cwd: ROOT,
    input: JSON.stringify(cases),
    encoding: 'utf8',
  });
  return JSON.parse(output) as LintMessage[][];
}
