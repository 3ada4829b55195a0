import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import type * as CheckModule from '../check';
import type * as LessonsModule from '../lessons';
import type * as SimulatorModule from '../simulator';
import type * as EdgeModule from '../simulator/edge';

/** What the file of the whole simulator exports. */
export interface SimulatorBundle {
  readonly simulator: typeof SimulatorModule;
  readonly edge: typeof EdgeModule;
  readonly lessons: typeof LessonsModule;
  readonly check: typeof CheckModule;
}

/** The simulator in one file: made by the build, absent beside sources. */
export const BUNDLE_FILE = join(__dirname, '..', 'simulator.bundle.js');

/** What V8 compiled of it. V8 ignores what another version, or one with other settings, has left. */
export const COMPILED_FILE = join(__dirname, '..', 'simulator.bundle.cache');

/**
 * V8 of Node.js 20 optimizes a function as soon as it has run for a while, too early for most of a cluster, and gives new
 * objects more room only step by step: see docs/decisions/v8-settings.md. Later versions have a quicker compiler in between.
 */
const SETTINGS = ['--interrupt-budget=140000', '--semi-space-growth-factor=16'];

/**
 * For threads that check: between them they do a little of everything, few functions live long enough to be optimized, and
 * compilers take the processors from the other threads. See docs/decisions/v8-settings.md.
 */
const THREAD_SETTINGS = ['--interrupt-budget=450000', '--always-sparkplug'];

/** Has V8 of Node.js 20 optimize less from now on: for all threads of the process, once the bundle is loaded. */
export function optimizeLess(): void {
  if (process.versions.node.startsWith('20.')) THREAD_SETTINGS.forEach((each) => setFlagsFromString(each));
}

/** What the file evaluates to: a CommonJS module as a function. */
type Evaluated = (exports: unknown, require: NodeJS.Require, module: { readonly exports: unknown }) => void;

/** Runs the bundle; the script knows what of it is compiled. */
export function runBundle(): { readonly script: Script; readonly bundle: SimulatorBundle } {
  // Compiled code is good for the settings that it was made with.
  if (process.versions.node.startsWith('20.')) SETTINGS.forEach((each) => setFlagsFromString(each));
  const cachedData = existsSync(COMPILED_FILE) ? readFileSync(COMPILED_FILE) : undefined;
  const script = new Script(readFileSync(BUNDLE_FILE, 'utf8'), { filename: BUNDLE_FILE, cachedData });
  const module = { exports: {} as SimulatorBundle };
  (script.runInThisContext() as Evaluated)(module.exports, createRequire(BUNDLE_FILE), module);
  return { script, bundle: module.exports };
}

let loaded: SimulatorBundle | undefined;
let wantsModules = false;

/** Has the simulator loaded from its modules, for programs of others that import them: there must not be two of each class. */
export function useModules(): void {
  wantsModules = true;
}

/**
 * The simulator from its one file, in a fifth of the time that its modules take; undefined where there is no such file.
 * With WORKSHOP_DEBUG set, the modules are loaded after all: stack traces then name the sources.
 */
export function loadBundle(): SimulatorBundle | undefined {
  if (wantsModules) return undefined;
  if (loaded === undefined && !process.env['WORKSHOP_DEBUG'] && existsSync(BUNDLE_FILE)) loaded = runBundle().bundle;
  return loaded;
}
