import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PACKAGE_FOLDER } from '../package-folder';

/** A file of a new project. */
export interface ProjectFile {
  /** Below the folder of the project, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** What a new project is made of. */
export interface NewProject {
  /** Name of the project, its stack and its images: a DNS label. */
  readonly name: string;
  /** What its package.json says of this package: a version, or `file:` and a path. */
  readonly package: string;
  /** Manifests that it takes as they are, below `manifests/`. @default - it gets a sample application */
  readonly manifests?: readonly ProjectFile[];
}

const TEMPLATE = join(__dirname, 'template');

/** Folders of the template that are chosen between, and where their files go. */
const CHOICES = ['sample', 'from'] as const;

interface PackageJson {
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Versions that this package is made and tested with. */
function versions(): Readonly<Record<string, string>> {
  const { peerDependencies, devDependencies } = JSON.parse(
    readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8'),
  ) as PackageJson;
  return { ...devDependencies, ...peerDependencies };
}

/** Where a file of the template goes; undefined when it is of the other choice. */
function placeOf(file: string, choice: (typeof CHOICES)[number]): string | undefined {
  const path = file.replace(/\\/g, '/').replace(/\.txt$/, '');
  const [first = '', ...rest] = path.split('/');
  // npm leaves .gitignore out of packages.
  if (path === 'gitignore') return '.gitignore';
  if (first === 'github') return `.github/${rest.join('/')}`;
  if (!(CHOICES as readonly string[]).includes(first)) return path;
  return first === choice ? `src/${rest.join('/')}` : undefined;
}

/**
 * The files of a new project, by path.
 *
 * @throws RangeError for a placeholder of the template that nothing is known for.
 */
export function projectFiles({ name, package: spec, manifests }: NewProject): readonly ProjectFile[] {
  const values: Readonly<Record<string, string | undefined>> = { ...versions(), name, package: spec };
  const choice = manifests === undefined ? 'sample' : 'from';
  const made = readdirSync(TEMPLATE, { recursive: true, encoding: 'utf8' }).flatMap((file): ProjectFile[] => {
    const path = file.endsWith('.txt') ? placeOf(file, choice) : undefined;
    if (path === undefined) return [];
    const text = readFileSync(join(TEMPLATE, file), 'utf8').replace(/\{\{([^}]+)\}\}/g, (_all, key: string) => {
      const value = values[key];
      if (value === undefined) throw new RangeError(`template ${file}: nothing is known for '${key}'`);
      return value;
    });
    return [{ path, text }];
  });
  const taken = (manifests ?? []).map(({ path, text }) => ({ path: `manifests/${path}`, text }));
  return [...made, ...taken].sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** A DNS label of a folder's name; undefined when nothing of it can be one. */
export function projectName(folder: string): string | undefined {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return /^[a-z]/.test(name) ? name : undefined;
}
