import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/source-files';
import { exportsOf, typeErrorsOf, type VirtualModule } from '../../support/virtual-modules';

/** The files that docs/IMAGES.md shows, as if they were in `src`. */
const modules = [...readFileSync(join(ROOT, 'docs', 'IMAGES.md'), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
  ([, text = '']): VirtualModule => {
    const path = /^\/\/ (\S+)\n/.exec(text)?.[1] ?? '';
    const up = path.split('/').length === 2 ? './' : '../';
    const inside = text.replace('workshop-stacks/programs', `${up}simulator/programs`);
    return { path, text: inside.replace('workshop-stacks/testing', `${up}testing`) };
  },
);

test('the image that the documentation describes is what the compiler accepts', () => {
  const paths = modules.map(({ path }) => path);
  expect(paths).toEqual([
    'src/images/greeter.ts',
    'src/greeter.test.ts',
    'src/images/index.ts',
    'src/images/orders.ts',
  ]);
  expect(typeErrorsOf(modules.filter(({ path }) => !path.endsWith('.test.ts')))).toEqual([]);
}, 120_000);

describe('the test that the documentation shows', () => {
  const shown = modules.find(({ path }) => path.endsWith('.test.ts'));
  if (shown === undefined) throw new Error('docs/IMAGES.md shows no test');
  exportsOf(shown, modules);
});
