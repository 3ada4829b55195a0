import { actionOf, actions, requireOwnOptions } from '../cluster/actions';
import { PLACES } from '../cluster/faults';
import { chosenSteering, KUBECONFIG_OPTION } from '../cluster/kubeconfig-option';
import { type Command, OUTPUT_OPTION, printJson } from '../command';
import { EXIT } from '../exit-code';
import { ANONYMOUS_AUTH_OPTION } from '../simulation/server-flags';

const usages = Object.entries(actions).map(([name, { words, takesCommand, summary }]) => ({
  usage: [name, ...words, ...(takesCommand === true ? ['[-- COMMAND...]'] : [])].join(' '),
  summary,
}));
const width = Math.max(...usages.map(({ usage }) => usage.length));

/** `workshop cluster`: steers the cluster that `workshop simulate` serves. */
export const cluster: Command = {
  name: 'cluster',
  summary: 'Steer the time, the nodes, the images, the API server and the network of the simulated cluster that runs',
  positionals: ['ACTION', '[ARGUMENT]', '[NAME]'],
  rest: 'COMMAND...',
  options: {
    kubeconfig: KUBECONFIG_OPTION,
    since: { kind: 'text', value: 'DURATION', description: 'with timeline: only so far back, such as 10m' },
    from: { kind: 'text', value: 'PLACE', description: 'with fault add: who sends; everybody if not given' },
    to: { kind: 'text', value: 'PLACE', description: 'with fault add: who is to get it; everybody if not given' },
    delay: { kind: 'text', value: 'DURATION', description: 'with fault add: what is sent takes so much longer' },
    drop: { kind: 'flag', description: 'with fault add: what is sent is lost' },
    probability: {
      kind: 'text',
      value: 'P',
      description: 'with fault add: the chance of it, from 0 to 1; 1 if not given',
    },
    tunnel: {
      kind: 'list',
      short: 'L',
      value: 'PORT:HOST:HOSTPORT',
      description: 'with ssh: a port here that leads through the node',
    },
    'anonymous-auth': { ...ANONYMOUS_AUTH_OPTION, description: `with restart: ${ANONYMOUS_AUTH_OPTION.description}` },
    output: OUTPUT_OPTION,
  },
  details: `
Actions:
${usages.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`).join('\n')}

Machines: a node reaches Pods and Services by their addresses; a machine outside of the cluster reaches only node ports,
load balancers and ingress controllers. 'ssh' and 'outside' lead to a Debian with the usual tools, and on a node to the
files that Pods see through hostPath. The words behind -- are read by a shell at the other end, as with ssh, and its
exit code is that of workshop; without them, and with a terminal here, there is a prompt. Tunnels are open as long.

A restarted API server is back at once. Watches and what leads into containers end, clients ask again; built-in
roles and their bindings get back what was taken from them, as at every start of a real one. Flags that are not given
stay.

Faults go in one direction, from PLACE to PLACE: ${PLACES.slice(0, 3).join(', ')},
${PLACES.slice(3).join(', ')}. Several conditions, separated by commas, must all hold. service/NAME is what
goes to the endpoints of a Service by its address.

The cluster answers to the credentials of its kubeconfig only. A snapshot holds the seed and all that came from outside,
tokens included: played again, it leads to the same state.

Examples:
  workshop cluster advance 5h
  workshop cluster node fail node-2
  workshop cluster timeline --since 10m
  workshop cluster ssh node-1 -- curl -s 10.244.1.5:8080/healthy
  workshop cluster ssh node-1 -L 8080:localhost:30080
  workshop cluster fault add --from label/app=worker --to service/redis --delay 200ms
  workshop cluster restart apiserver --anonymous-auth=false
  workshop cluster snapshot save before.json
`,
  run: async (given, terminal) => {
    const name = given.argument(0) as string;
    const words = [given.argument(1), given.argument(2)].filter((word) => word !== undefined);
    const action = actionOf(name, words);
    requireOwnOptions(name, action, given);
    const done = await action.run(chosenSteering(given), words, given);
    if ('exitCode' in done) return done.exitCode;
    const { answer, text } = done;
    if (given.text('output') === 'json') printJson(terminal, answer);
    else terminal.out(`${text}\n`);
    return EXIT.ok;
  },
};
