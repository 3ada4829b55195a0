import type { PersistentVolumeClaim, Pod, Service } from './kinds.generated';
import type { KubeObject } from './object';
import { podAmounts } from './pod-resources';
import { parseQuantity, type Quantity, ZERO_QUANTITY } from './quantity';

/** Amounts by the names that quotas use: `pods`, `requests.cpu`, `count/deployments.apps`. */
export type QuotaUsage = ReadonlyMap<string, Quantity>;

type Draft = Map<string, Quantity>;

/** Parts of an object that validation may yet have to refuse: nothing is sure to be there. */
type Unchecked<Kind> = { readonly [Part in 'spec' | 'status']?: Part extends keyof Kind ? Partial<Kind[Part]> : never };

const ONE = parseQuantity('1');
const wholeNumber = (count: number): Quantity => parseQuantity(String(count));

/** Older names of counts. Source: Kubernetes 1.36, pkg/quota/v1/evaluator/core. */
const PLAIN_COUNTS: ReadonlySet<string> = new Set([
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
]);

/** Resources that have a name of their own beside `requests.` and `limits.`. */
const COMPUTE: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);

const STORAGE_CLASS = '.storageclass.storage.k8s.io/';

/**
 * When a Pod no longer counts although it is still there, milliseconds since 1970: its time to end is over twice.
 * Undefined for a Pod that is not on its way out. Source: Kubernetes 1.36, evaluator/core/pods.go `QuotaV1Pod`.
 */
export function quotaForgetsPodMs({ metadata }: KubeObject): number | undefined {
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return undefined;
  return Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000;
}

function countsAsPod(pod: KubeObject, nowMs: number): boolean {
  const { phase } = (pod as Unchecked<Pod>).status ?? {};
  return phase !== 'Succeeded' && phase !== 'Failed' && nowMs <= (quotaForgetsPodMs(pod) ?? Infinity);
}

function podUsage({ spec = {} }: Unchecked<Pod>, usage: Draft): void {
  for (const [name, amount] of podAmounts(spec, 'requests')) {
    usage.set(`requests.${name}`, amount);
    if (COMPUTE.has(name) || name.startsWith('hugepages-')) usage.set(name, amount);
  }
  for (const [name, amount] of podAmounts(spec, 'limits')) if (COMPUTE.has(name)) usage.set(`limits.${name}`, amount);
}

function serviceUsage({ spec = {} }: Unchecked<Service>, usage: Draft): void {
  const { ports = [], type, allocateLoadBalancerNodePorts = true } = spec;
  const isBalanced = type === 'LoadBalancer';
  const allocates = type === 'NodePort' || (isBalanced && allocateLoadBalancerNodePorts);
  const nodePorts = allocates ? ports.length : isBalanced ? ports.filter(({ nodePort = 0 }) => nodePort > 0).length : 0;
  if (isBalanced) usage.set('services.loadbalancers', ONE);
  if (nodePorts > 0) usage.set('services.nodeports', wholeNumber(nodePorts));
}

function claimUsage({ spec = {}, status = {} }: Unchecked<PersistentVolumeClaim>, usage: Draft): void {
  const { storageClassName = '' } = spec;
  const prefix = storageClassName === '' ? undefined : `${storageClassName}${STORAGE_CLASS}`;
  if (prefix !== undefined) usage.set(`${prefix}persistentvolumeclaims`, ONE);
  const requested = spec.resources?.requests?.['storage'];
  if (requested === undefined) return;
  const allocated = status.allocatedResources?.['storage'];
  const amounts = [requested, ...(allocated === undefined ? [] : [allocated])].map(parseQuantity);
  const storage = amounts.reduce((a, b) => (a.compare(b) >= 0 ? a : b));
  usage.set('requests.storage', storage);
  if (prefix !== undefined) usage.set(`${prefix}requests.storage`, storage);
}

/** Name that counts all objects of a resource, by its storage key: `count/pods`, `count/deployments.apps`. */
export function quotaCountName(storage: string): string {
  const slash = storage.lastIndexOf('/');
  return slash < 0 ? `count/${storage}` : `count/${storage.slice(slash + 1)}.${storage.slice(0, slash)}`;
}

/** Storage key of the objects that a name in a quota is about; undefined for a name that counts nothing known. */
export function quotaStorageOf(name: string): string | undefined {
  if (name.startsWith('count/')) {
    const [resource = '', ...group] = name.slice('count/'.length).split('.');
    return group.length === 0 ? resource : `${group.join('.')}/${resource}`;
  }
  if (PLAIN_COUNTS.has(name)) return name;
  if (name === 'services.loadbalancers' || name === 'services.nodeports') return 'services';
  if (name === 'requests.storage' || name.includes(STORAGE_CLASS)) return 'persistentvolumeclaims';
  const isPodResource = /^(requests\.|limits\.)?(cpu|memory|ephemeral-storage|hugepages-.*)$|^requests\./.test(name);
  return isPodResource ? 'pods' : undefined;
}

/**
 * What one object counts for, by its storage key. Pods that have ended, or should have long ago, count only as objects.
 * Pure. Source: Kubernetes 1.36, pkg/quota/v1/evaluator/core.
 */
export function quotaUsageOf(storage: string, object: KubeObject, nowMs: number): QuotaUsage {
  const usage: Draft = new Map([[quotaCountName(storage), ONE]]);
  if (storage === 'pods' && !countsAsPod(object, nowMs)) return usage;
  if (PLAIN_COUNTS.has(storage)) usage.set(storage, ONE);
  if (storage === 'pods') podUsage(object as Unchecked<Pod>, usage);
  else if (storage === 'services') serviceUsage(object as Unchecked<Service>, usage);
  else if (storage === 'persistentvolumeclaims') claimUsage(object as Unchecked<PersistentVolumeClaim>, usage);
  return usage;
}

/** The sum of what objects of one storage key count for. */
export function quotaUsageOfAll(storage: string, objects: Iterable<KubeObject>, nowMs: number): QuotaUsage {
  const sum: Draft = new Map();
  for (const object of objects) {
    for (const [name, amount] of quotaUsageOf(storage, object, nowMs)) {
      sum.set(name, (sum.get(name) ?? ZERO_QUANTITY).add(amount));
    }
  }
  return sum;
}
