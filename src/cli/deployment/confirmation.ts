import { createInterface } from 'node:readline';
import { UsageError } from '../failure';
import type { Given } from '../options';
import type { Terminal } from '../terminal';

/** Where a question is asked, and answered. */
export interface Questioned {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly terminal: Terminal;
}

/**
 * Asks whether to go on, unless --yes was given; only `yes` is one.
 *
 * @throws UsageError when the answer is another one, or there is nobody to ask.
 */
export async function confirm(given: Given, question: string, { input, terminal }: Questioned): Promise<void> {
  if (given.flag('yes')) return;
  if (input.isTTY !== true || !terminal.isInteractive || given.text('output') === 'json') {
    throw new UsageError(`${question}: nobody can be asked here, so give --yes`);
  }
  const lines = createInterface({ input });
  try {
    terminal.err(`${question}? Only 'yes' goes on: `);
    const answer = await new Promise<string>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(''));
    });
    if (answer.trim() !== 'yes') throw new UsageError('nothing was changed');
  } finally {
    lines.close();
  }
}
