import type { CheckContext, CheckedObject } from '../context';
import { isReady } from './containers';
import { endingsOf } from './endings';
import type { Rule } from './rule';

type PodOfSet = ReturnType<CheckContext['pods']>[number];

/** Kinds that leave a Pod as it ended; of others a new one takes its place. */
const LEAVING: ReadonlySet<string> = new Set(['Job', 'Pod']);

/** Pods that do not work: those that begin again and again, and of what has given up the last that ended. */
function failing(context: CheckContext): readonly PodOfSet[] {
  const ended = new Map<CheckedObject, PodOfSet>();
  for (const each of context.failedPods())
    if (LEAVING.has(each.root.kind) && context.isUnready(each.root)) ended.set(each.root, each);
  return [...context.pods().filter(({ pod }) => !isReady(pod)), ...ended.values()];
}

/** Programs that end. */
export const crashes: Rule = {
  id: 'crash',
  finds: 'programs that end again and again, and Jobs that fail, with the last lines of the log',
  check: (context) => {
    for (const { pod, root } of failing(context)) {
      if (context.isExplained(root)) continue;
      for (const { container, reason, text } of endingsOf(context, pod)) {
        context.report(
          'crash',
          root,
          {
            message: `container '${container}' ${text}`,
            cure:
              reason === 'OOMKilled'
                ? 'raise its memory limit'
                : 'correct its command, its settings, or what it connects to',
          },
          container,
        );
      }
    }
  },
};
