import type { CheckContext } from '../context';
import { isReady, statusesOf } from './containers';
import type { Rule } from './rule';

/** Lines of a log that are shown. */
const LINES_MAX = 3;

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

/** Programs that end. */
export const crashes: Rule = {
  id: 'crash',
  finds: 'programs that end again and again, with the last lines of their log',
  check: (context) => {
    for (const { pod, root } of context.pods()) {
      if (isReady(pod) || context.isExplained(root)) continue;
      for (const { name, state, lastState } of statusesOf(pod)) {
        const ended = state?.terminated ?? lastState?.terminated;
        if (ended === undefined || ended.exitCode === 0) continue;
        const { namespace, name: podName } = pod.metadata;
        const words = lastWords(context, namespace, podName, name);
        const why = ended.reason === undefined || ended.reason === 'Error' ? '' : ` (${ended.reason})`;
        const log = words === '' ? '' : `: ${words}`;
        context.report(
          'crash',
          root,
          {
            message: `container '${name}' ends with code ${ended.exitCode}${why}${log}`,
            cure:
              ended.reason === 'OOMKilled'
                ? 'raise its memory limit'
                : 'correct its command, its settings, or what it connects to',
          },
          name,
        );
      }
    }
  },
};
