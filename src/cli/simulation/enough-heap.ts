import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { EXIT, type ExitCode } from '../exit-code';
import { PACKAGE_FOLDER } from '../package-folder';

/** Nodes from which on Node's own limit of about 4 GB may be too little. */
const NODES_MIN = 1000;

/** No cluster needs more. */
const HEAP_BYTES_MAX = 16 * 2 ** 30;

const wantedHeapBytes = (): number => Math.min(totalmem() * 0.75, HEAP_BYTES_MAX);

/** Whether a cluster of so many nodes may need more memory than this process may take. */
export function needsMoreHeap(nodes: number): boolean {
  // The limit that V8 reports is a little above the one that it was given.
  return nodes >= NODES_MIN && getHeapStatistics().heap_size_limit < wantedHeapBytes() * 0.95;
}

/**
 * Does the command again in a process with more memory, when a cluster of so many nodes may need it. V8 reads the limit
 * once, at its beginning; a second process takes 50 ms more, which small clusters do not pay.
 *
 * @returns its exit code, or undefined when this process will do.
 */
export function withEnoughHeap(nodes: number): Promise<ExitCode> | undefined {
  if (!needsMoreHeap(nodes)) return undefined;
  const limit = `--max-old-space-size=${Math.floor(wantedHeapBytes() / 2 ** 20)}`;
  // A larger young generation: an eighth less work at 50,000 Pods.
  const words = [
    ...process.execArgv,
    limit,
    '--max-semi-space-size=64',
    join(PACKAGE_FOLDER, 'bin', 'workshop.js'),
    ...process.argv.slice(2),
  ];
  return new Promise((resolve) => {
    // In a group of its own Ctrl-C does not reach it twice: once from the terminal and once from here.
    const child = spawn(process.execPath, words, { stdio: 'inherit', detached: true });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void child.kill(signal));
    child.on('error', () => resolve(EXIT.wrong));
    child.on('exit', (code) => resolve((code ?? EXIT.wrong) as ExitCode));
  });
}
