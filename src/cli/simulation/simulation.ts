import type { ProfileName, ServerFlags } from '../../simulator';
import type { ImageDefinition } from '../../simulator/programs';
import { UsageError } from '../failure';
import { loadSimulator } from '../load';
import { numberOption } from '../number-option';
import type { Given } from '../options';
import type { EnvironmentChoice } from './environment-files';
import type { KeptImages } from './kept-images';
import { serverFlagsOf } from './server-flags';
import { type ChosenFolder, type KeptLoad, type KeptSettings, remainingLoad, requireKept } from './kept-settings';

/** What happens when options are not given. */
export const DEFAULTS = {
  environment: 'dev',
  out: 'dist',
  port: 6443,
  seed: 1,
  speed: 1,
  emptyProfile: 'plain',
  loadedProfile: 'workshop',
  /** Loading lets minutes pass that must not lie ahead of the wall clock. */
  loadedStartBefore: '15m',
} as const;

/** What to load. */
export interface WantedEnvironment extends EnvironmentChoice {
  /** Module with the program. @default - ours */
  readonly app: string | undefined;
}

/** Images of a team, and the module that they came from. */
export interface GivenImages {
  readonly definitions: readonly ImageDefinition[];
  /** @default - there are none */
  readonly module?: KeptImages;
}

/** What to simulate, as given. */
export interface Simulation {
  readonly profile: ProfileName;
  readonly nodes: number;
  readonly seed: number;
  readonly speed: number;
  readonly port: number;
  readonly startBeforeMs: number;
  /** Images of a team. */
  readonly images: GivenImages;
  /** Flags of the API server that are given. */
  readonly server: Partial<ServerFlags>;
  /** Whether virtual time comes to the wall clock after loading. */
  readonly catchesUp: boolean;
  /** File of the kubeconfig; undefined for the one in the kept folder. */
  readonly kubeconfig: string | undefined;
  /** What is to be loaded now. @default - nothing: an empty cluster, or one that goes on */
  readonly load: WantedEnvironment | undefined;
  /** What a folder notes of it. */
  readonly settings: KeptSettings;
}

/** Options that only make sense when something is loaded. */
const LOADING = ['env', 'stack', 'out', 'app', 'once'] as const;

function startBefore(text: string): number {
  try {
    return loadSimulator().durationMs(text);
  } catch {
    throw new UsageError(`'--start-before' must be a duration such as 90s, 10m, 1h30m or 2d, got '${text}'`);
  }
}

/** What a new cluster is begun with: an environment, or nothing. */
function givenLoad(given: Given): KeptLoad | undefined {
  if (!given.flag('empty'))
    return { environment: given.text('env') ?? DEFAULTS.environment, stacks: given.list('stack') };
  const other = LOADING.find((name) => given.flag(name));
  if (other !== undefined) throw new UsageError(`'--empty' loads nothing: leave out '--${other}'`);
  return undefined;
}

function refuseCombinations(given: Given): void {
  if (given.flag('once') && given.flag('data-dir')) {
    throw new UsageError("'--once' keeps nothing: leave out '--data-dir'");
  }
  if (given.text('output') === 'json' && !given.flag('once')) {
    throw new UsageError("a cluster that stays has no JSON document: give '--once' with '-o json'");
  }
}

/**
 * What to simulate. A cluster in a folder goes on as it was begun, with what is not given.
 *
 * @throws UsageError for values and combinations that cannot be, and for others than those of the folder.
 */
export function simulationOf(given: Given, images: GivenImages, chosen?: ChosenFolder): Simulation {
  const asked = givenLoad(given);
  refuseCombinations(given);
  const kept = chosen?.settings;
  const profile = (given.text('profile') ??
    kept?.profile ??
    (asked === undefined ? DEFAULTS.emptyProfile : DEFAULTS.loadedProfile)) as ProfileName;
  const { nodes, nodesMax } = loadSimulator().profiles[profile];
  const settled = {
    profile,
    nodes: numberOption(given, 'nodes', { min: 0, max: nodesMax, otherwise: kept?.nodes ?? nodes }),
    seed: numberOption(given, 'seed', { min: 0, max: 2 ** 32 - 1, otherwise: kept?.seed ?? DEFAULTS.seed }),
  };
  requireKept(chosen, settled);
  const goesOn = chosen !== undefined && kept !== undefined;
  const load = goesOn && asked !== undefined ? remainingLoad(given, chosen, kept) : asked;
  const before = given.text('start-before') ?? kept?.startBefore;
  const anonymousAuth = given.text('anonymous-auth');
  return {
    ...settled,
    speed: numberOption(given, 'speed', { min: 0.001, max: 100_000, otherwise: DEFAULTS.speed, isFraction: true }),
    port: numberOption(given, 'port', { min: 0, max: 65_535, otherwise: DEFAULTS.port }),
    startBeforeMs: startBefore(before ?? (load === undefined ? '0s' : DEFAULTS.loadedStartBefore)),
    images,
    server: anonymousAuth === undefined ? {} : serverFlagsOf(anonymousAuth),
    catchesUp: before === undefined,
    kubeconfig: given.text('kubeconfig'),
    load: load === undefined ? undefined : { ...load, out: given.text('out') ?? DEFAULTS.out, app: given.text('app') },
    settings: {
      ...(kept ?? {
        ...settled,
        ...(before === undefined ? {} : { startBefore: before }),
        ...(load === undefined ? {} : { load }),
        isLoaded: load === undefined,
      }),
      ...(images.module === undefined ? {} : { images: images.module }),
    },
  };
}
