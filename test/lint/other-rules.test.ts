import { lintTexts } from '../support/lint';

// Written in pieces, so that this file holds no skipped test itself.
const skipping = ['test.$', 'describe.$', 'it.concurrent.$'].flatMap((call) =>
  ['skip', 'only', 'todo'].map((word) => ({
    path: 'test/some.test.ts',
    text: `${call.replace('$', word)}('x', () => undefined);\n`,
    rule: 'no-restricted-syntax',
  })),
);

const core = 'src/simulator/engine/some.ts';
const realWorld = [
  { text: 'export const x = Date.now();\n', rule: 'no-restricted-syntax' },
  { text: 'export const x = new Date();\n', rule: 'no-restricted-syntax' },
  { text: 'export const x = Math.random();\n', rule: 'no-restricted-syntax' },
  { text: 'export const x = async () => 1;\n', rule: 'no-restricted-syntax' },
  { text: 'setTimeout(() => undefined, 1);\n', rule: 'no-restricted-globals' },
  { text: 'export const x = process.argv;\n', rule: 'no-restricted-globals' },
  { text: 'export const x = Promise.resolve(1);\n', rule: 'no-restricted-globals' },
].map(({ text, rule }) => ({ path: core, text, rule }));

const refused = [
  ...skipping,
  ...realWorld,
  { path: 'src/workshop/constructs/some.ts', text: 'export default 1;\n', rule: 'no-restricted-syntax' },
  { path: core, text: 'export default 1;\n', rule: 'no-restricted-syntax' },
  { path: 'test/some.test.ts', text: 'export default 1;\n', rule: 'no-restricted-syntax' },
  { path: 'src/workshop/constructs/some.ts', text: "console.log('x');\n", rule: 'no-console' },
  {
    path: 'src/workshop/constructs/some.ts',
    text: "import { Chart } from 'cdk8s';\nexport type X = Chart;\n",
    rule: '@typescript-eslint/consistent-type-imports',
  },
  {
    path: 'src/workshop/constructs/some.ts',
    text: 'export const x: any = 1;\n',
    rule: '@typescript-eslint/no-explicit-any',
  },
];

const allowed = [
  { path: core, text: 'export const x = (virtualMs: number) => new Date(virtualMs).toISOString();\n' },
  { path: 'src/simulator/edge/some.ts', text: 'export const x = async () => Promise.resolve(Date.now());\n' },
  { path: 'src/cli/some.ts', text: "console.log('x');\n" },
  { path: 'scripts/some.mjs', text: "console.log('x');\n" },
  { path: 'test/some.test.ts', text: "test('x', () => undefined);\n" },
];

const results = lintTexts([...refused, ...allowed]).map((messages) => messages.map(({ rule }) => rule));

test.each(refused.map((entry, index) => ({ ...entry, found: results[index] })))(
  'lint refuses $text in $path',
  ({ rule, found }) => {
    expect(found).toEqual([rule]);
  },
);

test.each(allowed.map((entry, index) => ({ ...entry, found: results[refused.length + index] })))(
  'lint allows $text in $path',
  ({ found }) => {
    expect(found).toEqual([]);
  },
);
