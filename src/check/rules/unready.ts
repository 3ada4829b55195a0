import { explain, type Kinds } from '../../simulator';
import type { CheckContext, CheckedObject } from '../context';
import { evidenceText } from '../evidence-text';
import type { Rule } from './rule';

type Pod = Kinds['pods'];

/** Pieces of evidence that are told. */
const EVIDENCE_MAX = 2;

/** Init containers that others wait for, and that run and run: no Event tells of them. */
function preparations({ metadata, spec, status }: Pod): string[] {
  const sidecars = new Set(
    (spec.initContainers ?? []).flatMap((each) => (each.restartPolicy === 'Always' ? each.name : [])),
  );
  return (status.initContainerStatuses ?? []).flatMap(({ name, state }) =>
    state?.running === undefined || sidecars.has(name)
      ? []
      : [`Pod ${metadata.name}: init container '${name}' has not ended`],
  );
}

function evidenceOf(context: CheckContext, object: CheckedObject): string[] {
  const said = explain(context.client, object).map(evidenceText);
  const waiting = context.pods().flatMap(({ pod, root }) => (root === object ? preparations(pod) : []));
  return [...waiting.slice(0, 1), ...said].slice(0, EVIDENCE_MAX);
}

/** All that is not ready, and that no other rule has an explanation for. */
export const unready: Rule = {
  id: 'not-ready',
  finds: 'whatever else does not become ready, with what the cluster says about it',
  check: (context) => {
    for (const object of context.objects) {
      const missing = context.missing(object);
      if (missing === undefined || context.isExplained(object)) continue;
      context.report('not-ready', object, {
        message: [missing, ...evidenceOf(context, object)].join('; '),
        cure: 'look at its Events: workshop simulate, then kubectl describe',
      });
    }
  },
};
