import { explain } from '../../simulator';
import type { Rule } from './rule';

/** All that is not ready, and that no other rule has an explanation for. */
export const unready: Rule = {
  id: 'not-ready',
  finds: 'whatever else does not become ready, with what the cluster says about it',
  check: (context) => {
    for (const object of context.objects) {
      const missing = context.missing(object);
      if (missing === undefined || context.isExplained(object)) continue;
      const evidence = explain(context.client, object)
        .slice(0, 2)
        .map(({ subject, reason, message }) => `${subject}: ${reason}${message === '' ? '' : `: ${message}`}`);
      context.report('not-ready', object, {
        message: [missing, ...evidence].join('; '),
        cure: 'look at its Events: workshop simulate, then kubectl describe',
      });
    }
  },
};
