import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RELEASE_STAGES, type ReleaseStage } from '../../environments/environment';
import { suggestion } from '../nearest';
import { type Program, SelectionError } from '../program';
import { shownPath, versionsOf } from './read-release';
import {
  HEAD,
  INITIAL_STAGES_TEXT,
  pointersOf,
  requireFewVersions,
  STAGES_FILE,
  stagesText,
  withPointer,
} from './stage-pointers';

/** A pointer that moved, or stayed where it was. */
export interface Promotion {
  readonly stack: string;
  readonly stage: ReleaseStage;
  /** Version before. */
  readonly from: string;
  /** Version now. */
  readonly to: string;
  /** One sentence for a person. */
  readonly message: string;
}

/** The folder of released versions of `program`. */
export function releasesFolder(program: Pick<Program, 'releases'>): string {
  if (program.releases !== undefined) return program.releases;
  throw new SelectionError("the program has no folder of releases: set 'releases'");
}

/** The stack `stackId` of `program`, which must have a production form. */
export function releasableStack(program: Pick<Program, 'stacks'>, stackId: string): Program['stacks'][number] {
  const known = program.stacks.filter(({ production }) => production !== undefined);
  const stack = known.find(({ id }) => id === stackId);
  if (stack !== undefined) return stack;
  const names = known.map(({ id }) => id);
  throw new SelectionError(`no stack '${stackId}' with a production form${suggestion(stackId, names)}`);
}

/**
 * Makes `stage` of a stack run `version`, a release or HEAD: changes the pointer in `stages.yaml` and nothing else.
 * Going back is the same with an earlier version.
 *
 * @throws SelectionError for unknown names, with the nearest one; ReleaseError when a fourth version would be active.
 */
export function promote(program: Program, stackId: string, stageName: string, version: string): Promotion {
  const folder = releasesFolder(program);
  releasableStack(program, stackId);
  const stage = RELEASE_STAGES.find((name) => name === stageName);
  if (stage === undefined) {
    throw new SelectionError(`unknown stage '${stageName}'${suggestion(stageName, RELEASE_STAGES)}`);
  }
  if (stage === HEAD && version !== HEAD) {
    throw new SelectionError(`stage HEAD is the code as it stands and cannot be '${version}'; choose a later stage`);
  }
  const versions = [HEAD, ...versionsOf(folder, stackId)];
  if (!versions.includes(version)) {
    throw new SelectionError(`stack ${stackId}: unknown version '${version}'${suggestion(version, versions)}`);
  }
  const text = stagesText(folder, stackId);
  const pointers = pointersOf(folder, stackId, text);
  const from = pointers[stage];
  const what = { stack: stackId, stage, from, to: version };
  if (from === version) return { ...what, message: `${stackId}: ${stage} is at ${version} already` };
  const place = shownPath(folder, stackId, STAGES_FILE);
  requireFewVersions(place, stackId, { ...pointers, [stage]: version }, program.environments);
  const path = join(folder, stackId, STAGES_FILE);
  mkdirSync(join(folder, stackId), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, withPointer(text ?? INITIAL_STAGES_TEXT, stage, version));
  renameSync(temporary, path);
  return { ...what, message: `${stackId}: ${stage} moved from ${from} to ${version}` };
}
