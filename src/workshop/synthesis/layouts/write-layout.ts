import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { suggestion } from '../nearest';
import { type Program, SelectionError } from '../program';
import { HEAD } from '../releases';
import { Application, CURRENT } from './application';
import { ARRANGEMENTS, type LayoutStyle } from './arrangements';
import { replaceFolder } from './tree';

/** What to write, and where to. */
export interface LayoutOptions {
  /** Id of a stack with a production form. */
  readonly stack: string;
  /** Whether versions are folders or tags. */
  readonly style: LayoutStyle;
  /** Folder that gets one sub-folder for each layout, called like its id. */
  readonly folder: string;
  /**
   * Version that `templates/` holds in the style `tags`: what a checkout of its tag shows.
   * @default - the code as it stands
   */
  readonly version?: string;
}

/** A layout that was written. */
export interface WrittenLayout {
  /** Id in the catalogue, and name of the sub-folder. */
  readonly id: string;
  /** What it shows, in one sentence. */
  readonly what: string;
  /** Paths of its files and links, in order. */
  readonly paths: readonly string[];
}

/** The styles of layouts. */
export const LAYOUT_STYLES: readonly LayoutStyle[] = ['folders', 'tags'];

/**
 * Writes every layout of a style for one stack, each into a sub-folder of its own, because the layouts give the same
 * paths different meanings. A sub-folder that exists is replaced; nothing is written before all trees are made.
 *
 * @throws SelectionError for unknown stacks, styles, versions and missing environments, with the nearest known name.
 */
export function writeLayout(program: Program, options: LayoutOptions): WrittenLayout[] {
  const { stack, style, folder, version = HEAD } = options;
  if (!LAYOUT_STYLES.includes(style)) {
    throw new SelectionError(`unknown style '${String(style)}'${suggestion(style, LAYOUT_STYLES)}`);
  }
  const application = new Application(program, stack);
  const layouts = ARRANGEMENTS.filter((arrangement) => arrangement.style === style).map(({ id, what, treeOf }) => {
    return { id, what, tree: treeOf(application, version === HEAD ? CURRENT : version) };
  });
  mkdirSync(folder, { recursive: true });
  return layouts.map(({ id, what, tree }) => {
    replaceFolder(join(folder, id), tree);
    return { id, what, paths: [...tree.keys()].sort() };
  });
}
