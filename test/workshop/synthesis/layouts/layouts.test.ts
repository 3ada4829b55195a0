import { mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { buildSets, type Environment, type Manifest, type Program, toYaml } from '../../../../src';
import { renderLayout, writeLayout } from '../../../../src/workshop/synthesis/layouts';
import { promote } from '../../../../src/workshop/synthesis/releases';
import { filesIn, useTemporaryFolder } from '../../../support/temporary-folder';
import { regionalProgram } from './regional-program';
import { writtenTree } from './written-tree';

const folder = useTemporaryFolder();
const out = (...names: string[]) => join(folder(), ...names);
const write = (program: Program, style: 'folders' | 'tags', name: string = style, version?: string) =>
  writeLayout(program, { stack: 'frontend-layout', style, folder: out(name), version });
const read = (...names: string[]) => parse(readFileSync(out(...names), 'utf8')) as Record<string, unknown>;

const textsOf = (manifests: readonly Manifest[]) => manifests.map((manifest) => toYaml({ ...manifest })).sort();

/** Renders an environment of a layout of tags: its parameters say which tag must be checked out. */
function renderTagged(program: Program, layout: string, environment: string): string[] {
  write(program, 'tags');
  const tag = String(read('tags', layout, 'frontend', `${environment}-parameters.yaml`)['version']);
  write(program, 'tags', 'checkout', tag.replace(/\.0$/, ''));
  return textsOf(renderLayout(out('checkout', layout), environment));
}

describe('IAC-08: versions as folders and versions as tags', () => {
  test.each([
    { folders: 'LAYOUT-04', tags: 'LAYOUT-05', environment: 'staging', colour: 'green' },
    { folders: 'LAYOUT-04', tags: 'LAYOUT-05', environment: 'production', colour: 'blue' },
    { folders: 'LAYOUT-06', tags: 'LAYOUT-07', environment: 'staging', colour: 'purple' },
    { folders: 'LAYOUT-06', tags: 'LAYOUT-07', environment: 'eastus', colour: 'blue' },
    { folders: 'LAYOUT-06', tags: 'LAYOUT-07', environment: 'westus', colour: 'green' },
  ])('$folders and $tags render the same objects for $environment', ({ folders, tags, environment, colour }) => {
    const program = regionalProgram(folder());
    write(program, 'folders');
    const texts = textsOf(renderLayout(out('folders', folders), environment));
    expect(texts.join('')).toContain(`kuard-amd64:${colour}`);
    expect(texts.length).toBeGreaterThanOrEqual(9);
    expect(renderTagged(program, tags, environment)).toEqual(texts);
  });

  test.each([
    { folderName: 'staging', environment: 'staging' },
    { folderName: 'production', environment: 'production-eastus' },
  ])('the folder $folderName renders what synthesis writes for $environment', ({ folderName, environment }) => {
    const program = regionalProgram(folder());
    write(program, 'folders');
    const [set] = buildSets(program, { environments: [environment] });
    const manifests = (set?.objects ?? []).map(({ manifest }) => manifest).filter(({ kind }) => kind !== 'Namespace');
    expect(textsOf(renderLayout(out('folders', 'LAYOUT-04'), folderName))).toEqual(textsOf(manifests));
  });

  test('templates of another tag than the parameters name are refused', () => {
    write(regionalProgram(folder()), 'tags', 'tags', 'v3');
    expect(() => renderLayout(out('tags', 'LAYOUT-05'), 'production')).toThrow(
      "frontend/production-parameters.yaml: 'version' must be the tag that is checked out, v3.0, got 'v1.0': " +
        'check that tag out into frontend/templates',
    );
  });
});

describe('promotion in layouts', () => {
  test('IAC-09: only links differ after it', () => {
    const program = regionalProgram(folder());
    write(program, 'folders', 'before');
    promote(program, 'frontend-layout', 'Release', 'v2');
    write(program, 'folders', 'after');
    for (const id of ['LAYOUT-01', 'LAYOUT-02', 'LAYOUT-03', 'LAYOUT-04', 'LAYOUT-06']) {
      const [before, after] = [writtenTree(out('before', id)), writtenTree(out('after', id))];
      const moved = after.filter((path) => !before.includes(path));
      expect(moved.every((path) => / -> (\.\.\/)?v2\/?$/.test(path))).toBe(true);
      expect(after).toHaveLength(before.length);
    }
    const changed = writtenTree(out('after', 'LAYOUT-03')).filter(
      (path) => !writtenTree(out('before', 'LAYOUT-03')).includes(path),
    );
    expect(changed).toEqual(['frontend/release -> v2/', 'service-1/release -> v2/', 'service-2/release -> v2/']);
  });

  test('IAC-09: with tags only the version in the parameters differs', () => {
    const program = regionalProgram(folder());
    write(program, 'tags', 'before');
    promote(program, 'frontend-layout', 'Release', 'v2');
    write(program, 'tags', 'after');
    const before = filesIn(out('before', 'LAYOUT-05'));
    const after = filesIn(out('after', 'LAYOUT-05'));
    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const [path, text] of Object.entries(after)) {
      const expected = before[path] as string;
      expect(text).toBe(path.endsWith('production-parameters.yaml') ? expected.replace('v1.0', 'v2.0') : expected);
    }
  });
});

