import type { Coroutine, Program } from '../../process';
import { type ClientCall, readWords, showLog, type Subcommand } from './command-line';
import type { RuntimeView } from './runtime-view';
import { humanDuration, humanSize, table } from './wording';

/** Source: cri-tools 1.36, cmd/crictl `newDefaultTableDisplay`. */
const STYLE = { widthMin: 20, gap: 3 };

const ID_LENGTH = 13;

const shortId = (id: string): string => id.slice(0, ID_LENGTH);

/** `sha256:7614...` of an image by digest. */
const digestOf = (image: string): string => image.replace(/^.*@sha256:/, '');

const ago = ({ process }: ClientCall, timeMs: number): string => `${humanDuration(process.nowMs - timeMs)} ago`;

const wants = ({ flags }: ClientCall, ...names: readonly string[]): boolean => names.some((name) => flags.has(name));

function* ps(call: ClientCall): Coroutine<number> {
  const all = call.view.containers();
  const shown = wants(call, 'a', 'all') ? all : all.filter(({ ended }) => ended === undefined);
  if (wants(call, 'q', 'quiet')) {
    yield* call.process.print(shown.map(({ id }) => `${id}\n`).join(''));
    return 0;
  }
  const rows = shown.map(({ id, image, createdMs, ended, name, attempt, sandbox }) => [
    shortId(id),
    shortId(digestOf(image)),
    ago(call, createdMs),
    ended === undefined ? 'Running' : 'Exited',
    name,
    String(attempt),
    shortId(sandbox.id),
    sandbox.pod,
    sandbox.namespace,
  ]);
  const head = ['CONTAINER', 'IMAGE', 'CREATED', 'STATE', 'NAME', 'ATTEMPT', 'POD ID', 'POD', 'NAMESPACE'];
  yield* call.process.print(table([head, ...rows], STYLE));
  return 0;
}

function* pods(call: ClientCall): Coroutine<number> {
  const sandboxes = call.view.sandboxes();
  if (wants(call, 'q', 'quiet')) {
    yield* call.process.print(sandboxes.map(({ id }) => `${id}\n`).join(''));
    return 0;
  }
  const rows = sandboxes.map(({ id, createdMs, isReady, pod, namespace }) => [
    shortId(id),
    ago(call, createdMs),
    isReady ? 'Ready' : 'NotReady',
    pod,
    namespace,
    '0',
    '(default)',
  ]);
  const head = ['POD ID', 'CREATED', 'STATE', 'NAME', 'NAMESPACE', 'ATTEMPT', 'RUNTIME'];
  yield* call.process.print(table([head, ...rows], STYLE));
  return 0;
}

function* images(call: ClientCall): Coroutine<number> {
  const rows = call.view.images().map(({ names, sizeBytes }) => {
    const [digest = '', tagged] = names;
    const cut = tagged?.lastIndexOf(':') ?? -1;
    const [name, tag] =
      tagged === undefined ? [digest.replace(/@.*/, ''), '<none>'] : [tagged.slice(0, cut), tagged.slice(cut + 1)];
    return [name, tag, digestOf(digest), humanSize(sizeBytes, 3)] as const;
  });
  // Sorted by name, as the real one does.
  const sorted = [...rows].sort(([left], [right]) => (left < right ? -1 : 1));
  if (wants(call, 'q', 'quiet')) {
    yield* call.process.print(sorted.map(([, , digest]) => `sha256:${digest}\n`).join(''));
    return 0;
  }
  const shown = sorted.map(([name, tag, digest, size]) => [name, tag, shortId(digest), size]);
  yield* call.process.print(table([['IMAGE', 'TAG', 'IMAGE ID', 'SIZE'], ...shown], STYLE));
  return 0;
}

function* logs(call: ClientCall): Coroutine<number> {
  const [wanted = ''] = call.operands;
  const found = call.view.containers().filter(({ id }) => id.startsWith(wanted));
  const [container] = found;
  if (wanted !== '' && container !== undefined && found.length === 1) return yield* showLog(call, container);
  const text =
    wanted === '' ? 'ID cannot be empty' : `container with ID starting with ${wanted} not found: ID does not exist`;
  yield* call.process.complain(`FATA[0000] ${text}\n`);
  return 1;
}

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = { images, image: images, img: images, logs, pods, ps };

/**
 * `crictl`: containers, Pods and images of the node, as its runtime has them. Other subcommands than `ps`, `pods`, `images`
 * and `logs` are not modelled; texts of errors are from memory.
 *
 * Source: cri-tools 1.36, cmd/crictl/{container,image,sandbox}.go.
 */
export const crictl = (view: RuntimeView): Program =>
  function* (process) {
    const [, name = '', ...words] = process.argv;
    const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
    if (subcommand !== undefined) return yield* subcommand({ process, view, ...readWords(words) });
    yield* process.complain(`crictl: this one knows images, logs, pods and ps, got '${name}'\n`);
    return 3;
  };
