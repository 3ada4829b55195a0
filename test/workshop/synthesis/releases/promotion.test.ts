import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSets, type Program, toYaml } from '../../../../src';
import { openReleases, promote, releaseTable, writeRelease } from '../../../../src/workshop/synthesis/releases';
import { lessons, production, shop } from '../../../support/sample-program';
import { filesIn, useTemporaryFolder } from '../../../support/temporary-folder';

const folder = useTemporaryFolder();
const at = (name: string, stage: 'Development' | 'Staging' | 'Canary' | 'Release', region?: string) =>
  ({ ...production(name), stage, ...(region === undefined ? {} : { region: { name: region, trafficPercent: 50 } }) }) as const;

const environments = [
  lessons,
  production('trunk'),
  at('dev', 'Development'),
  at('staging', 'Staging'),
  at('canary', 'Canary', 'eastus'),
  at('live-eastus', 'Release', 'eastus'),
  at('live-westus', 'Release', 'westus'),
] as Program['environments'];

const program = (): Program => ({ stacks: [shop], environments, releases: join(folder(), 'releases') });
const stagesFile = () => join(folder(), 'releases/shop/stages.yaml');

/** Releases v1 to v4, which differ in their default tag. */
function release(): Program {
  for (const number of [1, 2, 3, 4]) {
    writeRelease(shop, program().releases as string, { version: `v${number}`, defaults: { tag: `${number}.0.0` } });
  }
  return program();
}

const imageIn = (environment: string, of: Program) => {
  const [set] = buildSets(of, { environments: [environment] });
  return /image: (\S+)/.exec(set?.objects.map(({ manifest }) => toYaml({ ...manifest })).join('') ?? '')?.[1];
};

describe('IAC-09: a stage is a pointer', () => {
  test('without pointers every stage is the code as it stands', () => {
    release();
    expect(openReleases(program().releases).versionAt('shop', 'Release')).toBe('HEAD');
    expect(imageIn('live-eastus', program())).toBe('registry.example.com/shop:1.0.0');
  });

  test('promotion changes one word and nothing else', () => {
    const of = release();
    promote(of, 'shop', 'Release', 'v1');
    const text = '# Ours.\nHEAD: HEAD\r\nDevelopment:   v3 # next\n\nStaging: v1\nCanary: v1\nRelease: v1\n# The end.';
    writeFileSync(stagesFile(), text);
    const before = filesIn(folder());
    expect(promote(of, 'shop', 'Development', 'v2').message).toBe('shop: Development moved from v3 to v2');
    expect(filesIn(folder())).toEqual({ ...before, 'releases/shop/stages.yaml': text.replace('v3 # next', 'v2 # next') });
  });

  test('environments follow their stage, with the defaults of its version', () => {
    const of = release();
    promote(of, 'shop', 'Release', 'v1');
    promote(of, 'shop', 'Staging', 'v2');
    expect(['trunk', 'staging', 'live-eastus', 'live-westus'].map((name) => imageIn(name, of))).toEqual([
      'registry.example.com/shop:1.0.0',
      'registry.example.com/shop:2.0.0',
      'registry.example.com/shop:1.0.0',
      'registry.example.com/shop:1.0.0',
    ]);
  });

  test('a promotion to where the stage is already writes nothing', () => {
    const of = release();
    expect(promote(of, 'shop', 'Canary', 'HEAD').message).toBe('shop: Canary is at HEAD already');
    expect(filesIn(folder())).not.toHaveProperty('releases/shop/stages.yaml');
  });

  test.each([
    ['shpo', 'Release', 'v1', "no stack 'shpo' with a production form; did you mean 'shop'?"],
    ['shop', 'Relase', 'v1', "unknown stage 'Relase'; did you mean 'Release'?"],
    ['shop', 'Release', 'v5', "stack shop: unknown version 'v5'; did you mean 'v1'?"],
    ['shop', 'HEAD', 'v1', "stage HEAD is the code as it stands and cannot be 'v1'; choose a later stage"],
  ])('refuses to promote %s %s to %s', (stack, stage, version, message) => {
    const of = release();
    expect(() => promote(of, stack, stage, version)).toThrow(message);
  });
});

test('IAC-10: going back to an earlier version gives its files again, byte for byte', () => {
  const of = release();
  const rendered = () =>
    buildSets(of, { environments: ['live-westus'] }).flatMap(({ objects }) =>
      objects.map(({ manifest }) => toYaml({ ...manifest })),
    );
  promote(of, 'shop', 'Release', 'v1');
  const first = rendered();
  promote(of, 'shop', 'Release', 'v2');
  expect(rendered()).not.toEqual(first);
  promote(of, 'shop', 'Release', 'v1');
  expect(rendered()).toEqual(first);
});

