import type { Coroutine, Program } from '../../process';
import { bootstrap } from './bootstrap';
import { certgen } from './certgen';
import { serve } from './serve';
import { shutdownManager } from './shutdown-manager';

const MEBIBYTE = 1024 * 1024;

const COMMANDS: Readonly<Record<string, (process: Parameters<Program>[0]) => Coroutine<number>>> = {
  bootstrap,
  certgen,
  envoy: shutdownManager,
  serve,
};

/** The program of Contour: the control plane of its proxies, and what an installation needs beside it. */
export const contour: Program = function* (process) {
  process.useMemory(24 * MEBIBYTE);
  // eslint-disable-next-line require-yield -- It ends at once.
  process.onSignal('TERM', function* () {
    process.exit(0);
  });
  const [, name] = process.argv;
  const command = name === undefined || !Object.hasOwn(COMMANDS, name) ? undefined : COMMANDS[name];
  if (command !== undefined) return yield* command(process);
  const mistake = name === undefined ? 'must specify a command' : `expected command but got "${name}"`;
  yield* process.complain(`contour: error: ${mistake}, try --help\n`);
  return 1;
};
