import { join } from 'node:path';
import type { Program } from '../../../../src';
import { writeLayout } from '../../../../src/workshop/synthesis/layouts';
import { useTemporaryFolder } from '../../../support/temporary-folder';
import { describeWithTexts, readCatalogue } from '../../../support/workshop-texts';
import { regionalProgram } from './regional-program';
import { writtenTree } from './written-tree';

const folder = useTemporaryFolder();

/** A path or link of the catalogue; it spells one ending `.YAML` once, which is the same name. */
const spelled = (entry: string): string => entry.replace(/\.YAML$/, '.yaml');

const PART = '(?<part>frontend|service-1|service-2)';
const OBJECT = '\\k<part>-(deployment|service|ingress)\\.yaml';
/** A template folder: the objects, the one that a flag turns on, and what says which values they take. */
const TEMPLATE = `(${OBJECT}|frontend-configmap\\.yaml|release\\.yaml)`;
const VERSION = '(v1|v2|v3|current)';

/**
 * What a layout has beside the excerpt that the catalogue gives: the same for the other components, versions and
 * objects, so that every link leads somewhere and every template can be rendered.
 */
const layouts = [
  { id: 'LAYOUT-01', style: 'folders', further: [] },
  { id: 'LAYOUT-02', style: 'folders', further: [`${PART}/${VERSION}/${OBJECT}`] },
  {
    id: 'LAYOUT-03',
    style: 'folders',
    further: [
      `${PART}/${VERSION}/${OBJECT}`,
      `${PART}/head -> current/`,
      `${PART}/development -> v3/`,
      `${PART}/(staging|canary) -> v2/`,
      `${PART}/release -> v1/`,
    ],
  },
  {
    id: 'LAYOUT-04',
    style: 'folders',
    further: [
      `${PART}/${VERSION}/${TEMPLATE}`,
      `${PART}/staging/templates -> \\.\\./v2`,
      `${PART}/production/templates -> \\.\\./v1`,
      `${PART}/(?<name>staging|production)/\\k<name>-parameters\\.yaml`,
    ],
  },
  {
    id: 'LAYOUT-05',
    style: 'tags',
    further: [`${PART}/templates/${TEMPLATE}`, `${PART}/(staging|production)-parameters\\.yaml`],
  },
  {
    id: 'LAYOUT-06',
    style: 'folders',
    further: [
      `${PART}/${VERSION}/${TEMPLATE}`,
      `${PART}/staging/templates -> \\.\\./v3/`,
      `${PART}/eastus/templates -> \\.\\./v1/`,
      `${PART}/westus/templates -> \\.\\./v2/`,
      `${PART}/(staging|eastus|westus)/parameters\\.yaml`,
    ],
  },
  {
    id: 'LAYOUT-07',
    style: 'tags',
    further: [`${PART}/templates/${TEMPLATE}`, `${PART}/(staging|eastus|westus)-parameters\\.yaml`],
  },
] as const;

describeWithTexts('the layouts of the text', () => {
  const write = (program: Program, style: 'folders' | 'tags') =>
    writeLayout(program, { stack: 'frontend-layout', style, folder: join(folder(), 'out') });
  const given = (id: string): string[] =>
    (readCatalogue().layouts.find((layout) => layout.id === id)?.tree ?? []).map(spelled).sort();

  test.each(layouts)('$id comes out path by path and link by link', ({ id, style, further }) => {
    write(regionalProgram(folder()), style);
    const written = writtenTree(join(folder(), 'out', id));
    const catalogued = given(id);
    expect(catalogued.length).toBeGreaterThan(0);
    expect(written.filter((path) => catalogued.includes(path))).toEqual(catalogued);
    const beside = written.filter((path) => !catalogued.includes(path));
    expect(beside.filter((path) => !further.some((pattern) => new RegExp(`^${pattern}$`).test(path)))).toEqual([]);
  });

  test('LAYOUT-01 to 07 are all there are of one application, each in one style', () => {
    const program = regionalProgram(folder());
    const ids = [...write(program, 'folders'), ...write(program, 'tags')].map(({ id }) => id);
    expect(ids.sort()).toEqual(layouts.map(({ id }) => id));
    const others = readCatalogue()
      .layouts.map(({ id }) => id)
      .filter((id) => !ids.includes(id));
    expect(others).toEqual(['LAYOUT-08', 'LAYOUT-09', 'LAYOUT-10']);
  });
});
