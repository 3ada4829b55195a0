import { join } from 'node:path';
import { actionOf, actions } from '../cluster/actions';
import { kubeconfigOf, steeringOf } from '../cluster/steering';
import { type Command, OUTPUT_OPTION, printJson } from '../command';
import { EXIT } from '../exit-code';
import { UsageError } from '../failure';
import { KEPT_FOLDER } from '../simulation/kept-folder';

const KUBECONFIG = join(KEPT_FOLDER, 'kubeconfig');

const usages = Object.entries(actions).map(([name, { words, summary }]) => ({
  usage: [name, ...words].join(' '),
  summary,
}));
const width = Math.max(...usages.map(({ usage }) => usage.length));

/** `workshop cluster`: steers the cluster that `workshop simulate` serves. */
export const cluster: Command = {
  name: 'cluster',
  summary: 'Steer the time, the nodes and the images of the simulated cluster that runs',
  positionals: ['ACTION', '[ARGUMENT]', '[NAME]'],
  options: {
    kubeconfig: {
      kind: 'text',
      value: 'FILE',
      description:
        `kubeconfig that 'workshop simulate' wrote; if not given the one that KUBECONFIG names, ` +
        `or else ${KEPT_FOLDER}/kubeconfig`,
    },
    since: { kind: 'text', value: 'DURATION', description: 'with timeline: only so far back, such as 10m' },
    output: OUTPUT_OPTION,
  },
  details: `
Actions:
${usages.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`).join('\n')}

The cluster answers to the credentials of its kubeconfig only. A snapshot holds the seed and all that came from outside,
tokens included: played again, it leads to the same state.

Examples:
  workshop cluster advance 5h
  workshop cluster node fail node-2
  workshop cluster timeline --since 10m
  workshop cluster snapshot save before.json
`,
  run: async (given, terminal) => {
    const name = given.argument(0) as string;
    const words = [given.argument(1), given.argument(2)].filter((word) => word !== undefined);
    const action = actionOf(name, words);
    if (given.flag('since') && name !== 'timeline') throw new UsageError("'--since' belongs to 'timeline'");
    const steering = steeringOf(kubeconfigOf(given.text('kubeconfig'), process.env['KUBECONFIG'], KUBECONFIG));
    const { answer, text } = await action.run(steering, words, given);
    if (given.text('output') === 'json') printJson(terminal, answer);
    else terminal.out(`${text}\n`);
    return EXIT.ok;
  },
};
