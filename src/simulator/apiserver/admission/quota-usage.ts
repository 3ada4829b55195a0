import { parseQuantity, type Quantity, ZERO_QUANTITY } from '../../api';
import { type Fields, fieldsAt, listAt, mapAt, numberAt, textAt } from '../../resources/fields';

/** Amounts by the names that quotas use: `pods`, `requests.cpu`, `count/deployments.apps`. */
export type Usage = ReadonlyMap<string, Quantity>;

const ONE = parseQuantity('1');

/** Older names of counts. Source: Kubernetes 1.36, pkg/quota/v1/evaluator/core. */
const PLAIN_COUNTS = new Set([
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
]);

const largest = (a: Quantity, b: Quantity): Quantity => (a.compare(b) >= 0 ? a : b);

function add(total: Map<string, Quantity>, amounts: Readonly<Record<string, string>> | undefined): void {
  for (const [name, amount] of Object.entries(amounts ?? {})) {
    total.set(name, (total.get(name) ?? ZERO_QUANTITY).add(parseQuantity(amount)));
  }
}

/**
 * What the containers of a Pod take together: the sum of those that run, or the largest init container if that is more.
 * Source: Kubernetes 1.36, component-helpers/resource `PodRequests`. Sidecars count with those that run.
 */
function podAmounts(pod: Fields, field: 'requests' | 'limits'): Map<string, Quantity> {
  const spec = fieldsAt(pod, 'spec');
  const total = new Map<string, Quantity>();
  const amountsOf = (container: Fields): Readonly<Record<string, string>> | undefined =>
    mapAt(fieldsAt(container, 'resources'), field);
  const inits = listAt(spec, 'initContainers');
  const isSidecar = (container: Fields): boolean => textAt(container, 'restartPolicy') === 'Always';
  for (const container of [...listAt(spec, 'containers'), ...inits.filter(isSidecar)]) add(total, amountsOf(container));
  for (const container of inits.filter((init) => !isSidecar(init))) {
    for (const [name, amount] of Object.entries(amountsOf(container) ?? {})) {
      total.set(name, largest(total.get(name) ?? ZERO_QUANTITY, parseQuantity(amount)));
    }
  }
  add(total, mapAt(spec, 'overhead'));
  return total;
}

function podUsage(pod: Fields, usage: Map<string, Quantity>): void {
  for (const [name, amount] of podAmounts(pod, 'requests')) {
    usage.set(`requests.${name}`, amount);
    if (['cpu', 'memory', 'ephemeral-storage'].includes(name)) usage.set(name, amount);
  }
  for (const [name, amount] of podAmounts(pod, 'limits')) usage.set(`limits.${name}`, amount);
}

function serviceUsage(service: Fields, usage: Map<string, Quantity>): void {
  const spec = fieldsAt(service, 'spec');
  const type = textAt(spec, 'type');
  if (type === 'LoadBalancer') usage.set('services.loadbalancers', ONE);
  if (type === 'NodePort' || (type === 'LoadBalancer' && spec?.['allocateLoadBalancerNodePorts'] !== false)) {
    usage.set('services.nodeports', parseQuantity(String(listAt(spec, 'ports').length)));
  }
}

function claimUsage(claim: Fields, usage: Map<string, Quantity>): void {
  const spec = fieldsAt(claim, 'spec');
  const storage = mapAt(fieldsAt(spec, 'resources'), 'requests')?.['storage'];
  const storageClass = textAt(spec, 'storageClassName');
  const prefix = storageClass === '' ? undefined : `${storageClass}.storageclass.storage.k8s.io/`;
  if (prefix !== undefined) usage.set(`${prefix}persistentvolumeclaims`, ONE);
  if (storage === undefined) return;
  usage.set('requests.storage', parseQuantity(storage));
  if (prefix !== undefined) usage.set(`${prefix}requests.storage`, parseQuantity(storage));
}

const isFinished = (pod: Fields): boolean => ['Succeeded', 'Failed'].includes(textAt(fieldsAt(pod, 'status'), 'phase'));

/** What one object counts for, by its storage key. Finished Pods count only as objects. */
export function usageOf(storage: string, object: Fields): Usage {
  const slash = storage.lastIndexOf('/');
  const resource = storage.slice(slash + 1);
  const usage = new Map([[slash < 0 ? `count/${resource}` : `count/${resource}.${storage.slice(0, slash)}`, ONE]]);
  if (storage === 'pods' && isFinished(object)) return usage;
  if (PLAIN_COUNTS.has(storage)) usage.set(storage, ONE);
  if (storage === 'pods') podUsage(object, usage);
  else if (storage === 'services') serviceUsage(object, usage);
  else if (storage === 'persistentvolumeclaims') claimUsage(object, usage);
  return usage;
}

const isBestEffort = (pod: Fields): boolean => {
  const spec = fieldsAt(pod, 'spec');
  return [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')].every((container) => {
    const resources = fieldsAt(container, 'resources');
    const amounts = { ...mapAt(resources, 'requests'), ...mapAt(resources, 'limits') };
    return amounts['cpu'] === undefined && amounts['memory'] === undefined;
  });
};

function matchesScope(pod: Fields, scope: string, operator: string, values: readonly string[]): boolean {
  const spec = fieldsAt(pod, 'spec');
  switch (scope) {
    case 'Terminating':
      return numberAt(spec, 'activeDeadlineSeconds') !== undefined;
    case 'NotTerminating':
      return numberAt(spec, 'activeDeadlineSeconds') === undefined;
    case 'BestEffort':
      return isBestEffort(pod);
    case 'NotBestEffort':
      return !isBestEffort(pod);
    case 'PriorityClass': {
      const name = textAt(spec, 'priorityClassName');
      if (operator === 'In') return values.includes(name);
      if (operator === 'NotIn') return !values.includes(name);
      return operator === 'DoesNotExist' ? name === '' : name !== '';
    }
    default:
      return false;
  }
}

/** Whether a quota counts an object: scopes are about Pods. Source: Kubernetes 1.36, pkg/quota/v1/evaluator/core/pods.go. */
export function isInScope(quota: Fields, storage: string, object: Fields): boolean {
  const spec = fieldsAt(quota, 'spec');
  const scopes = (spec?.['scopes'] as readonly string[] | undefined) ?? [];
  const expressions = listAt(fieldsAt(spec, 'scopeSelector'), 'matchExpressions');
  if (scopes.length + expressions.length === 0) return true;
  return (
    storage === 'pods' &&
    scopes.every((scope) => matchesScope(object, scope, 'Exists', [])) &&
    expressions.every((expression) =>
      matchesScope(
        object,
        textAt(expression, 'scopeName'),
        textAt(expression, 'operator'),
        (expression['values'] as readonly string[] | undefined) ?? [],
      ),
    )
  );
}
