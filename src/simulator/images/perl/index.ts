import type { Program } from '../../process';
import { defineImage } from '../image';
import { debianLayers } from '../linux';
import { pi } from './pi';

/** Processor time that one digit takes: 2,000 of them about five seconds. */
const DIGIT_MS = 2.5;

/** The one line of Perl that Kubernetes' own Job example runs; no other is understood. */
const perl: Program = function* (process) {
  const [, digits] = /\bprint\s+bpi\((\d+)\)/.exec(process.argv.slice(1).join(' ')) ?? [];
  if (digits === undefined) {
    if (process.argv.includes('-de0') && process.stdin.terminal === undefined) return 0;
    yield* process.complain('perl: of Perl, only `print bpi(N)` is understood here\n');
    return 2;
  }
  yield* process.compute(Number(digits) * DIGIT_MS);
  yield* process.print(`${pi(Number(digits))}\n`);
  return 0;
};

/** Perl, as far as it computes pi. */
export const perlImage = defineImage({
  repositories: ['perl'],
  image: () => ({
    command: ['perl', '-de0'],
    layers: [...debianLayers, { '/usr/local/bin/perl': { type: 'program', program: perl } }],
  }),
});
