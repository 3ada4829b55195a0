import { isReady } from './containers';
import { endingsOf } from './endings';
import type { Rule } from './rule';

/** Programs that end. */
export const crashes: Rule = {
  id: 'crash',
  finds: 'programs that end again and again, with the last lines of their log',
  check: (context) => {
    for (const { pod, root } of context.pods()) {
      if (isReady(pod) || context.isExplained(root)) continue;
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
