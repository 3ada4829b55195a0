import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../package-folder';

/** What is asked of a machine. */
export interface Machine {
  /** `20.19.4`. */
  readonly nodeVersion: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder where the command was given. */
  readonly folder: string;
  /** Whether this package is compiled. */
  readonly isBuilt: boolean;
  /** What a program says on stdout; undefined when there is none, or it fails. */
  run(program: string, ...words: readonly string[]): string | undefined;
  /** Text of a file; undefined when it cannot be read. */
  read(path: string): string | undefined;
  exists(path: string): boolean;
  /** Whether somebody may listen on a port of 127.0.0.1. */
  isFree(port: number): Promise<boolean>;
}

/** Patience with a program, in milliseconds. */
const PATIENCE_MS = 5_000;

/** The machine that this runs on. */
export const thisMachine = (): Machine => ({
  nodeVersion: process.versions.node,
  env: process.env,
  folder: process.cwd(),
  isBuilt: existsSync(join(PACKAGE_FOLDER, 'lib', 'cli', 'main.js')),
  run: (program, ...words) => {
    const { status, stdout } = spawnSync(program, words, { encoding: 'utf8', timeout: PATIENCE_MS });
    return status === 0 ? stdout : undefined;
  },
  read: (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
  exists: existsSync,
  isFree: (port) =>
    new Promise((resolve) => {
      const server = createServer().on('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    }),
});