describe('a written layout', () => {
  test('has no link that leads nowhere', () => {
    write(regionalProgram(folder()), 'folders');
    for (const id of ['LAYOUT-03', 'LAYOUT-04', 'LAYOUT-06']) {
      const links = writtenTree(out('folders', id)).filter((path) => path.includes(' -> '));
      expect(links.length).toBeGreaterThan(0);
      for (const link of links) {
        expect(realpathSync(out('folders', id, link.split(' -> ')[0] as string))).toMatch(/\/(v[123]|current)$/);
      }
    }
  });

  test('has finished objects in LAYOUT-01 to 03: nothing is left to fill in', () => {
    write(regionalProgram(folder()), 'folders');
    for (const id of ['LAYOUT-01', 'LAYOUT-02']) {
      for (const text of Object.values(filesIn(out('folders', id)))) {
        expect(text).not.toContain('{{');
        expect(parse(text)).toHaveProperty('kind');
      }
    }
  });

  test('keeps what an environment says of a component apart from the defaults of the version', () => {
    write(regionalProgram(folder()), 'folders');
    expect(read('folders', 'LAYOUT-06', 'frontend', 'westus', 'parameters.yaml')).toEqual({
      environment: 'production-westus',
      parameters: { domain: 'production-westus.example.com', frontendReplicas: 3, ingressClass: 'nginx' },
    });
    expect(read('folders', 'LAYOUT-06', 'service-1', 'westus', 'parameters.yaml')['parameters']).toEqual({
      domain: 'production-westus.example.com',
      ingressClass: 'nginx',
    });
    const description = read('folders', 'LAYOUT-06', 'frontend', 'v2', 'release.yaml');
    expect(description['parameters']).toHaveProperty(
      ['frontendImage', 'default'],
      'gcr.io/kuar-demo/kuard-amd64:green',
    );
    expect(description['parameters']).not.toHaveProperty('service1Image');
  });

  test('IAC-18: a further region is a further folder and changes no other', () => {
    const program = regionalProgram(folder());
    write(program, 'folders', 'before');
    const asia: Environment = {
      ...(program.environments[3] as Extract<Environment, { form: 'production' }>),
      name: 'production-asia',
      region: { name: 'asia', trafficPercent: 5 },
    };
    write({ ...program, environments: [...program.environments, asia] }, 'folders', 'after');
    const before = writtenTree(out('before', 'LAYOUT-06'));
    const added = writtenTree(out('after', 'LAYOUT-06')).filter((path) => !before.includes(path));
    expect(added).toEqual(
      ['frontend', 'service-1', 'service-2'].flatMap((part) => [
        `${part}/asia/parameters.yaml`,
        `${part}/asia/templates -> ../v1/`,
      ]),
    );
  });

  test('replaces the layout that was there, and nothing beside it', () => {
    const program = regionalProgram(folder());
    mkdirSync(out('folders', 'LAYOUT-01', 'old'), { recursive: true });
    writeFileSync(out('folders', 'LAYOUT-01', 'old', 'old.yaml'), '');
    writeFileSync(out('folders', 'notes.txt'), 'mine');
    write(program, 'folders');
    expect(readdirSync(out('folders')).sort()).toEqual([
      'LAYOUT-01',
      'LAYOUT-02',
      'LAYOUT-03',
      'LAYOUT-04',
      'LAYOUT-06',
      'notes.txt',
    ]);
    expect(readdirSync(out('folders', 'LAYOUT-01'))).toEqual(['frontend', 'service-1', 'service-2']);
  });

  test('two runs are equal, byte for byte', () => {
    const program = regionalProgram(folder());
    write(program, 'tags', 'one');
    write(program, 'tags', 'two');
    expect(filesIn(out('two'))).toEqual(filesIn(out('one')));
  });
});

test.each([
  [{ stack: 'frontend-layuot' }, "no stack 'frontend-layuot' with a production form; did you mean 'frontend-layout'?"],
  [{ style: 'folder' as 'folders' }, "unknown style 'folder'; did you mean 'folders'?"],
  [{ style: 'tags', version: 'v4' } as const, "stack frontend-layout: no version 'v4'; did you mean 'v1'?"],
])('refuses %j and writes nothing', (options, message) => {
  const program = regionalProgram(folder());
  const asked = { stack: 'frontend-layout', style: 'folders' as const, folder: out('out'), ...options };
  expect(() => writeLayout(program, asked)).toThrow(message);
  expect(filesIn(out('out'))).toEqual({});
});

test('refuses a program without the environments that a layout shows', () => {
  const program = regionalProgram(folder());
  const environments = program.environments.filter(({ name }) => name !== 'staging');
  expect(() => write({ ...program, environments }, 'folders')).toThrow(
    "no environment 'staging' runs frontend-layout; there is dev, production-eastus, production-westus",
  );
});
