import fs from 'node:fs';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SinglePod, type StackDefinition, synthesize, Worker } from '../../../src';
import { parseIndex } from '../../../src/workshop/synthesis/output-index';
import { lessons, production, sampleProgram, shop } from '../../support/sample-program';
import { filesIn, useTemporaryFolder } from '../../support/temporary-folder';

const folder = useTemporaryFolder();
const out = (): string => join(folder(), 'dist');
const pathsIn = (): string[] => Object.keys(filesIn(out())).sort();

test('one object a file, in folders of environment, stack, stage and component', () => {
  synthesize(sampleProgram, { out: out() });
  expect(pathsIn()).toEqual([
    'lessons.index.json',
    'lessons/00-namespaces/Kustomization',
    'lessons/00-namespaces/blue-namespace.yaml',
    'lessons/Kustomization',
    'lessons/shop/01-replicas/00-namespaces/Kustomization',
    'lessons/shop/01-replicas/00-namespaces/blue-namespace.yaml',
    'lessons/shop/01-replicas/Kustomization',
    'lessons/shop/01-replicas/shop-secret.yaml',
    'lessons/shop/01-replicas/web-deployment.yaml',
    'lessons/shop/01-replicas/web-service.yaml',
    'lessons/shop/02-replicas/00-namespaces/Kustomization',
    'lessons/shop/02-replicas/00-namespaces/blue-namespace.yaml',
    'lessons/shop/02-replicas/Kustomization',
    'lessons/shop/02-replicas/shop-secret.yaml',
    'lessons/shop/02-replicas/web-deployment.yaml',
    'lessons/shop/02-replicas/web-service.yaml',
    'lessons/shop/Kustomization',
    'live.index.json',
    'live/00-namespaces/Kustomization',
    'live/00-namespaces/live-shop-namespace.yaml',
    'live/Kustomization',
    'live/shop/Kustomization',
    'live/shop/front/Kustomization',
    'live/shop/front/web-deployment.yaml',
    'live/shop/front/web-service.yaml',
  ]);
});

test('two runs give equal bytes, and the second touches nothing', () => {
  synthesize(sampleProgram, { out: out() });
  const before = filesIn(out());
  const old = new Date(2001, 1, 1);
  for (const path of Object.keys(before)) utimesSync(join(out(), path), old, old);
  const again = synthesize(sampleProgram, { out: out() });
  expect(again).toMatchObject({ written: [], deleted: [], unchanged: Object.keys(before).length });
  expect(filesIn(out())).toEqual(before);
  expect(Object.keys(before).every((path) => statSync(join(out(), path)).mtimeMs === old.getTime())).toBe(true);
});

test('files of removed objects, stages and environments disappear, with their empty folders', () => {
  const [firstLesson] = shop.lessons ?? [];
  synthesize(sampleProgram, { out: out() });
  const smaller: StackDefinition = { ...shop, lessons: firstLesson === undefined ? [] : [firstLesson] };
  const { deleted } = synthesize({ stacks: [smaller], environments: [lessons] }, { out: out() });
  expect(deleted).toContain('lessons/shop/02-replicas/web-service.yaml');
  expect(deleted).toContain('live');
  expect(readdirSync(out()).sort()).toEqual(['lessons', 'lessons.index.json']);
  expect(readdirSync(join(out(), 'lessons/shop')).sort()).toEqual(['01-replicas', 'Kustomization']);
});

test('a program that fails leaves the previous output as it was', () => {
  synthesize(sampleProgram, { out: out() });
  const before = filesIn(out());
  const broken: StackDefinition = {
    ...shop,
    lessons: [{ summary: 'wrong', build: (scope) => void new Worker(scope, 'web', { containers: [] }) }],
  };
  expect(() => synthesize({ ...sampleProgram, stacks: [broken] }, { out: out() })).toThrow(
    "'containers' must name at least one",
  );
  expect(filesIn(out())).toEqual(before);
});

test('findings are all reported together, and nothing is written', () => {
  const bare: StackDefinition = {
    id: 'bare',
    title: 'Bare Pods',
    source: 'tests',
    production: {
      parameters: {},
      build: (scope) => {
        new SinglePod(scope, 'one', { containers: [{ image: 'web' }] });
        new SinglePod(scope, 'two', { containers: [{ image: 'web:latest' }] });
      },
    },
  };
  const program = { stacks: [bare], environments: [{ ...production('live'), stacks: { bare: {} } } as never] };
  let message = '';
  try {
    synthesize(program, { out: out() });
  } catch (error) {
    ({ message } = error as Error);
  }
  expect(message).toMatch(/live\/bare\/one: .*\[image-tag\] \(test\/workshop\/synthesis\/synthesize.test.ts:\d+\)/);
  expect(message).toMatch(/live\/bare\/two: .*\[image-tag\]/);
  expect(message).toMatch(/live\/bare\/two: .*\[kind-by-need\]/);
  expect(existsSync(out())).toBe(false);
});

