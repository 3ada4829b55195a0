import { main } from '../../src/cli/main';
import type { Terminal } from '../../src/cli/terminal';

/** What a command said, and its exit code. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `workshop` in this process, with nobody at a terminal unless `terminal` says otherwise. */
export async function runCli(words: readonly string[], terminal: Partial<Terminal> = {}): Promise<Outcome> {
  let [out, err] = ['', ''];
  const code = await main(words, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isInteractive: false,
    hasColorsOut: false,
    hasColorsErr: false,
    isDebugging: false,
    ...terminal,
  });
  return { code, out, err };
}
