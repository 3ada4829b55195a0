import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describeWithShared, sharedFolder } from './shared';

/** Path of the texts of the workshops: their catalogue, the manifests and files that they give. */
const textPath = (...names: readonly string[]): string => join(sharedFolder() ?? '', 'workshop', ...names);

/** A group of tests that compare with the texts of the workshops, which are no part of this package. */
export const describeWithTexts = (name: string, tests: () => void): void => describeWithShared(name, tests);

/** What is wrong or out of date in a text, and its cure. */
export interface Defect {
  readonly id: string;
  readonly text: string;
  readonly fix: string;
}

/** A stack as the catalogue describes it. */
export interface CataloguedStack {
  readonly id: string;
  readonly stages?: readonly { readonly dir: string; readonly what: string }[];
  readonly defects?: readonly Defect[];
}

/** An exercise as the catalogue describes it. */
export interface CataloguedExercise {
  readonly id: string;
  readonly stack: string;
  readonly stage?: string;
  /** `negative`: a failure that must be reproduced. */
  readonly nature: 'normal' | 'negative' | 'claim' | 'bonus' | 'outside';
  /** What a text expects to be seen, and what a cluster of today shows. */
  readonly steps: readonly { readonly expect?: string; readonly now?: string }[];
}

/** A folder layout as the catalogue describes it. */
export interface CataloguedLayout {
  readonly id: string;
  readonly tree: readonly string[];
}

/** The parts of catalogue.yaml that tests read. */
export interface Catalogue {
  readonly counts: { readonly manifest_files: number; readonly manifest_documents: number };
  readonly stacks: readonly CataloguedStack[];
  readonly exercises: readonly CataloguedExercise[];
  readonly requirements: readonly { readonly id: string }[];
  readonly layouts: readonly CataloguedLayout[];
}

let catalogue: Catalogue | undefined;

/** The catalogue of the workshops. */
export function readCatalogue(): Catalogue {
  catalogue ??= parse(readFileSync(textPath('catalogue.yaml'), 'utf8')) as Catalogue;
  return catalogue;
}

/** Paths of all files below `folder` of the texts, relative to it, with '/', in order. */
export function textsBelow(folder: string): string[] {
  const below = (path: string): string[] =>
    readdirSync(textPath(folder, path), { withFileTypes: true }).flatMap((entry) => {
      const inside = path === '' ? entry.name : `${path}/${entry.name}`;
      return entry.isDirectory() ? below(inside) : [inside];
    });
  return below('').sort();
}

/** The text of a file of the texts. */
export const readText = (path: string): string => readFileSync(textPath(path), 'utf8');
