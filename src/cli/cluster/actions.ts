import { resolve } from 'node:path';
import type { Fault } from '../../simulator';
import { UsageError } from '../failure';
import type { Given } from '../options';
import { serverFlagsOf } from '../simulation/server-flags';
import { suggestionFor } from '../suggestion';
import { faultOf, faultsText } from './faults';
import { runAt } from './remote-command';
import type { Answer, ClusterState, Steering } from './steering';
import { tunnelOf, withTunnels } from './tunnel';
import { timelineText, type TimelineEntry } from './timeline-text';

/** What was done, and how to say it; or the exit code of a command that has said all itself. */
type Done = { readonly answer: Answer; readonly text: string } | { readonly exitCode: number };

/** Something that `workshop cluster` can do. */
interface ClusterAction {
  /** Words behind its name, in order; those in brackets may be left out. */
  readonly words: readonly string[];
  /** Options that it understands, beside those of all. @default - none */
  readonly options?: readonly string[];
  /** Whether a command may stand behind `--`. @default false */
  readonly takesCommand?: boolean;
  /** What it does, for the help. */
  readonly summary: string;
  readonly run: (steering: Steering, words: readonly string[], given: Given) => Promise<Done>;
}

const clockOf = ({ nowMs }: ClusterState): string => new Date(nowMs).toISOString().replace(/\.\d+Z$/, 'Z');

/** kubectl computes ages from its own clock: ahead of it, they make no sense. */
function aheadText({ nowMs, wallMs }: ClusterState): string {
  const aheadMs = nowMs - wallMs;
  if (aheadMs < 2000) return '';
  const minutes = Math.ceil(aheadMs / 60_000);
  return `; that is ${minutes} min ahead of your clock, so that kubectl shows no ages: --start-before leaves room`;
}

function stateText(state: ClusterState): string {
  const pace = state.isPaused ? 'time stands still' : `${state.speed} s of the cluster in one of yours`;
  return `${clockOf(state)}, ${pace}${aheadText(state)}`;
}

/** An action that sends one operation and says how the cluster is then. */
const steer = (operation: string, bodyOf: (word: string) => object | undefined = () => undefined) =>
  async function (steering: Steering, [word = '']: readonly string[]): Promise<Done> {
    const answer = await steering.send('POST', operation, bodyOf(word));
    return { answer, text: stateText(answer) };
  };

function speedOf(word: string): object {
  const speed = /^\d+(\.\d+)?$/.test(word) ? Number(word) : NaN;
  if (Number.isFinite(speed)) return { speed };
  throw new UsageError(`the speed must be a number, got '${word}'`);
}

const NODE_VERBS: Readonly<Record<string, string>> = {
  add: 'joined',
  remove: 'left',
  fail: 'answers no more',
  recover: 'answers again',
};

async function node(steering: Steering, [verb = '', name]: readonly string[]): Promise<Done> {
  const result = NODE_VERBS[verb];
  if (result === undefined) {
    throw new UsageError(
      `'node' must be add, fail, recover or remove, got '${verb}'${suggestionFor(verb, Object.keys(NODE_VERBS))}`,
    );
  }
  if (name === undefined && verb !== 'add') throw new UsageError(`'node ${verb}' needs the name of a node`);
  const answer = await steering.send('POST', `node/${verb}`, name === undefined ? {} : { name });
  return { answer, text: `node ${String(answer['node'] ?? name)} ${result}` };
}

async function restart(steering: Steering, [part = '']: readonly string[], given: Given): Promise<Done> {
  if (part !== 'apiserver') throw new UsageError(`'restart' must be apiserver, got '${part}'`);
  const flag = given.text('anonymous-auth');
  const answer = await steering.send('POST', 'apiserver/restart', flag === undefined ? {} : serverFlagsOf(flag));
  return { answer, text: 'the API server was restarted: watches and connections through it have ended' };
}

async function snapshot(steering: Steering, [verb = '', file = '']: readonly string[]): Promise<Done> {
  if (verb !== 'save' && verb !== 'load') throw new UsageError(`'snapshot' must be save or load, got '${verb}'`);
  const answer = await steering.send('POST', `snapshot/${verb}`, { file: resolve(file) });
  const inputs = `${String(answer['entries'])} inputs`;
  return {
    answer,
    text:
      verb === 'save'
        ? `${file}: ${inputs} up to ${clockOf(answer)}`
        : `${inputs} played again: it is ${clockOf(answer)}`,
  };
}

async function timeline(steering: Steering, _words: readonly string[], given: Given): Promise<Done> {
  const since = given.text('since');
  const query = since === undefined ? '' : `?since=${encodeURIComponent(since)}`;
  const answer = await steering.send('GET', `timeline${query}`);
  return { answer, text: timelineText(answer['entries'] as readonly TimelineEntry[]) };
}

