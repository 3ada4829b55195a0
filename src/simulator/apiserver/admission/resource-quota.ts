import {
  isInQuotaScope,
  type KubeObject,
  parseQuantity,
  type Quantity,
  quotaUsageOf,
  type ResourceQuota,
  ZERO_QUANTITY,
} from '../../api';
import { type Fields, fieldsAt, listAt, mapAt, textAt } from '../../resources/fields';
import { forbidden } from './forbid';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin';
import { quotaIndex } from './quota-index';

/** Amounts as the messages list them: `pods=1,services=2`, by name. */
const listed = (amounts: readonly (readonly [string, Quantity])[]): string =>
  [...amounts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, amount]) => `${name}=${amount.toString()}`)
    .join(',');

const hardOf = (quota: KubeObject): ReadonlyMap<string, Quantity> =>
  new Map(
    Object.entries(mapAt(fieldsAt(quota, 'spec'), 'hard') ?? {}).map(([name, text]) => [name, parseQuantity(text)]),
  );

/** Compute resources that containers must state when a quota limits them. */
const COMPUTE = /^(?:requests\.|limits\.)?(?:cpu|memory)$/;

/** What a Pod must say and does not: `limits.cpu for: a,b`. Source: pkg/quota/v1/evaluator/core/pods.go `Constraints`. */
function unstated(pod: Fields, hard: ReadonlyMap<string, Quantity>): string[] {
  const containers = listAt(fieldsAt(pod, 'spec'), 'containers');
  return [...hard.keys()]
    .filter((name) => COMPUTE.test(name))
    .sort()
    .flatMap((name) => {
      const [field, resource] = name.startsWith('limits.')
        ? ['limits', name.slice(7)]
        : ['requests', name.replace('requests.', '')];
      const missing = containers.filter((container) => {
        const amounts = mapAt(fieldsAt(container, 'resources'), field as string);
        return amounts?.[resource as string] === undefined;
      });
      return missing.length === 0 ? [] : [`${name} for: ${missing.map((item) => textAt(item, 'name')).join(',')}`];
    });
}

function judge(quota: ResourceQuota, object: KubeObject, attributes: AdmissionAttributes): void {
  const { resource, old, context } = attributes;
  if (!isInQuotaScope(quota, resource.storage, object)) return;
  const hard = hardOf(quota);
  const name = quota.metadata.name ?? '';
  if (resource.storage === 'pods') {
    const missing = unstated(object, hard);
    if (missing.length > 0)
      throw forbidden(object, attributes, `failed quota: ${name}: must specify ${missing.join('; ')}`);
  }
  const nowMs = Date.parse(context.now);
  const before = old === undefined ? new Map<string, Quantity>() : quotaUsageOf(resource.storage, old, nowMs);
  const requested = [...quotaUsageOf(resource.storage, object, nowMs)].flatMap(([item, amount]) => {
    const more = amount.subtract(before.get(item) ?? ZERO_QUANTITY);
    return hard.has(item) && more.compare(ZERO_QUANTITY) > 0 ? [[item, more] as const] : [];
  });
  if (requested.length === 0) return;
  const used = context.index(quotaIndex).used(quota, resource.storage, nowMs);
  const exceeded = requested.filter(([item, more]) => {
    const sum = (used.get(item) ?? ZERO_QUANTITY).add(more);
    return sum.compare(hard.get(item) ?? ZERO_QUANTITY) > 0;
  });
  if (exceeded.length === 0) return;
  const amountsOf = (from: ReadonlyMap<string, Quantity>): string =>
    listed(exceeded.map(([item]) => [item, from.get(item) ?? ZERO_QUANTITY]));
  throw forbidden(
    object,
    attributes,
    `exceeded quota: ${name}, requested: ${listed(exceeded)}, used: ${amountsOf(used)}, limited: ${amountsOf(hard)}`,
  );
}

/**
 * Refuses what exceeds a quota of the namespace. Usage is counted from the objects themselves, not taken from the
 * quota's status, so that it is never late.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/admission/plugin/resourcequota/controller.go `CheckRequest`.
 */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  ignoresSubresources: true,
  validate(object, attributes) {
    const { verb, subresource, namespace } = attributes;
    if (namespace === '' || subresource !== '' || (verb !== 'create' && verb !== 'update')) return;
    const quotas = attributes.context.lookupAll('resourcequotas', namespace);
    for (let index = 0; index < quotas.length; index += 1) judge(quotas[index] as ResourceQuota, object, attributes);
  },
};
