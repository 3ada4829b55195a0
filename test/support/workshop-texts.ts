import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

/** Where the catalogue and the given manifests are: beside the clone, or where WORKSHOP_TEXTS says. */
export const TEXTS_FOLDER = resolve(process.env['WORKSHOP_TEXTS'] ?? join(__dirname, '../../../shared/workshop'));

const areThere = existsSync(join(TEXTS_FOLDER, 'catalogue.yaml'));

/**
 * A group of tests that compare with the texts of the workshops, which are no part of this package. In a clone without
 * them the group says so; it fails when the texts were asked for or are there in part.
 */
export function describeWithTexts(name: string, tests: () => void): void {
  describe(name, () => {
    if (areThere) {
      tests();
      return;
    }
    test('nothing is compared: the texts are not beside this clone (WORKSHOP_TEXTS names their folder)', () => {
      expect({ askedFor: process.env['WORKSHOP_TEXTS'], isThere: existsSync(TEXTS_FOLDER) }).toEqual({
        askedFor: undefined,
        isThere: false,
      });
    });
  });
}

/** What is wrong or out of date in a text, and its cure. */
export interface Defect {
  readonly id: string;
  readonly text: string;
  readonly fix: string;
}

/** A stack as the catalogue describes it. */
export interface CataloguedStack {
  readonly id: string;
  readonly stages?: readonly { readonly dir: string }[];
  readonly defects?: readonly Defect[];
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
  readonly requirements: readonly { readonly id: string }[];
  readonly layouts: readonly CataloguedLayout[];
}

let catalogue: Catalogue | undefined;

/** The catalogue of the workshops. */
export function readCatalogue(): Catalogue {
  catalogue ??= parse(readFileSync(join(TEXTS_FOLDER, 'catalogue.yaml'), 'utf8')) as Catalogue;
  return catalogue;
}

/** Paths of all files below `folder` of the texts, relative to it, with '/', in order. */
export function textsBelow(folder: string): string[] {
  const below = (path: string): string[] =>
    readdirSync(join(TEXTS_FOLDER, folder, path), { withFileTypes: true }).flatMap((entry) => {
      const inside = path === '' ? entry.name : `${path}/${entry.name}`;
      return entry.isDirectory() ? below(inside) : [inside];
    });
  return below('').sort();
}

/** The text of a file of the texts. */
export const readText = (path: string): string => readFileSync(join(TEXTS_FOLDER, path), 'utf8');
