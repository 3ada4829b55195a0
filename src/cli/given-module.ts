import { existsSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { UsageError } from './failure';
import { loadModule } from './load';

/** A module that somebody names. */
export interface GivenModule {
  /** Absolute. */
  readonly path: string;
  readonly loaded: unknown;
}

/**
 * Loads the module that an option names.
 *
 * @param option - its name, for messages: `app`
 * @throws UsageError when there is no such file, or it is not compiled; whatever the module throws, with its path in front.
 */
export async function givenModule(option: string, file: string): Promise<GivenModule> {
  const path = resolve(file);
  if (!existsSync(path) || !statSync(path).isFile()) throw new UsageError(`--${option}: there is no file '${file}'`);
  if (/^\.[mc]?tsx?$/.test(extname(path))) {
    throw new UsageError(`--${option} must be compiled JavaScript, got '${file}': run tsc and name what it wrote`);
  }
  try {
    return { path, loaded: await loadModule(path) };
  } catch (error) {
    if (error instanceof Error) error.message = `--${option} '${file}': ${error.message}`;
    throw error;
  }
}

/** What a module exports under a name, or what an ECMAScript module wraps as its default does. */
export function exportOf({ loaded }: GivenModule, name: string): unknown {
  const exported = loaded as {
    readonly [name: string]: unknown;
    readonly default?: Readonly<Record<string, unknown>>;
  } | null;
  return exported?.[name] ?? exported?.default?.[name];
}

/** Names that a module exports, for messages. */
export const exportsText = ({ loaded }: GivenModule): string =>
  Object.keys((loaded as object | null) ?? {}).join(', ') || 'nothing';
