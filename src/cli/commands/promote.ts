import { RELEASE_STAGES } from '../../workshop/environments/environment';
import { chosenProgram, requireOwnReleases } from '../chosen-program';
import { APP_OPTION, type Command, OUTPUT_OPTION, printJson } from '../command';
import { EXIT } from '../exit-code';
import { withGivenNames } from '../failure';
import { loadReleases } from '../load';

/** `workshop promote`: lets a stage run another version. */
export const promote: Command = {
  name: 'promote',
  summary: 'Let a stage run a released version: change its pointer and nothing else',
  positionals: ['STACK'],
  options: {
    stage: {
      kind: 'word',
      isRequired: true,
      words: RELEASE_STAGES,
      value: 'STAGE',
      description: `the stage: ${RELEASE_STAGES.join(', ')}`,
    },
    version: { kind: 'text', isRequired: true, value: 'vN', description: 'a released version, or HEAD for the code' },
    app: APP_OPTION,
    output: OUTPUT_OPTION,
  },
  details: `
Environments follow their stage at the next synthesis. Going back is the same with an earlier version. At most three
versions of a stack are active at once.

Example:
  workshop promote voting-deployments --stage Canary --version v2
`,
  run: async (given, terminal) => {
    const [id, stage, version] = [given.argument(0), given.text('stage'), given.text('version')] as string[];
    const program = await chosenProgram(given.text('app'));
    requireOwnReleases(given.text('app'));
    const { message, ...facts } = withGivenNames(() =>
      loadReleases().promote(program, id as string, stage as string, version as string),
    );
    if (given.text('output') === 'json') printJson(terminal, facts);
    else terminal.out(`${message}\n`);
    return EXIT.ok;
  },
};
