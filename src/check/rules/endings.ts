import type { Kinds } from '../../simulator';
import type { CheckContext } from '../context';
import { statusesOf } from './containers';

type Pod = Kinds['pods'];

/** Lines of a log that are shown. */
const LINES_MAX = 3;

/** How a container of a Pod ended, though it should not. */
export interface Ending {
  readonly container: string;
  /** `OOMKilled`. @default - it ended by itself */
  readonly reason?: string;
  /** `ends with code 1: no such file`: with the last lines of its log. */
  readonly text: string;
}

/** The last lines that a container wrote before it ended. */
function lastWords(context: CheckContext, namespace: string, pod: string, container: string): string {
  const read = (previous: string): string => {
    let text = '';
    const answer = context.cluster.receive({
      method: 'GET',
      path: `/api/v1/namespaces/${namespace}/pods/${pod}/log`,
      query: new Map([
        ['container', [container]],
        ['previous', [previous]],
        ['tailLines', [String(LINES_MAX)]],
      ]),
      headers: {},
      body: new Uint8Array(),
      certificate: { username: 'kubernetes-admin', groups: ['system:masters'] },
    });
    if (!('kind' in answer) || answer.kind !== 'exchange') return '';
    let status = 0;
    let isOver = false;
    const session = answer.open((head) => (status = head.status), {
      data: (_stream, bytes) => (text += new TextDecoder().decode(bytes)),
      end: () => (isOver = true),
      ready: () => undefined,
    });
    context.cluster.until(() => isOver, '1s');
    session.close();
    return status === 200 ? text.trim() : '';
  };
  const words = read('true') || read('false');
  return words.split('\n').slice(-LINES_MAX).join('; ');
}

/** How the containers of a Pod ended that did so with another code than 0. */
export function endingsOf(context: CheckContext, pod: Pod): readonly Ending[] {
  return statusesOf(pod).flatMap(({ name, state, lastState }) => {
    const ended = state?.terminated ?? lastState?.terminated;
    if (ended === undefined || ended.exitCode === 0) return [];
    const words = lastWords(context, pod.metadata.namespace, pod.metadata.name, name);
    const reason = ended.reason === 'Error' ? undefined : ended.reason;
    const why = reason === undefined ? '' : ` (${reason})`;
    const log = words === '' ? '' : `: ${words}`;
    const text = `ends with code ${ended.exitCode}${why}${log}`;
    return [{ container: name, ...(reason === undefined ? {} : { reason }), text }];
  });
}
