import { chosenProgram, requireOwnReleases } from '../chosen-program';
import { APP_OPTION, type Command, OUTPUT_OPTION, printJson } from '../command';
import { EXIT } from '../exit-code';
import { withGivenNames } from '../failure';
import { loadReleases } from '../load';

/** `workshop release`: freezes the code of a stack as a version. */
export const release: Command = {
  name: 'release',
  summary: 'Write the stack as it stands to releases/<stack>/<version>, which never changes again',
  positionals: ['STACK'],
  options: {
    version: { kind: 'text', value: 'vN', description: 'name of the version; the one after the latest if not given' },
    app: APP_OPTION,
    output: OUTPUT_OPTION,
  },
  details: `
A release holds templates without values of environments, so that every environment can run every version. A version
that exists is refused when the code makes something else by now, and left alone when it does not.

Example:
  workshop release voting-deployments --version v2
`,
  run: async (given, terminal) => {
    const id = given.argument(0) as string;
    const program = await chosenProgram(given.text('app'));
    requireOwnReleases(given.text('app'));
    const { releasableStack, releasesFolder, writeRelease } = loadReleases();
    const written = withGivenNames(() =>
      writeRelease(releasableStack(program, id), releasesFolder(program), { version: given.text('version') }),
    );
    const { message, ...facts } = written;
    if (given.text('output') === 'json') printJson(terminal, { stack: id, ...facts });
    else terminal.out(`${message}\n`);
    return EXIT.ok;
  },
};
