/**
 * What is loaded only when a command needs it: cdk8s and the stacks take far longer than an answer to --help may.
 */
import type * as CheckModule from '../check';
import type * as LessonsModule from '../lessons';
import type * as DeployModule from '../deploy';
import type * as SimulatorModule from '../simulator';
import type * as EdgeModule from '../simulator/edge';
import type * as ManifestsModule from '../simulator/manifests/read-manifests';
import type * as ProgramModule from '../workshop/program';
import type * as LayoutsModule from '../workshop/synthesis/layouts';
import type * as ReleasesModule from '../workshop/synthesis/releases';
import type * as SelectModule from '../workshop/synthesis/program';
import type * as SynthesisModule from '../workshop/synthesis';
import { loadBundle } from './simulator-bundle';

/* eslint-disable @typescript-eslint/no-require-imports -- import() would be another module system in tests. */

/** Synthesis. */
export const loadSynthesis = (): typeof SynthesisModule => require('../workshop/synthesis');

/** The selection of environments and stacks. */
export const loadSelection = (): typeof SelectModule => require('../workshop/synthesis/program');

/** Released versions and the pointers to them. */
export const loadReleases = (): typeof ReleasesModule => require('../workshop/synthesis/releases');

/** Folder layouts. */
export const loadLayouts = (): typeof LayoutsModule => require('../workshop/synthesis/layouts');

/** The program of the workshops. */
export const loadWorkshopProgram = (): typeof ProgramModule => require('../workshop/program');

/** The simulated cluster. */
export const loadSimulator = (): typeof SimulatorModule => loadBundle()?.simulator ?? require('../simulator');

/** Its server, certificates and files. */
export const loadEdge = (): typeof EdgeModule => loadBundle()?.edge ?? require('../simulator/edge');

/** The lessons of the workshops, and what plays them. */
export const loadLessons = (): typeof LessonsModule => loadBundle()?.lessons ?? require('../lessons');

/** Checks of manifests on a simulated cluster. */
export const loadCheck = (): typeof CheckModule => loadBundle()?.check ?? require('../check');

/** Deployment to real clusters. */
export const loadDeploy = (): typeof DeployModule => require('../deploy');

/** How manifests are read. */
export const loadManifests = (): typeof ManifestsModule => require('../simulator/manifests/read-manifests');

/** A module of someone else, by its absolute path: CommonJS or ECMAScript. */
export async function loadModule(path: string): Promise<unknown> {
  try {
    return require(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_REQUIRE_ESM') throw error;
    const { pathToFileURL } = await import('node:url');
    return await import(pathToFileURL(path).href);
  }
}
