import type { ProfileName } from '../../simulator';
import type { DataFolder } from '../../simulator/edge';
import { UsageError } from '../failure';
import type { Given } from '../options';
import type { KeptImages } from './kept-images';

/** Which environment a cluster was given. */
export interface KeptLoad {
  readonly environment: string;
  readonly stacks: readonly string[];
}

/** How the cluster of a data folder was begun: it goes on like this. */
export interface KeptSettings {
  readonly profile: ProfileName;
  readonly nodes: number;
  readonly seed: number;
  /** @default - its time follows the wall clock */
  readonly startBefore?: string;
  /** @default - nothing: it was begun empty */
  readonly load?: KeptLoad;
  /** Images of a team. @default - none */
  readonly images?: KeptImages;
  /** Whether loading came to its end; what was interrupted is loaded again. */
  readonly isLoaded: boolean;
}

/** A data folder as given, with what its cluster was begun with; nothing in a new one. */
export interface ChosenFolder {
  readonly folder: string;
  readonly settings: KeptSettings | undefined;
}

/** Name of the note in a data folder. */
const NOTE = 'settings';

/** How the cluster of a folder was begun; undefined in a new one. */
export const keptSettings = (data: DataFolder): KeptSettings | undefined => data.note(NOTE) as KeptSettings | undefined;

/** Notes how the cluster of a folder was begun. */
export function keepSettings(data: DataFolder, settings: KeptSettings): void {
  data.setNote(NOTE, settings);
}

const listed = (stacks: readonly string[]): string => [...stacks].sort().join(',');

function refusal({ folder }: ChosenFolder, kept: string, got: string): UsageError {
  return new UsageError(
    `'${folder}' keeps a cluster begun with ${kept}, got ${got}: leave it out, or name another folder with --data-dir`,
  );
}

/**
 * Requires that what decides a cluster is what its folder was begun with.
 *
 * @throws UsageError that names both.
 */
export function requireKept(
  chosen: ChosenFolder | undefined,
  wanted: Pick<KeptSettings, 'profile' | 'nodes' | 'seed'>,
): void {
  if (chosen?.settings === undefined) return;
  for (const name of ['profile', 'nodes', 'seed'] as const) {
    const [kept, got] = [chosen.settings[name], wanted[name]];
    if (kept !== got) throw refusal(chosen, `--${name} ${kept}`, `--${name} ${got}`);
  }
}

/**
 * What is to be loaded into the cluster of a folder: what it was begun with, unless that came to its end. What somebody
 * changed since then stays as it is.
 *
 * @throws UsageError for another environment or other stacks.
 */
export function remainingLoad(given: Given, chosen: ChosenFolder, settings: KeptSettings): KeptLoad | undefined {
  const { load, isLoaded } = settings;
  const [environment, stacks] = [given.text('env'), given.list('stack')];
  const empty = load === undefined ? '--empty' : undefined;
  if (environment !== undefined && environment !== load?.environment) {
    throw refusal(chosen, empty ?? `--env ${load?.environment}`, `--env ${environment}`);
  }
  if (stacks.length > 0 && listed(stacks) !== listed(load?.stacks ?? [])) {
    const kept = load?.stacks.length === 0 ? 'all stacks' : `--stack ${listed(load?.stacks ?? [])}`;
    throw refusal(chosen, empty ?? kept, `--stack ${listed(stacks)}`);
  }
  return isLoaded ? undefined : load;
}
