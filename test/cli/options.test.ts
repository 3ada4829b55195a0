import { type OptionTable, readArguments, wantsJson } from '../../src/cli/options';

const options: OptionTable = {
  env: { kind: 'list', value: 'NAME', description: 'environment' },
  out: { kind: 'text', value: 'DIR', description: 'folder' },
  check: { kind: 'flag', description: 'compare' },
  output: { kind: 'word', short: 'o', words: ['text', 'json'], description: 'form' },
};
const read = (words: readonly string[], positionals: readonly string[] = []) =>
  readArguments(words, { name: 'synth', positionals, options });

test.each([
  { words: [], env: [] },
  { words: ['--env', 'dev'], env: ['dev'] },
  { words: ['--env=dev'], env: ['dev'] },
  { words: ['--env', 'dev,test'], env: ['dev', 'test'] },
  { words: ['--env', 'dev, test', '--env', 'staging'], env: ['dev', 'test', 'staging'] },
])('$words names the environments $env', ({ words, env }) => {
  expect(read(words).list('env')).toEqual(env);
});

test.each([
  { words: ['--evn', 'dev'], message: "synth: unknown option '--evn'; did you mean '--env'?" },
  { words: ['--no-check'], message: "synth: unknown option '--no-check'; did you mean '--check'?" },
  { words: ['-x'], message: "synth: unknown option '-x'; there is --env, --out, --check, --output" },
  {
    words: ['--constructor'],
    message: "synth: unknown option '--constructor'; there is --env, --out, --check, --output",
  },
  { words: ['--env'], message: "'--env' needs a NAME, got nothing" },
  { words: ['--env', '--check'], message: "'--env' needs a NAME, got the option '--check'" },
  { words: ['--env', ''], message: "'--env' needs a NAME, got ''" },
  { words: ['--env', 'dev,'], message: "'--env' needs a NAME, got 'dev,'" },
  { words: ['--out='], message: "'--out' needs a DIR, got ''" },
  { words: ['--out', 'a', '--out', 'b'], message: "'--out' may be given once, got 'a' and 'b'" },
  { words: ['--check=yes'], message: "'--check' takes no value, got 'yes'" },
  { words: ['-o', 'jsn'], message: "'-o' must be one of text, json, got 'jsn'; did you mean 'json'?" },
  { words: ['dev'], message: "synth: unexpected argument 'dev'" },
])('$words is refused: $message', ({ words, message }) => {
  expect(() => read(words)).toThrow(message);
});

test('an argument that is missing is named, unless it stands in brackets or help is asked for', () => {
  const help: OptionTable = { help: { kind: 'flag', description: 'help' } };
  expect(() => read([], ['STACK'])).toThrow('synth: needs STACK');
  expect(read([], ['[STACK]']).argument(0)).toBeUndefined();
  expect(readArguments(['--help'], { name: 'promote', positionals: ['STACK'], options: help }).flag('help')).toBe(true);
});

test('an option that is required is named', () => {
  const required: OptionTable = { stage: { kind: 'text', isRequired: true, description: 'stage' } };
  expect(() => readArguments([], { name: 'promote', positionals: [], options: required })).toThrow(
    "promote: needs '--stage'",
  );
});

test.each([
  { words: ['synth', '-o', 'json'], isJson: true },
  { words: ['synth', '-ojson'], isJson: true },
  { words: ['synth', '--output', 'json'], isJson: true },
  { words: ['synth', '--output=json', '--unknown'], isJson: true },
  { words: ['synth', '-o', 'text'], isJson: false },
  { words: ['synth', '--out', 'json'], isJson: false },
])('$words asks for JSON: $isJson', ({ words, isJson }) => {
  expect(wantsJson(words)).toBe(isJson);
});
