import { type KubeObject, parseQuantity, Quantity, ZERO_QUANTITY } from '../../api';
import { type Fields, fieldsAt, listAt, mapAt, textAt } from '../../resources/fields';

type Amounts = Readonly<Record<string, string>>;

/** What an object or a part of it asks for. */
interface Usage {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** One bound: the resource, the type of the limit it belongs to, and the amount. */
interface Bound {
  readonly name: string;
  readonly type: string;
  readonly amount: string;
}

const exceeds = (left: string, right: string): boolean => parseQuantity(left).compare(parseQuantity(right)) > 0;

function minViolation({ name, type, amount }: Bound, { requests, limits }: Usage): string | undefined {
  const [request, limit] = [requests[name], limits[name]];
  const rule = `minimum ${name} usage per ${type} is ${amount}`;
  if (request === undefined) return `${rule}.  No request is specified`;
  if (exceeds(amount, request)) return `${rule}, but request is ${request}`;
  if (limit !== undefined && exceeds(amount, limit)) return `${rule}, but limit is ${limit}`;
  return undefined;
}

function maxViolation({ name, type, amount }: Bound, { requests, limits }: Usage): string | undefined {
  const [request, limit] = [requests[name], limits[name]];
  const rule = `maximum ${name} usage per ${type} is ${amount}`;
  if (limit === undefined) return `${rule}.  No limit is specified`;
  if (exceeds(limit, amount)) return `${rule}, but limit is ${limit}`;
  if (request !== undefined && exceeds(request, amount)) return `${rule}, but request is ${request}`;
  return undefined;
}

/** Claims have requests only. */
function maxRequestViolation({ name, type, amount }: Bound, { requests }: Usage): string | undefined {
  const request = requests[name];
  const rule = `maximum ${name} usage per ${type} is ${amount}`;
  if (request === undefined) return `${rule}.  No request is specified`;
  return exceeds(request, amount) ? `${rule}, but request is ${request}` : undefined;
}

function ratioViolation({ name, type, amount }: Bound, { requests, limits }: Usage): string | undefined {
  const request = parseQuantity(requests[name] ?? '0');
  const limit = parseQuantity(limits[name] ?? '0');
  const rule = `${name} max limit to request ratio per ${type} is ${amount}`;
  if (request.isZero) return `${rule}, but no request is specified or request is 0`;
  if (limit.isZero) return `${rule}, but no limit is specified or limit is 0`;
  const ratio = Number(limit.nanos) / Number(request.nanos);
  const allowed = Number(parseQuantity(amount).nanos) / 1e9;
  return ratio > allowed ? `${rule}, but provided ratio is ${ratio.toFixed(6)}` : undefined;
}

type Rule = (bound: Bound, usage: Usage) => string | undefined;

function violationsOf(item: Fields, field: string, rule: Rule, usage: Usage): string[] {
  const type = textAt(item, 'type');
  return Object.entries(mapAt(item, field) ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, amount]) => rule({ name, type, amount }, usage) ?? []);
}

const usageOf = (container: Fields): Usage => {
  const resources = fieldsAt(container, 'resources');
  return { requests: mapAt(resources, 'requests') ?? {}, limits: mapAt(resources, 'limits') ?? {} };
};

/** Sum of what all inputs name; what one of them leaves out is left out. */
function sum(inputs: readonly Amounts[]): Amounts {
  const total: Record<string, string> = {};
  for (const name of new Set(inputs.flatMap((input) => Object.keys(input)))) {
    if (inputs.some((input) => input[name] === undefined)) continue;
    const quantities = inputs.map((input) => parseQuantity(input[name] as string));
    const nanos = quantities.reduce((amount, quantity) => amount.add(quantity), ZERO_QUANTITY).nanos;
    total[name] = new Quantity(nanos, name === 'memory' ? 'BinarySI' : 'DecimalSI').toString();
  }
  return total;
}

/**
 * How a Pod violates the items of a LimitRange.
 * Source: Kubernetes 1.36, plugin/pkg/admission/limitranger/admission.go `PodValidateLimitFunc`.
 */
export function podViolations(pod: KubeObject, items: readonly Fields[]): string[] {
  const spec = fieldsAt(pod, 'spec');
  const containers = listAt(spec, 'containers').map(usageOf);
  const all = [...containers, ...listAt(spec, 'initContainers').map(usageOf)];
  return items.flatMap((item) => {
    const judge = (usage: Usage): string[] => [
      ...violationsOf(item, 'min', minViolation, usage),
      ...violationsOf(item, 'max', maxViolation, usage),
      ...violationsOf(item, 'maxLimitRequestRatio', ratioViolation, usage),
    ];
    if (textAt(item, 'type') === 'Container') return all.flatMap(judge);
    if (textAt(item, 'type') !== 'Pod') return [];
    return judge({
      requests: sum(containers.map(({ requests }) => requests)),
      limits: sum(containers.map(({ limits }) => limits)),
    });
  });
}

/**
 * How a claim violates the items of a LimitRange.
 * Source: the same file, `PersistentVolumeClaimValidateLimitFunc`.
 */
export function claimViolations(claim: KubeObject, items: readonly Fields[]): string[] {
  const usage: Usage = { ...usageOf(fieldsAt(claim, 'spec') ?? {}), limits: {} };
  return items
    .filter((item) => textAt(item, 'type') === 'PersistentVolumeClaim')
    .flatMap((item) => [
      ...violationsOf(item, 'min', minViolation, usage),
      ...violationsOf(item, 'max', maxRequestViolation, usage),
    ]);
}
