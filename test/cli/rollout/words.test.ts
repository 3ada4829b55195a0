import '../../support/client-library';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../run-cli';
import { newFolder, writeTeamProgram } from '../team-program';

const app = (): string => {
  const folder = newFolder();
  return writeTeamProgram(folder);
};

test.each([
  { words: ['rollout-plan'], message: 'rollout-plan: needs STACK' },
  { words: ['rollout-plan', 'shpo'], message: "no stack 'shpo' with a production form; did you mean 'shop'?" },
  {
    words: ['rollout-plan', 'shop'],
    message:
      'only a released version is rolled out, and shop is HEAD, the code as it stands: ' +
      'workshop release shop, then workshop promote shop --stage Release --version v1',
  },
  { words: ['rollout-plan', 'shop', '--release', 'v7'], message: "stack 'shop' has no version 'v7'" },
  {
    words: ['rollout-plan', 'shop', '--soak', 'long'],
    message: "'--soak' must be a duration such as 90s, 10m or 24h, got 'long'",
  },
  {
    words: ['rollout-plan', 'shop', '--check-url', 'example.com'],
    message: "'--check-url' must be an address with http:// or https://",
  },
  { words: ['releases', '--env', 'live'], message: "'--env' is for --live: without it no cluster is asked" },
  { words: ['releases', '--live', '--env', 'lvie'], message: "unknown environment 'lvie'; did you mean 'live'?" },
  {
    words: ['releases', '--live', '--context', 'lvie=x'],
    message: "'--context' must be ENVIRONMENT=NAME, because each is somewhere else, got 'lvie=x'; did you mean 'live'?",
  },
  {
    words: ['releases', '--live', '--kubeconfig', '/nowhere'],
    message: "kubeconfig '/nowhere' cannot be read: ENOENT",
  },
])('$words is wrong usage: $message', async ({ words, message }) => {
  const { code, out, err } = await runCli([...words, '--app', app()]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(`workshop: ${message}`);
});

test('a stack that runs in no region has no rollout', async () => {
  const folder = newFolder();
  const file = writeTeamProgram(folder);
  await runCli(['release', 'shop', '--app', file]);
  await runCli(['promote', 'shop', '--stage', 'Release', '--version', 'v1', '--app', file]);
  const kubeconfig = join(folder, 'config');
  writeFileSync(kubeconfig, 'contexts: []\nclusters: []\nusers: []\n');
  const { code, err } = await runCli(['rollout-plan', 'shop', '--app', file, '--kubeconfig', kubeconfig]);
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringContaining("no environment that runs 'shop' has a region: state 'region' with its traffic there"),
  });
});
