import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environments } from '../src/workshop/environments';
import { stacks } from '../src/workshop/stacks';
import { checks } from '../src/workshop/synthesis/checks';
import type { Check } from '../src/workshop/synthesis/finding';
import { undocumentedExports } from './support/docstrings';
import { filesBelow, namesIn, ROOT } from './support/source-files';
import { describeWithTexts, readCatalogue } from './support/workshop-texts';

/** Lines that one file may have: more than that is more than one idea. */
const LINES_MAX = 400;

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const exportsOf = (path: string): unknown[] => Object.values(jest.requireActual<object>(join(ROOT, path)));
const isGenerated = (path: string): boolean => path.includes('.generated.');

const sources = ['src', 'test', 'scripts', 'bench', 'bin', 'examples'].flatMap(filesBelow);
const modules = sources.filter((path) => path.endsWith('.ts') && !isGenerated(path));

describe('registries', () => {
  const stacksFolder = 'src/workshop/stacks';
  const environmentsFolder = 'src/workshop/environments';
  const checksFolder = 'src/workshop/synthesis/checks';

  test('every folder of stacks is registered, and nothing else', () => {
    expect(stacks.map(({ id }) => id).sort()).toEqual(namesIn(stacksFolder, 'folders'));
  });

  test.each(namesIn(stacksFolder, 'folders'))('the folder %s exports the stack of its name', (folder) => {
    expect(exportsOf(`${stacksFolder}/${folder}`)).toContain(stacks.find(({ id }) => id === folder));
  });

  test('every environment that a file exports is registered', () => {
    const exported = namesIn(environmentsFolder, 'modules')
      .filter((module) => module !== 'index')
      .flatMap((module) => exportsOf(`${environmentsFolder}/${module}`))
      .filter((value) => typeof value === 'object' && value !== null && 'form' in value && 'secrets' in value);
    expect(new Set(exported)).toEqual(new Set(environments));
    expect(exported).toHaveLength(environments.length);
  });

  test('every check is registered', () => {
    const declared = namesIn(checksFolder, 'modules').flatMap((module) => {
      const path = `${checksFolder}/${module}`;
      const names = [...read(`${path}.ts`).matchAll(/^export const (\w+): Check\b/gm)].map(
        ([, name]) => name as string,
      );
      const exported = jest.requireActual<Record<string, Check>>(join(ROOT, path));
      return names.map((name) => ({ name: `${module}: ${name}`, check: exported[name] as Check }));
    });
    expect(declared.filter(({ check }) => !checks.includes(check)).map(({ name }) => name)).toEqual([]);
    expect(checks).toHaveLength(declared.length);
  });
});

describeWithTexts('the workshops', () => {
  test('have 34 stacks, and every one is registered', () => {
    const catalogued = readCatalogue().stacks.map(({ id }) => id);
    expect(catalogued).toHaveLength(34);
    expect(stacks.map(({ id }) => id)).toEqual(expect.arrayContaining(catalogued));
  });
});

describe('files', () => {
  test.each(['src', 'test'])(`no module of %s has more than ${LINES_MAX} lines`, (folder) => {
    const long = modules
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => `${path}: ${read(path).trimEnd().split('\n').length} lines`)
      .filter((entry) => Number(/: (\d+) lines$/.exec(entry)?.[1]) > LINES_MAX);
    expect(long).toEqual([]);
  });

  test('no name is a drawer for odds and ends', () => {
    expect(sources.filter((path) => /(^|[/.-])(utils?|helpers?|commons?|misc)([/.-]|$)/i.test(path))).toEqual([]);
  });

  test('no file names a folder of one machine', () => {
    const documents = [...filesBelow('docs'), ...filesBelow('.ci'), 'package.json'];
    const machinePath = /(^|[^\w.])\/(work|farm|Users)\/\w/m;
    expect([...sources, ...documents].filter((path) => machinePath.test(read(path)))).toEqual([]);
  });
});

describe('ways around types', () => {
  test('one stack alone takes the one there is, for the object that the lesson casts into an invalid one', () => {
    const raw = modules.filter((path) => path.startsWith('src/workshop/stacks/') && /\brawManifest\(/.test(read(path)));
    expect(raw).toEqual(['src/workshop/stacks/dockercoins/index.ts']);
  });
});

describe('documentation', () => {
  test.each(['src/index.ts', 'src/workshops.ts'])(
    'every export of %s has a docstring, and every optional prop says what happens without it',
    (entry) => {
      expect(undocumentedExports(join(ROOT, entry))).toEqual([]);
    },
  );
});
