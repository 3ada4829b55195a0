import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Program, ReleaseStage } from '../../src';
import { workshopProgram } from '../../src/workshop/program';
import { promote, writeRelease } from '../../src/workshop/synthesis/releases';
import { stackCalled } from './whole-program';

const IMAGES = ['blue', 'green', 'purple'].map((colour) => `gcr.io/kuar-demo/kuard-amd64:${colour}`);

/**
 * frontend-layout in all environments, with the versions v1, v2 and v3 (which differ in the frontend's image) in
 * `folder`, and with `pointers` from stages to versions.
 */
export function releasedFrontend(folder: string, pointers: Partial<Record<ReleaseStage, string>>): Program {
  const stack = stackCalled('frontend-layout');
  for (const [index, frontendImage] of IMAGES.entries()) {
    writeRelease(stack, folder, { version: `v${index + 1}`, defaults: { frontendImage } });
  }
  const program = { stacks: [stack], environments: workshopProgram.environments, releases: folder };
  for (const [stage, version] of Object.entries(pointers)) promote(program, stack.id, stage, version);
  return program;
}

/** Those of `paths` that a folder lacks. A path is a file, or a link written as `path -> target`. */
export const missingIn = (folder: string, paths: readonly string[]): string[] =>
  paths.filter((path) => {
    const [name = '', target] = path.split(' -> ');
    const place = join(folder, name);
    if (target === undefined) return !existsSync(place) || !lstatSync(place).isFile();
    return !lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() || readlinkSync(place) !== target;
  });
