import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, RELEASE_STAGES, type ReleaseStage } from '../../environments/environment';
import { suggestion } from '../nearest';
import { shownPath, VERSION, versionsOf } from './read-release';
import { ReleaseError } from './release-error';

/** File of a stack's pointers from stages to versions. */
export const STAGES_FILE = 'stages.yaml';

/** The version of each stage. */
export type StagePointers = Readonly<Record<ReleaseStage, string>>;

/** The version that is the code as it stands. */
export const HEAD = 'HEAD';

/** Versions that may be active at once: one in testing, one rolling out, one being replaced. Source: IAC-21. */
const ACTIVE_MAX = 3;

const UNRELEASED = Object.fromEntries(RELEASE_STAGES.map((stage) => [stage, HEAD])) as unknown as StagePointers;

/** Text of the pointers of a stack that was never promoted. */
export const INITIAL_STAGES_TEXT = `# Which version each stage runs; HEAD is the code as it stands.\n${RELEASE_STAGES.map(
  (stage) => `${stage}: ${HEAD}\n`,
).join('')}`;

/** A pointer's line: stage, version, and perhaps a comment. */
const POINTER = /^(\w+):([ \t]+)(\S+)([ \t]*(?:#.*)?)$/;

function parsePointers(place: string, text: string, versions: readonly string[]): StagePointers {
  const known = [HEAD, ...versions];
  const pointers = new Map<string, string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#.*)?$/.test(line)) continue;
    const [, stage, , version] = POINTER.exec(line) ?? [];
    const at = `${place}:${index + 1}`;
    if (stage === undefined || version === undefined) {
      throw new ReleaseError(`${at}: must be '<stage>: <version>', got '${line}'`);
    }
    if (!(RELEASE_STAGES as readonly string[]).includes(stage)) {
      throw new ReleaseError(`${at}: unknown stage '${stage}'${suggestion(stage, RELEASE_STAGES)}`);
    }
    if (pointers.has(stage)) throw new ReleaseError(`${at}: stage ${stage} must have one pointer, got a second`);
    if (stage === HEAD && version !== HEAD) {
      throw new ReleaseError(`${at}: stage HEAD must be HEAD, the code as it stands, got '${version}'`);
    }
    if (!known.includes(version)) {
      throw new ReleaseError(`${at}: unknown version '${version}'${suggestion(version, known)}`);
    }
    pointers.set(stage, version);
  }
  const missing = RELEASE_STAGES.filter((stage) => !pointers.has(stage));
  if (missing.length > 0) throw new ReleaseError(`${place}: must name every stage, lacks ${missing.join(', ')}`);
  return Object.fromEntries(pointers) as unknown as StagePointers;
}

/** Who uses which released version, as `v1 (Release: production-eastus, production-westus)`. */
function usesOf(stackId: string, pointers: StagePointers, environments: readonly Environment[]): Map<string, string> {
  const uses = new Map<string, string[]>();
  for (const stage of RELEASE_STAGES) {
    const version = pointers[stage];
    if (!VERSION.test(version)) continue;
    const names = environments
      .filter((environment) => environment.form === 'production' && environment.stage === stage)
      .filter((environment) => environment.form === 'production' && stackId in environment.stacks)
      .map(({ name }) => name);
    const use = names.length === 0 ? stage : `${stage}: ${names.join(', ')}`;
    uses.set(version, [...(uses.get(version) ?? []), use]);
  }
  return new Map([...uses].sort().map(([version, users]) => [version, `${version} (${users.join('; ')})`]));
}

/**
 * Refuses pointers by which more than three released versions would be active at once, over all stages and the
 * environments that follow them.
 *
 * @throws ReleaseError that says who uses which version.
 */
export function requireFewVersions(
  place: string,
  stackId: string,
  pointers: StagePointers,
  environments: readonly Environment[],
): void {
  const uses = usesOf(stackId, pointers, environments);
  if (uses.size <= ACTIVE_MAX) return;
  throw new ReleaseError(
    `${place}: at most ${ACTIVE_MAX} versions may be active at once, got ${uses.size}: ` +
      `${[...uses.values()].join(', ')}; promote the stages of one of them to another version first`,
  );
}

/** Text of the pointers of a stack, if it has any. */
export function stagesText(folder: string, stackId: string): string | undefined {
  const path = join(folder, stackId, STAGES_FILE);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** The pointers of a stack in `text`; without text every stage is the code as it stands. */
export function pointersOf(folder: string, stackId: string, text: string | undefined): StagePointers {
  if (text === undefined) return UNRELEASED;
  return parsePointers(shownPath(folder, stackId, STAGES_FILE), text, versionsOf(folder, stackId));
}

/** The pointers of every stack below `folder`, none of which has too many active versions. */
export function readPointers(folder: string, environments: readonly Environment[]): Map<string, StagePointers> {
  if (!existsSync(folder)) return new Map();
  const stackIds = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return new Map(
    stackIds.map(({ name }) => {
      const pointers = pointersOf(folder, name, stagesText(folder, name));
      requireFewVersions(shownPath(folder, name, STAGES_FILE), name, pointers, environments);
      return [name, pointers];
    }),
  );
}

/** `text` with the pointer of one stage changed and every other byte as it was. */
export function withPointer(text: string, stage: ReleaseStage, version: string): string {
  return text.replace(new RegExp(`^(${stage}:[ \\t]+)\\S+`, 'm'), `$1${version}`);
}
