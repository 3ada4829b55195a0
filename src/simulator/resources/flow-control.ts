import type { Draft } from '../api';
import { draftAt, fill, openDraft } from './fields';
import type { Strategy } from './resource';

const MATCHING_PRECEDENCE = 1000;
const CONCURRENCY_SHARES = 30;
const QUEUING = { queues: 64, handSize: 8, queueLengthLimit: 50 };

/** A number that clients leave out, or send as nothing. */
const fillNumbers = (draft: Draft, numbers: Readonly<Record<string, number>>): void => {
  for (const [field, value] of Object.entries(numbers)) draft[field] ??= value;
};

/** FlowSchemas: kept, and without effect. Source: Kubernetes 1.36, pkg/apis/flowcontrol/v1/defaults.go. */
export const flowSchemaStrategy: Strategy = {
  default(object) {
    const spec = openDraft(object, 'spec');
    if (spec['matchingPrecedence'] === 0) delete spec['matchingPrecedence'];
    fill(spec, { matchingPrecedence: MATCHING_PRECEDENCE });
  },
};

/** PriorityLevelConfigurations: kept, and without effect. Source: as above. */
export const priorityLevelConfigurationStrategy: Strategy = {
  default(object) {
    const spec = openDraft(object, 'spec');
    const exempt = draftAt(spec, 'exempt');
    if (exempt !== undefined) fillNumbers(exempt, { nominalConcurrencyShares: 0, lendablePercent: 0 });
    const limited = draftAt(spec, 'limited');
    if (limited === undefined) return;
    fillNumbers(limited, { nominalConcurrencyShares: CONCURRENCY_SHARES, lendablePercent: 0 });
    const queuing = draftAt(draftAt(limited, 'limitResponse'), 'queuing');
    if (queuing === undefined) return;
    for (const [field, value] of Object.entries(QUEUING)) if (queuing[field] === 0) queuing[field] = value;
    fillNumbers(queuing, QUEUING);
  },
};