describe('IAC-21: at most three versions are active at once', () => {
  const message =
    'releases/shop/stages.yaml: at most 3 versions may be active at once, got 4: v1 (Release: live-eastus, live-westus), ' +
    'v2 (Canary: canary), v3 (Staging: staging), v4 (Development: dev); ' +
    'promote the stages of one of them to another version first';

  test('a promotion to a fourth is refused and changes nothing', () => {
    const of = release();
    promote(of, 'shop', 'Release', 'v1');
    promote(of, 'shop', 'Canary', 'v2');
    promote(of, 'shop', 'Staging', 'v3');
    const before = filesIn(folder());
    expect(() => promote(of, 'shop', 'Development', 'v4')).toThrow(message);
    expect(filesIn(folder())).toEqual(before);
    promote(of, 'shop', 'Canary', 'v3');
    expect(promote(of, 'shop', 'Development', 'v4').to).toBe('v4');
  });

  test('pointers to four are refused when they are opened, by synthesis as well', () => {
    const of = release();
    writeFileSync(stagesFile(), 'HEAD: HEAD\nDevelopment: v4\nStaging: v3\nCanary: v2\nRelease: v1\n');
    expect(() => openReleases(of.releases, of.environments)).toThrow(message);
    expect(() => buildSets(of, { environments: ['trunk'] })).toThrow(message);
  });
});

describe('pointers', () => {
  test.each([
    ['Relase: v1\n', "releases/shop/stages.yaml:1: unknown stage 'Relase'; did you mean 'Release'?"],
    ['HEAD: v1\n', "releases/shop/stages.yaml:1: stage HEAD must be HEAD, the code as it stands, got 'v1'"],
    ['# x\nRelease: v9\n', "releases/shop/stages.yaml:2: unknown version 'v9'; did you mean 'v1'?"],
    ['Release v1\n', "releases/shop/stages.yaml:1: must be '<stage>: <version>', got 'Release v1'"],
    ['Release: v1\nRelease: v2\n', 'releases/shop/stages.yaml:2: stage Release must have one pointer, got a second'],
    ['HEAD: HEAD\nRelease: v1\n', 'releases/shop/stages.yaml: must name every stage, lacks Development, Staging, Canary'],
  ])('%j are refused', (text, message) => {
    release();
    mkdirSync(join(folder(), 'releases/shop'), { recursive: true });
    writeFileSync(stagesFile(), text);
    expect(() => openReleases(program().releases)).toThrow(message);
  });

  test('a release that is missing names the nearest', () => {
    release();
    const target = { name: 'dev', secrets: 'reference' } as const;
    expect(() => openReleases(program().releases).render('shop', 'v44', target, {})).toThrow(
      "stack shop: no release 'v44'; did you mean 'v4'?",
    );
  });

  test('a template that is no YAML is an error with its path', () => {
    const of = release();
    writeFileSync(join(folder(), 'releases/shop/v1/front/web-service.yaml'), 'a: [\n');
    promote(of, 'shop', 'Release', 'v1');
    expect(() => buildSets(of)).toThrow('releases/shop/v1/front/web-service.yaml: cannot be read: ');
    expect(readFileSync(stagesFile(), 'utf8')).toContain('Release: v1');
  });
});

test('IAC-22: one table shows the version of every environment and region', () => {
  const of = release();
  promote(of, 'shop', 'Release', 'v1');
  promote(of, 'shop', 'Canary', 'v2');
  expect(releaseTable(of)).toEqual([
    { stack: 'shop', environment: 'trunk', region: undefined, stage: 'HEAD', version: 'HEAD' },
    { stack: 'shop', environment: 'dev', region: undefined, stage: 'Development', version: 'HEAD' },
    { stack: 'shop', environment: 'staging', region: undefined, stage: 'Staging', version: 'HEAD' },
    { stack: 'shop', environment: 'canary', region: 'eastus', stage: 'Canary', version: 'v2' },
    { stack: 'shop', environment: 'live-eastus', region: 'eastus', stage: 'Release', version: 'v1' },
    { stack: 'shop', environment: 'live-westus', region: 'westus', stage: 'Release', version: 'v1' },
  ]);
});

test('IAC-19: rendering one region reads nothing of another', () => {
  const of = release();
  promote(of, 'shop', 'Release', 'v1');
  const alone: Program = { ...of, environments: of.environments.filter(({ name }) => name === 'live-eastus') };
  const textsOf = (from: Program) =>
    buildSets(from, { environments: ['live-eastus'] }).flatMap(({ objects }) => objects.map(({ manifest }) => manifest));
  expect(textsOf(alone)).toEqual(textsOf(of));
});
