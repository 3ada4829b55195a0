import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SAMPLE_SECRET } from '../../src/workshop/constructs';
import { environments, SAMPLE_SECRETS } from '../../src/workshop/environments';
import { workshopProgram } from '../../src/workshop/program';
import { type Manifest, synthesize } from '../../src/workshop/synthesis';
import { filesIn } from '../support/temporary-folder';
import { textsIn } from '../support/whole-program';

/** Shorter ones, such as root, also occur by chance: the check `clear-text-secret` looks where they would be secrets. */
const samples = Object.values(SAMPLE_SECRETS).filter((sample) => sample.length >= 8);

const namesWith = (policy: string): string[] =>
  environments.filter(({ secrets }) => secrets === policy).map(({ name }) => name);

const folder = mkdtempSync(join(tmpdir(), 'workshop-stacks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const synthesized = (name: string, selected?: string[]): Record<string, string> => {
  const out = join(folder, name);
  synthesize(workshopProgram, { out, environments: selected });
  return filesIn(out);
};
const files = synthesized('first');

/** Files of an environment, its index among them. */
const filesOf = (environment: string): [path: string, text: string][] =>
  Object.entries(files).filter(([path]) => path.startsWith(`${environment}/`) || path === `${environment}.index.json`);

/** What a file says: its own characters, the texts that they write, and what these hide behind base64. */
function readingsOf(text: string): string[] {
  const texts = textsIn(parse(text));
  return [text, ...texts, ...texts.map((value) => Buffer.from(value, 'base64').toString())];
}

const samplesIn = (text: string): string[] => {
  const readings = readingsOf(text);
  return samples.filter((sample) => readings.some((reading) => reading.includes(sample)));
};

const secretsOf = (environment: string): Manifest[] =>
  filesOf(environment)
    .filter(([path]) => path.endsWith('.yaml'))
    .map(([, text]) => parse(text) as Manifest)
    .filter(({ kind }) => kind === 'Secret');

test.each(namesWith('sample'))('in %s the search for samples finds every one', (environment) => {
  const found = new Set(filesOf(environment).flatMap(([, text]) => samplesIn(text)));
  expect(samples.filter((sample) => !found.has(sample))).toEqual([]);
});

test.each([...namesWith('derived'), ...namesWith('reference')])('no file of %s holds a sample', (environment) => {
  const holding = filesOf(environment).filter(([, text]) => samplesIn(text).length > 0);
  expect(filesOf(environment).length).toBeGreaterThan(1);
  expect(holding.map(([path]) => path)).toEqual([]);
});

test.each(namesWith('reference'))('%s holds no Secret', (environment) => {
  expect(secretsOf(environment)).toEqual([]);
});

test.each([...namesWith('sample'), ...namesWith('derived')])('%s marks every Secret as public', (environment) => {
  const secrets = secretsOf(environment);
  expect(secrets).not.toEqual([]);
  for (const { metadata } of secrets) expect(metadata.labels).toMatchObject({ [SAMPLE_SECRET]: 'true' });
});

test.each(namesWith('derived'))('%s has the same bytes in another folder, built alone', (environment) => {
  expect(Object.entries(synthesized('second', [environment])).sort()).toEqual(filesOf(environment).sort());
});
