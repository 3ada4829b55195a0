import { join } from 'node:path';
import type { LayoutStyle } from '../../workshop/synthesis/layouts';
import { chosenProgram, requireFolder } from '../chosen-program';
import { APP_OPTION, type Command, OUTPUT_OPTION, printJson } from '../command';
import { EXIT } from '../exit-code';
import { withGivenNames } from '../failure';
import { loadLayouts } from '../load';

const DEFAULT_STACK = 'frontend-layout';

/** `workshop layout`: arranges the versions of a stack as the text does. */
export const layout: Command = {
  name: 'layout',
  summary: 'Write the folder layouts in which a stack keeps versions, stages, environments and regions',
  positionals: [],
  options: {
    style: {
      kind: 'word',
      isRequired: true,
      words: ['folders', 'tags'] satisfies LayoutStyle[],
      description: 'whether versions are folders or tags of source control',
    },
    out: { kind: 'text', isRequired: true, value: 'DIR', description: 'folder that gets one sub-folder a layout' },
    stack: { kind: 'text', value: 'ID', description: `the stack; ${DEFAULT_STACK} if not given` },
    version: {
      kind: 'text',
      value: 'vN',
      description: "version whose tag is checked out, with '--style tags'; the code as it stands if not given",
    },
    app: APP_OPTION,
    output: OUTPUT_OPTION,
  },
  details: `
A sub-folder that exists is replaced.

Examples:
  workshop layout --style folders --out layouts
  workshop layout --style tags --version v2 --out layouts
`,
  run: async (given, terminal) => {
    const [style, folder] = [given.text('style') as LayoutStyle, given.text('out') as string];
    const stack = given.text('stack') ?? DEFAULT_STACK;
    requireFolder(folder);
    const program = await chosenProgram(given.text('app'));
    const layouts = withGivenNames(() =>
      loadLayouts().writeLayout(program, { stack, style, folder, version: given.text('version') }),
    );
    if (given.text('output') === 'json') {
      printJson(terminal, { stack, style, out: folder, layouts });
    } else {
      for (const { id, what, paths } of layouts) {
        terminal.out(`${join(folder, id)}: ${what} (${paths.length} files and links)\n`);
      }
    }
    return EXIT.ok;
  },
};
