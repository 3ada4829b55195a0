import { join } from 'node:path';
import type { ProductionEnvironment } from '../../../src';
import { decideStep, type LiveStack, planRollout, type RolloutEnvironment, stageOf } from '../../../src/deploy';
import { workshopProgram } from '../../../src/workshop/program';
import { buildSets } from '../../../src/workshop/synthesis/build-sets';
import { writeLayout } from '../../../src/workshop/synthesis/layouts';
import { promote, releaseTable, writeRelease } from '../../../src/workshop/synthesis/releases';
import { missingIn, releasedFrontend } from '../../support/released-frontend';
import { useTemporaryFolder } from '../../support/temporary-folder';
import { allSets, productionEnvironments, stackCalled, treeOf } from '../../support/whole-program';

const folder = useTemporaryFolder();

const regions = productionEnvironments.filter(({ region }) => region !== undefined);

test.each([
  {
    id: 'LAYOUT-06',
    style: 'folders' as const,
    paths: [
      'frontend/staging/templates -> ../v3/',
      'frontend/staging/parameters.yaml',
      'frontend/eastus/templates -> ../v1/',
      'frontend/eastus/parameters.yaml',
      'frontend/westus/templates -> ../v2/',
      'frontend/westus/parameters.yaml',
    ],
  },
  {
    id: 'LAYOUT-07',
    style: 'tags' as const,
    paths: [
      'frontend/staging-parameters.yaml',
      'frontend/eastus-parameters.yaml',
      'frontend/westus-parameters.yaml',
      'frontend/templates/frontend-deployment.yaml',
    ],
  },
])('IAC-18: regions are arranged as $id shows', ({ id, style, paths }) => {
  const stages = { Development: 'v3', Canary: 'v2', Release: 'v1' };
  const program = releasedFrontend(join(folder(), 'releases'), stages);
  writeLayout(program, { stack: 'frontend-layout', style, folder: folder() });
  expect(missingIn(join(folder(), id), paths)).toEqual([]);
});

test('IAC-18: another region is one more environment, and changes no other', () => {
  const [model] = regions as [ProductionEnvironment];
  const asia: ProductionEnvironment = {
    ...model,
    name: 'production-asia',
    region: { name: 'asia', trafficPercent: 5 },
  };
  const environments = [...workshopProgram.environments, asia];
  const before = treeOf(allSets());
  const after = treeOf(buildSets({ ...workshopProgram, environments }));
  const others = [...after].filter(([path]) => !path.startsWith('production-asia'));
  expect(others).toEqual([...before]);
  expect(after.size).toBeGreaterThan(before.size);
});

test('IAC-19: a region holds the whole application, and is rendered without the others', () => {
  expect(regions.map(({ region }) => region?.name)).toEqual(expect.arrayContaining(['eastus', 'westus']));
  const whole = treeOf(allSets());
  for (const { name, stacks } of regions) {
    expect(Object.keys(stacks)).toEqual(Object.keys(regions[0]?.stacks ?? {}));
    const alone = treeOf(buildSets(workshopProgram, { environments: [name] }));
    expect([...alone]).toEqual(
      [...whole].filter(([path]) => path.startsWith(`${name}/`) || path.startsWith(`${name}.`)),
    );
  }
});

/** The regions as they are while v1 is there and v2 is wanted. */
const asWanted = (versions: Readonly<Record<string, string>> = {}): RolloutEnvironment[] =>
  regions.map(({ name, region, stage }) => {
    const live: LiveStack = { stack: 'frontend-layout', versions: [versions[name] ?? 'v1'], objects: 9, steady: '' };
    return { name, ...(region === undefined ? {} : { region }), stage, wanted: 'v2', live };
  });

test('IAC-20: a rollout goes through the regions by their traffic, one step each', () => {
  const plan = planRollout('frontend-layout', 'v2', asWanted());
  expect(plan.regions.map(({ region, step }) => `${region.name} ${step}`)).toEqual([
    'centralus apply',
    'eastus apply',
    'westus apply',
  ]);
  const since = '2026-01-01T00:00:00Z';
  const live: LiveStack = { stack: 'frontend-layout', versions: ['v2'], objects: 9, steady: '' };
  // A region has to prove the version before it counts as done.
  expect(decideStep('v2', { ...live, record: { version: 'v2', phase: 'soaking', since } })).toBe('watch');
  expect(decideStep('v2', { ...live, record: { version: 'v2', phase: 'done', since } })).toBe('none');
});

test('IAC-21: a fourth active version is refused by what is live, too', () => {
  const live = asWanted({ canary: 'v4', 'production-eastus': 'v3' });
  expect(planRollout('frontend-layout', 'v2', live).refusal).toMatch(
    /^4 versions of frontend-layout would be active: v1 \(production-westus\), v2, v3 \(production-eastus\), v4 \(canary\)/,
  );
  expect(planRollout('frontend-layout', 'v2', asWanted({ canary: 'v3' })).refusal).toBeUndefined();
});

test('IAC-21: a fourth active version is refused, and the message says who uses which', () => {
  const program = releasedFrontend(folder(), { Development: 'v3', Staging: 'v2', Release: 'v1' });
  const defaults = { frontendImage: 'gcr.io/kuar-demo/kuard-amd64:1' };
  writeRelease(stackCalled('frontend-layout'), folder(), { version: 'v4', defaults });
  expect(() => promote(program, 'frontend-layout', 'Canary', 'v4')).toThrow(
    /at most 3 versions may be active at once, got 4: v1 \(Release: production-eastus, production-westus\)/,
  );
  // With one of the three gone there is room again.
  promote(program, 'frontend-layout', 'Staging', 'v3');
  expect(promote(program, 'frontend-layout', 'Canary', 'v4')).toMatchObject({ from: 'HEAD', to: 'v4' });
});

test('IAC-22: it is seen where a version is in its life, region by region', () => {
  const all = asWanted({ canary: 'v2' });
  expect(all.map((each) => stageOf(each, all))).toEqual(['rolling out', 'being replaced', 'being replaced']);
});

test('IAC-22: one table shows the version of every stack in every region', () => {
  const rows = releaseTable(workshopProgram);
  for (const { name, region, stage, stacks } of regions) {
    const shown = rows.filter((row) => row.environment === name);
    expect(shown.map(({ stack }) => stack).sort()).toEqual(Object.keys(stacks).sort());
    expect(shown.every((row) => row.region === region?.name && row.stage === stage)).toBe(true);
    expect(shown.every(({ version }) => /^(HEAD|v\d+)$/.test(version))).toBe(true);
  }
});
