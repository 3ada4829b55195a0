import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialect } from '../../../../src/simulator/process/shell';
import { runScript } from '../../../support/shell-container';

interface Recording {
  readonly shell: Dialect;
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const { scripts } = JSON.parse(readFileSync(join(__dirname, 'recorded-scripts.json'), 'utf8')) as {
  readonly scripts: readonly Recording[];
};

test.each(scripts)('$shell does as the real one: $script', ({ shell, script, stdout, stderr, code }) => {
  const { out, err, code: own } = runScript(shell, script, { input: 'one two\nthree\n' });
  expect({ stdout: out, stderr: err, code: own }).toEqual({ stdout, stderr, code });
});
