import {
  extended,
  labelSelectorOf,
  statusError,
  statusErrors,
  type KubeObject,
  type LabelSelectorObject,
} from '../../api';
import { fieldsAt, listAt, textAt } from '../../resources/fields';
import { statusAnswer } from '../answer';
import type { Call } from '../call';
import { decodeObjectBody } from '../decoding';
import { validDeleteRequest } from '../handlers/delete';
import { storedObject } from '../handlers/get';
import { requireName } from '../handlers/update';
import { negotiate } from '../negotiation';
import { writeOptionsOf } from '../options';
import type { ApiAnswer } from '../request';
import { admitSubresource } from '../storage/admit-subresource';
import { deleteObject } from '../storage/delete-object';
import { requireDeletePreconditions } from '../storage/preconditions';
import { SUCCESS } from './binding';

const BUDGETS = 'policy/poddisruptionbudgets';

/** Seconds until a budget has surely been looked at. Source: pkg/registry/core/pod/storage/eviction.go. */
const RETRY_SECONDS = 10;

const NOT_LOOKED_AT = { observedGeneration: 0, disruptionsAllowed: 0, desiredHealthy: 0, currentHealthy: 0 };

/**
 * Answers a POST to `/eviction` of a Pod: deletes it when its disruption budget allows, marked with the reason.
 * Source: Kubernetes 1.36, pkg/registry/core/pod/storage/eviction.go `Create`.
 */
export function evict(call: Call): ApiAnswer {
  const negotiated = negotiate(call.request, false);
  const options = writeOptionsOf(call.request.query, 'CreateOptions');
  const eviction = decodeObjectBody(call, 'Eviction', 'policy/v1', options.fieldValidation);
  requireName(call, eviction);
  const pod = storedObject(call);
  admitSubresource(call, 'create', eviction, options.dryRun);
  const request = validDeleteRequest({ ...fieldsAt(eviction, 'deleteOptions') });
  const dryRun = options.dryRun || request.dryRun;
  if (!isFreeOfBudgets(pod)) spendBudget(call, pod, dryRun);
  const { preconditions = {}, ...how } = request;
  requireDeletePreconditions(call, pod, preconditions);
  deleteObject(call, dryRun ? pod : marked(call, storedObject(call)), { ...how, dryRun, isAdmitted: true });
  return statusAnswer({ ...SUCCESS }, negotiated, call.warnings);
}

/**
 * The Pod with the reason why it goes, which controllers and people read once it is gone.
 * Source: Kubernetes 1.36, eviction.go `addConditionAndDeletePod`.
 */
function marked(call: Call, pod: KubeObject): KubeObject {
  const status = fieldsAt(pod, 'status') ?? {};
  const { generation } = pod.metadata;
  const others = listAt(status, 'conditions').filter((each) => textAt(each, 'type') !== 'DisruptionTarget');
  const condition = {
    type: 'DisruptionTarget',
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: call.now,
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  const object = { ...pod, status: extended(status, { conditions: [...others, condition] }) };
  return call.parts.store.update(call.resource.storage, call.namespace, call.info.name, object, pod);
}

/** Pods that nobody counts on any more. */
function isFreeOfBudgets(pod: KubeObject): boolean {
  const phase = textAt(fieldsAt(pod, 'status'), 'phase');
  return pod.metadata.deletionTimestamp !== undefined || ['Succeeded', 'Failed', 'Pending'].includes(phase);
}

const isReady = (pod: KubeObject): boolean =>
  listAt(fieldsAt(pod, 'status'), 'conditions').some(
    (each) => textAt(each, 'type') === 'Ready' && textAt(each, 'status') === 'True',
  );

function spendBudget(call: Call, pod: KubeObject, dryRun: boolean): void {
  const budgets = call.parts.store
    .list(BUDGETS, call.namespace)
    .filter((each) => budgetSelector(each).matches(pod.metadata.labels));
  if (budgets.length > 1) {
    throw statusErrors.internal(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  }
  const [budget] = budgets;
  if (budget === undefined || (!isReady(pod) && letsUnreadyGo(budget))) return;
  const status = { ...NOT_LOOKED_AT, ...fieldsAt(budget, 'status') };
  const { generation = 0, name = '' } = budget.metadata;
  // What it allowed before it was changed says nothing.
  if (status.observedGeneration < generation) {
    throw tooManyRequests(`The disruption budget ${name} is still being processed by the server.`, RETRY_SECONDS);
  }
  if (status.disruptionsAllowed <= 0) throw tooManyRequests(whyNone(budget, status));
  if (dryRun) return;
  const disruptedPods = { ...fieldsAt(status, 'disruptedPods'), [pod.metadata.name as string]: call.now };
  const spent = { ...status, disruptionsAllowed: status.disruptionsAllowed - 1, disruptedPods };
  call.parts.store.update(BUDGETS, call.namespace, name, { ...budget, status: spent }, budget);
}

const budgetSelector = (budget: KubeObject): ReturnType<typeof labelSelectorOf> =>
  labelSelectorOf(fieldsAt(fieldsAt(budget, 'spec'), 'selector') as LabelSelectorObject | undefined);

/** Unready Pods may go when enough others are healthy, or always, as the budget says. */
function letsUnreadyGo(budget: KubeObject): boolean {
  if (textAt(fieldsAt(budget, 'spec'), 'unhealthyPodEvictionPolicy') === 'AlwaysAllow') return true;
  const status = fieldsAt(budget, 'status');
  const [current, desired] = [Number(status?.['currentHealthy'] ?? 0), Number(status?.['desiredHealthy'] ?? 0)];
  return desired > 0 && current >= desired;
}

interface Counts {
  readonly desiredHealthy: number;
  readonly currentHealthy: number;
}

/** Why a budget allows nothing. Source: Kubernetes 1.36, eviction.go `checkAndDecrement`. */
function whyNone(budget: KubeObject, { desiredHealthy, currentHealthy }: Counts): string {
  const name = budget.metadata.name ?? '';
  const nothing = `The disruption budget ${name} does not allow evicting pods currently`;
  const condition = listAt(fieldsAt(budget, 'status'), 'conditions').find(
    (each) => textAt(each, 'type') === 'DisruptionAllowed' && textAt(each, 'status') === 'False',
  );
  const [reason, message] = [textAt(condition, 'reason'), textAt(condition, 'message')];
  if (reason === 'SyncFailed' && message !== '') return `${nothing} because it failed sync: ${message}`;
  if (currentHealthy <= desiredHealthy) {
    return `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  }
  return message === '' ? nothing : `${nothing} (${reason}): ${message}`;
}

function tooManyRequests(message: string, retryAfterSeconds?: number): Error {
  return statusError(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{ reason: 'DisruptionBudget', message }],
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}
