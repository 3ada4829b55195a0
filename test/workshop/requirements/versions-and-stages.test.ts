import { join } from 'node:path';
import { ConfigFiles, type Environment, productionForm, RELEASE_STAGES, type StackDefinition } from '../../../src';
import { buildSets } from '../../../src/workshop/synthesis/build-sets';
import { promote, writeRelease } from '../../../src/workshop/synthesis/releases';
import { renderLayout, writeLayout } from '../../../src/workshop/synthesis/layouts';
import { releasedFrontend } from '../../support/released-frontend';
import { production, shop } from '../../support/sample-program';
import { filesIn, useTemporaryFolder } from '../../support/temporary-folder';
import { treeOf } from '../../support/whole-program';

const folder = useTemporaryFolder();

/** The shop after a change: one more ConfigMap. */
const laterShop: StackDefinition = {
  ...shop,
  production: productionForm({
    parameters: shop.production?.parameters ?? {},
    build: (scope, values, surroundings) => {
      shop.production?.build(scope, values as never, surroundings);
      new ConfigFiles(scope, 'news', { entries: { since: 'the second version' } });
    },
  }),
};

const live: Environment = { ...production('live'), stage: 'Release' } as Environment;

const programOf = (stack: StackDefinition) => ({ stacks: [stack], environments: [live], releases: folder() });

/** What the environment at stage Release is written as. */
const rendered = (stack: StackDefinition): [string, string][] => [...treeOf(buildSets(programOf(stack)))];

test('IAC-07: a release is a numbered folder that refuses other contents', () => {
  writeRelease(shop, folder());
  const before = filesIn(folder());
  expect(Object.keys(before).every((path) => path.startsWith('shop/v1/'))).toBe(true);
  expect(() => writeRelease(laterShop, folder(), { version: 'v1' })).toThrow('must not change');
  expect(filesIn(folder())).toEqual(before);
  expect(writeRelease(laterShop, folder())).toMatchObject({ version: 'v2', isNew: true });
  expect(filesIn(folder())).toMatchObject(before);
});

test('IAC-08: versions as folders and versions as tags give the same objects', () => {
  const program = releasedFrontend(join(folder(), 'releases'), { Staging: 'v2', Release: 'v1' });
  const layouts = (style: 'folders' | 'tags', version?: string): string => {
    const place = join(folder(), `${style}-${version ?? ''}`);
    writeLayout(program, { stack: 'frontend-layout', style, folder: place, version });
    return place;
  };
  const folders = layouts('folders');
  for (const [environment, version] of [
    ['staging', 'v2'],
    ['production', 'v1'],
  ] as const) {
    const objects = renderLayout(join(folders, 'LAYOUT-04'), environment);
    expect(objects.filter(({ kind }) => kind === 'Deployment')).toHaveLength(3);
    expect(renderLayout(join(layouts('tags', version), 'LAYOUT-05'), environment)).toEqual(objects);
  }
});

test('IAC-09: there are five stages, and a promotion changes one pointer and nothing else', () => {
  expect(RELEASE_STAGES).toEqual(['HEAD', 'Development', 'Staging', 'Canary', 'Release']);
  writeRelease(shop, folder());
  writeRelease(laterShop, folder());
  promote(programOf(laterShop), 'shop', 'Release', 'v1');
  const { 'shop/stages.yaml': before = '', ...releases } = filesIn(folder());
  promote(programOf(laterShop), 'shop', 'Release', 'v2');
  const { 'shop/stages.yaml': after = '', ...others } = filesIn(folder());
  expect(others).toEqual(releases);
  expect(after).toBe(before.replace('Release: v1', 'Release: v2'));
});

test('IAC-10: going back to an earlier version gives its files again, whatever the code has become', () => {
  writeRelease(shop, folder());
  promote(programOf(shop), 'shop', 'Release', 'v1');
  const first = rendered(shop);
  writeRelease(laterShop, folder());
  promote(programOf(laterShop), 'shop', 'Release', 'v2');
  expect(rendered(laterShop)).not.toEqual(first);
  promote(programOf(laterShop), 'shop', 'Release', 'v1');
  expect(rendered(laterShop)).toEqual(first);
});