test('a single stack can be brought up to date; what is known of the others stays', () => {
  const other: StackDefinition = { ...shop, id: 'other' };
  const both = {
    stacks: [shop, other],
    environments: [{ ...production('live'), stacks: { shop: {}, other: {} } } as never],
  };
  synthesize(both, { out: out() });
  const before = filesIn(out());
  synthesize(both, { out: out(), stacks: ['shop'] });
  expect(filesIn(out())).toEqual(before);
  rmSync(out(), { recursive: true });
  synthesize(both, { out: out(), stacks: ['other'] });
  synthesize(both, { out: out(), stacks: ['shop'] });
  expect(filesIn(out())).toEqual(before);
});

test('the index names objects with construct and line, images, and Secrets with their users', () => {
  synthesize(sampleProgram, { out: out() });
  const index = parseIndex(readFileSync(join(out(), 'live.index.json'), 'utf8'));
  expect(index?.stacks['shop']).toMatchObject({
    version: 'HEAD',
    images: ['registry.example.com/shop:1.0.0'],
    requiredSecrets: [
      { namespace: 'live-shop', name: 'shop', keys: ['token'], users: ['Deployment/web'], isWritten: false },
    ],
  });
  expect(index?.stacks['shop']?.objects.find(({ kind }) => kind === 'Deployment')).toEqual({
    file: 'live/shop/front/web-deployment.yaml',
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace: 'live-shop',
    name: 'web',
    construct: 'live/shop/front/web/Deployment',
    source: expect.stringMatching(/^test\/support\/sample-program\.ts:\d+$/) as string,
  });
});

describe('comparing with a committed tree', () => {
  test('writes nothing and finds what is missing, extra and changed', () => {
    synthesize(sampleProgram, { out: out() });
    expect(synthesize(sampleProgram, { out: out(), check: true }).differences).toEqual([]);
    writeFileSync(join(out(), 'live/shop/front/web-service.yaml'), 'kind: Service\n');
    writeFileSync(join(out(), 'live/shop/front/extra.yaml'), 'kind: Pod\n');
    rmSync(join(out(), 'live/shop/front/web-deployment.yaml'));
    const before = filesIn(out());
    expect(synthesize(sampleProgram, { out: out(), check: true }).differences).toEqual([
      { path: 'live/shop/front/extra.yaml', kind: 'extra' },
      { path: 'live/shop/front/web-deployment.yaml', kind: 'missing' },
      { path: 'live/shop/front/web-service.yaml', kind: 'changed' },
    ]);
    expect(filesIn(out())).toEqual(before);
  });

  test('an environment that the program no longer has is a difference', () => {
    synthesize(sampleProgram, { out: out() });
    const { differences } = synthesize({ ...sampleProgram, environments: [lessons] }, { out: out(), check: true });
    expect(differences).toEqual([{ path: 'live', kind: 'extra' }]);
  });

  test('a folder that does not exist is an error', () => {
    expect(() => synthesize(sampleProgram, { out: out(), check: true })).toThrow('compares with an existing folder');
  });
});

describe('a folder that somebody else made', () => {
  test('is not written to', () => {
    mkdirSync(join(out(), 'live'), { recursive: true });
    writeFileSync(join(out(), 'live/letter.txt'), 'dear reader');
    expect(() => synthesize(sampleProgram, { out: out() })).toThrow('was not made by synthesis');
    expect(filesIn(out())).toEqual({ 'live/letter.txt': 'dear reader' });
  });

  test('a file in the place of the output folder is an error', () => {
    writeFileSync(out(), '');
    expect(() => synthesize(sampleProgram, { out: out() })).toThrow('--out must be a folder, got the file');
  });
});

test('an interrupted first run can be finished by the next', () => {
  synthesize(sampleProgram, { out: out() });
  const before = filesIn(out());
  // The index is written first; everything else may be missing.
  rmSync(join(out(), 'live'), { recursive: true });
  mkdirSync(join(out(), 'live/shop'), { recursive: true });
  writeFileSync(join(out(), 'live/shop/.4711.tmp'), 'half');
  synthesize(sampleProgram, { out: out() });
  expect(filesIn(out())).toEqual(before);
});

test('a disk that is full in the middle of a file leaves no half file, and the next run finishes', () => {
  const write = fs.writeFileSync;
  let calls = 0;
  const full = jest.spyOn(fs, 'writeFileSync').mockImplementation((path, text) => {
    calls += 1;
    if (calls < 5) return write(path, text);
    write(path, (text as string).slice(0, 10));
    throw new Error('ENOSPC: no space left on device');
  });
  try {
    expect(() => synthesize(sampleProgram, { out: out() })).toThrow(
      'ENOSPC: no space left on device; run again to finish',
    );
  } finally {
    full.mockRestore();
  }
  const left = Object.entries(filesIn(out()));
  expect(left).toHaveLength(4);
  synthesize(sampleProgram, { out: out() });
  const whole = filesIn(out());
  expect(left.filter(([path, text]) => whole[path] !== text)).toEqual([]);
});

test('what a killed run of the same process number left behind is no hindrance', () => {
  synthesize(sampleProgram, { out: out() });
  const before = filesIn(out());
  rmSync(join(out(), 'live/shop/front/web-service.yaml'));
  writeFileSync(join(out(), `live/shop/front/.${process.pid}.tmp`), 'half');
  synthesize(sampleProgram, { out: out() });
  expect(filesIn(out())).toEqual(before);
});