async function fault(steering: Steering, [verb = '', id]: readonly string[], given: Given): Promise<Done> {
  if (verb !== 'add' && verb !== 'list' && verb !== 'remove') {
    const hint = suggestionFor(verb, ['add', 'list', 'remove']);
    throw new UsageError(`'fault' must be add, list or remove, got '${verb}'${hint}`);
  }
  const other = FAULT_OPTIONS.find((name) => given.flag(name));
  if (verb !== 'add' && other !== undefined) throw new UsageError(`'--${other}' belongs to 'fault add'`);
  if (verb === 'remove' && id === undefined) throw new UsageError("'fault remove' needs the name of a fault");
  if (verb !== 'remove' && id !== undefined) throw new UsageError(`'fault ${verb}' takes no name, got '${id}'`);
  if (verb === 'list') {
    const answer = await steering.send('GET', 'fault/list');
    return { answer, text: faultsText(answer['faults'] as readonly Fault[]) };
  }
  if (verb === 'remove') return { answer: await steering.send('POST', 'fault/remove', { id }), text: `${id} is over` };
  const rule = faultOf(given);
  const answer = await steering.send('POST', 'fault/add', rule);
  return { answer, text: faultsText([{ ...rule, id: String(answer['fault']) }]) };
}

const FAULT_OPTIONS = ['from', 'to', 'delay', 'drop', 'probability'];

/** All of them by name, in the order of the help. */
export const actions: Readonly<Record<string, ClusterAction>> = {
  status: {
    words: [],
    summary: 'what time it is there, and how fast it passes',
    run: async (steering) => {
      const answer = await steering.send('GET', '');
      return { answer, text: stateText(answer) };
    },
  },
  advance: {
    words: ['DURATION'],
    summary: 'lets time pass at once, such as 90s, 10m or 5h',
    run: steer('advance', (duration) => ({ duration })),
  },
  pause: { words: [], summary: 'stops time; requests are answered', run: steer('pause') },
  resume: { words: [], summary: 'lets time pass again', run: steer('resume') },
  speed: { words: ['N'], summary: 'seconds of the cluster in one of yours', run: steer('speed', speedOf) },
  node: {
    words: ['add|fail|recover|remove', '[NAME]'],
    summary: 'adds a node, cuts one off, brings it back, takes it away',
    run: node,
  },
  restart: {
    words: ['apiserver'],
    options: ['anonymous-auth'],
    summary: 'ends the API server and starts it again, with other flags',
    run: restart,
  },
  push: {
    words: ['IMAGE:TAG'],
    summary: 'makes an image known to the registry that the nodes pull from',
    run: async (steering, [image = '']) => {
      const answer = await steering.send('POST', 'push', { image });
      return { answer, text: `${image} can be pulled` };
    },
  },
  ssh: {
    words: ['NODE'],
    options: ['tunnel'],
    takesCommand: true,
    summary: 'a shell on a node, or the command behind --; -L as with ssh',
    run: async (steering, [name = ''], given) => ({
      // What the command prints stays alone on stdout.
      exitCode: await withTunnels(
        steering,
        name,
        given.list('tunnel').map(tunnelOf),
        (line) => process.stderr.write(`${line}\n`),
        () => runAt(steering, { node: name, command: given.rest }),
      ),
    }),
  },
  outside: {
    words: [],
    takesCommand: true,
    summary: 'the same on a machine outside of the cluster',
    run: async (steering, _words, { rest }) => ({ exitCode: await runAt(steering, { command: rest }) }),
  },
  fault: {
    words: ['add|list|remove', '[NAME]'],
    options: FAULT_OPTIONS,
    summary: 'makes the network lose or delay what is sent',
    run: fault,
  },
  timeline: {
    words: [],
    options: ['since'],
    summary: 'what the parts of the cluster decided, and why',
    run: timeline,
  },
  snapshot: {
    words: ['save|load', 'FILE'],
    summary: 'writes all inputs to a file, or plays such a file again',
    run: snapshot,
  },
};

/**
 * The action of a name, with words that fit it.
 *
 * @throws UsageError that says what is missing or too much.
 */
export function actionOf(name: string, words: readonly string[]): ClusterAction {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) {
    throw new UsageError(`cluster: unknown action '${name}'${suggestionFor(name, Object.keys(actions))}`);
  }
  const missing = action.words.slice(words.length).find((word) => !word.startsWith('['));
  if (missing !== undefined) throw new UsageError(`cluster ${name}: needs ${missing}`);
  const extra = words[action.words.length];
  if (extra !== undefined) throw new UsageError(`cluster ${name}: unexpected argument '${extra}'`);
  return action;
}

/**
 * Refuses what an action does not understand.
 *
 * @throws UsageError that names the action that does.
 */
export function requireOwnOptions(
  name: string,
  { options = [], takesCommand = false }: ClusterAction,
  given: Given,
): void {
  for (const [owner, action] of Object.entries(actions)) {
    const other = action.options?.find((option) => given.flag(option) && !options.includes(option));
    if (other !== undefined) throw new UsageError(`'--${other}' belongs to '${owner}'`);
  }
  if (given.rest.length > 0 && !takesCommand) throw new UsageError(`cluster ${name}: takes no command behind '--'`);
  if (takesCommand && given.flag('output')) throw new UsageError(`cluster ${name}: takes no '--output'`);
}
