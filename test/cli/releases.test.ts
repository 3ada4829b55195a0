import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, runCli } from './run-cli';
import { newFolder, writeTeamProgram } from './team-program';

/** Runs commands on the program of one team, which may change between them. */
function team(): { folder: string; run: (...words: string[]) => Promise<Outcome>; change: (replicas: number) => void } {
  const folder = newFolder();
  writeTeamProgram(folder);
  return {
    folder,
    run: (...words) => runCli([...words, '--app', join(folder, 'program.js')]),
    change: (replicas) => {
      writeTeamProgram(folder, { replicas });
      jest.resetModules();
    },
  };
}

test('a release is written once, is promoted by its pointer, and the table shows where it runs', async () => {
  const { folder, run } = team();
  const written = await run('release', 'shop', '-o', 'json');
  expect(JSON.parse(written.out)).toMatchObject({ stack: 'shop', version: 'v1', isNew: true });
  expect(existsSync(join(folder, 'releases', 'shop', 'v1', 'release.yaml'))).toBe(true);

  const promoted = await run('promote', 'shop', '--stage', 'Release', '--version', 'v1');
  expect(promoted).toEqual({ code: 0, out: 'shop: Release moved from HEAD to v1\n', err: '' });
  expect(readFileSync(join(folder, 'releases', 'shop', 'stages.yaml'), 'utf8')).toContain('Release: v1\n');
  expect(readdirSync(join(folder, 'releases', 'shop')).sort()).toEqual(['stages.yaml', 'v1']);

  expect((await run('releases')).out).toBe(
    ['STACK   trial  live', 'stage   HEAD   Release', 'region  -      -', 'shop    HEAD   v1', ''].join('\n'),
  );
  expect(JSON.parse((await run('releases', '-o', 'json')).out).releases).toEqual([
    { stack: 'shop', environment: 'trial', stage: 'HEAD', version: 'HEAD' },
    { stack: 'shop', environment: 'live', stage: 'Release', version: 'v1' },
  ]);
});

test('a release that exists is not changed: the answer is 1', async () => {
  const { run, change } = team();
  await run('release', 'shop', '--version', 'v1');
  change(5);
  const { code, err } = await run('release', 'shop', '--version', 'v1');
  expect(code).toBe(1);
  expect(err).toMatch(/^workshop: releases\/shop\/v1 must not change/);
});

test.each([
  { words: ['release', 'shpo'], message: "no stack 'shpo' with a production form; did you mean 'shop'?" },
  { words: ['release', 'shop', '--version', '1.0'], message: "a version must be v1, v2, ..., got '1.0'" },
  {
    words: ['promote', 'shop', '--stage', 'Relase', '--version', 'HEAD'],
    message:
      "'--stage' must be one of HEAD, Development, Staging, Canary, Release, got 'Relase'; did you mean 'Release'?",
  },
  { words: ['promote', 'shop', '--stage', 'Release', '--version', 'v7'], message: "stack shop: unknown version 'v7'" },
  { words: ['promote', 'shop', '--version', 'v1'], message: "promote: needs '--stage'" },
  { words: ['release'], message: 'release: needs STACK' },
])('$words is wrong usage: $message', async ({ words, message }) => {
  const { code, out, err } = await team().run(...words);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(`workshop: ${message}`);
});

test('layouts are written, one sub-folder each', async () => {
  const out = join(newFolder(), 'layouts');
  const { code, out: text } = await runCli(['layout', '--style', 'tags', '--out', out, '-o', 'json']);
  const { layouts, ...given } = JSON.parse(text);
  expect({ code, given }).toEqual({ code: 0, given: { stack: 'frontend-layout', style: 'tags', out } });
  expect(layouts.map(({ id }: { id: string }) => id)).toEqual(readdirSync(out));
});

test.each([
  { words: ['--style', 'folder', '--out', 'x'], message: "'--style' must be one of folders, tags, got 'folder'" },
  { words: ['--style', 'folders'], message: "layout: needs '--out'" },
])('layout $words is wrong usage: $message', async ({ words, message }) => {
  const { code, err } = await team().run('layout', ...words);
  expect(code).toBe(2);
  expect(err).toContain(`workshop: ${message}`);
});
