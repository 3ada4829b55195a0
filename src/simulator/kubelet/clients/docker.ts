import type { Coroutine, Program } from '../../process';
import { type ClientCall, readWords, showLog, type Subcommand } from './command-line';
import type { ListedContainer, ListedSandbox, RuntimeView } from './runtime-view';
import { humanDuration, humanSize, table } from './wording';

/** Source: docker cli 28, cli/command/formatter/tabwriter. */
const STYLE = { widthMin: 10, gap: 3 };

const ID_LENGTH = 12;
const COMMAND_LENGTH = 20;

/** Image of sandboxes. Source: cri-dockerd 0.3, config/options.go `defaultPodSandboxImage`. */
const PAUSE = 'registry.k8s.io/pause:3.10';

/** A line of `docker ps`. */
interface Row {
  readonly id: string;
  readonly image: string;
  readonly command: string;
  readonly createdMs: number;
  readonly ended?: ListedContainer['ended'];
  readonly name: string;
  readonly container?: ListedContainer;
}

const podPart = ({ pod, namespace, uid }: ListedSandbox): string => `${pod}_${namespace}_${uid}`;

/** Source: cri-dockerd 0.3, core/naming.go `makeContainerName`, `makeSandboxName`. */
const containerRow = (container: ListedContainer): Row => ({
  id: container.id,
  image: container.image,
  command: container.command.join(' '),
  createdMs: container.createdMs,
  ...(container.ended === undefined ? {} : { ended: container.ended }),
  name: `k8s_${container.name}_${podPart(container.sandbox)}_${container.attempt}`,
  container,
});

const sandboxRow = (sandbox: ListedSandbox): Row => ({
  id: sandbox.id,
  image: PAUSE,
  command: '/pause',
  createdMs: sandbox.createdMs,
  ...(sandbox.isReady ? {} : { ended: { exitCode: 0, finishedMs: sandbox.createdMs } }),
  name: `k8s_POD_${podPart(sandbox)}_0`,
});

/** All containers, those that hold the network of a Pod among them; the youngest first. */
const rowsOf = (view: RuntimeView): readonly Row[] =>
  [...view.containers().map(containerRow), ...view.sandboxes().map(sandboxRow)].sort(
    (left, right) => right.createdMs - left.createdMs,
  );

const ellipsis = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

function* ps(call: ClientCall): Coroutine<number> {
  const { flags, process, view } = call;
  const isWhole = flags.has('no-trunc');
  const shown = rowsOf(view).filter(({ ended }) => ended === undefined || flags.has('a') || flags.has('all'));
  const shortId = (id: string): string => (isWhole ? id : id.slice(0, ID_LENGTH));
  if (flags.has('q') || flags.has('quiet')) {
    yield* process.print(shown.map(({ id }) => `${shortId(id)}\n`).join(''));
    return 0;
  }
  const since = (timeMs: number): string => humanDuration(process.nowMs - timeMs);
  const rows = shown.map(({ id, image, command, createdMs, ended, name }) => [
    shortId(id),
    image,
    `"${isWhole ? command : ellipsis(command, COMMAND_LENGTH)}"`,
    `${since(createdMs)} ago`,
    ended === undefined ? `Up ${since(createdMs)}` : `Exited (${ended.exitCode}) ${since(ended.finishedMs)} ago`,
    '',
    name,
  ]);
  const head = ['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES'];
  yield* process.print(table([head, ...rows], STYLE));
  return 0;
}

/** `docker.io/library/redis` is `redis` to Docker. */
const familiar = (name: string): string => name.replace(/^docker\.io\/(?:library\/)?/, '');

function* images({ flags, process, view }: ClientCall): Coroutine<number> {
  const rows = view.images().map(({ names, sizeBytes }) => {
    const [digest = '', tagged] = names;
    const cut = tagged?.lastIndexOf(':') ?? -1;
    const repository = familiar(tagged === undefined ? digest.replace(/@.*/, '') : tagged.slice(0, cut));
    const id = digest.replace(/^.*@sha256:/, '').slice(0, ID_LENGTH);
    return [repository, tagged === undefined ? '<none>' : tagged.slice(cut + 1), id, 'N/A', humanSize(sizeBytes, 3)];
  });
  if (flags.has('q') || flags.has('quiet')) yield* process.print(rows.map(([, , id]) => `${id}\n`).join(''));
  else yield* process.print(table([['REPOSITORY', 'TAG', 'IMAGE ID', 'CREATED', 'SIZE'], ...rows], STYLE));
  return 0;
}

function* logs(call: ClientCall): Coroutine<number> {
  const [wanted = ''] = call.operands;
  const row = rowsOf(call.view).find(({ id, name }) => wanted !== '' && (name === wanted || id.startsWith(wanted)));
  if (row?.container !== undefined) return yield* showLog(call, row.container);
  if (row === undefined) {
    yield* call.process.complain(`Error response from daemon: No such container: ${wanted}\n`);
    return 1;
  }
  return 0;
}

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = { images, logs, ps };

/**
 * `docker` of a node whose runtime is Docker: `ps`, `images` and `logs`. Nothing else is modelled; when images were made is
 * not known.
 *
 * Source: docker cli 28, cli/command/{container,image,formatter}.
 */
export const docker = (view: RuntimeView): Program =>
  function* (process) {
    const [, first = '', ...others] = process.argv;
    const isLong = first === 'container' && others[0] === 'ls';
    const [name, words] = isLong ? ['ps', others.slice(1)] : [first, others];
    const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
    if (subcommand !== undefined) return yield* subcommand({ process, view, ...readWords(words) });
    yield* process.complain(`docker: this one knows images, logs and ps, got '${name}'\n`);
    return 1;
  };
