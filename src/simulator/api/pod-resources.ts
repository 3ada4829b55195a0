import type { Container, PodSpec } from './kinds.generated';
import { parseQuantity, type Quantity, ZERO_QUANTITY } from './quantity';

/** Amounts of resources that are being added up. */
export interface AmountTotal<Total> {
  /** Adds `other`. */
  add(other: Total): void;
  /** Raises each resource to what `other` has of it. */
  raiseTo(other: Total): void;
}

/**
 * What containers take at the moment at which they take most: all containers and sidecars together, or one init container
 * beside the sidecars that were started before it.
 *
 * Source: Kubernetes 1.36, component-helpers/resource/helpers.go `AggregateContainerRequests`.
 */
export function totalOfContainers<Total extends AmountTotal<Total>>(
  { containers, initContainers }: Partial<PodSpec>,
  amountsOf: (container: Container) => Total,
  nothing: () => Total,
): Total {
  const total = nothing();
  // A specification that is yet to be judged may have none.
  for (let index = 0; index < (containers?.length ?? 0); index += 1) {
    total.add(amountsOf(containers?.[index] as Container));
  }
  const started = initContainers ?? [];
  if (started.length === 0) return total;
  const sidecars = nothing();
  const peak = nothing();
  for (const container of started) {
    const own = amountsOf(container);
    if (container.restartPolicy === 'Always') {
      total.add(own);
      sidecars.add(own);
      peak.raiseTo(sidecars);
    } else {
      const beside = nothing();
      beside.add(sidecars);
      beside.add(own);
      peak.raiseTo(beside);
    }
  }
  total.raiseTo(peak);
  return total;
}

/** Amounts as exact as they are written. */
class QuantityTotal implements AmountTotal<QuantityTotal> {
  readonly amounts = new Map<string, Quantity>();

  static of(quantities: Readonly<Record<string, string>> | undefined): QuantityTotal {
    // Most containers state nothing, and nobody adds to what they state.
    if (quantities === undefined) return NOTHING;
    const total = new QuantityTotal();
    for (const [name, text] of Object.entries(quantities)) total.amounts.set(name, parseQuantity(text));
    return total;
  }

  add({ amounts }: QuantityTotal): void {
    if (amounts.size === 0) return;
    for (const [name, amount] of amounts) {
      this.amounts.set(name, (this.amounts.get(name) ?? ZERO_QUANTITY).add(amount));
    }
  }

  raiseTo({ amounts }: QuantityTotal): void {
    if (amounts.size === 0) return;
    for (const [name, amount] of amounts) {
      const before = this.amounts.get(name);
      if (before === undefined || before.compare(amount) < 0) this.amounts.set(name, amount);
    }
  }
}

const NOTHING = new QuantityTotal();

type AmountField = 'requests' | 'limits';

/** Resources that a Pod may state as a whole. Source: Kubernetes 1.36, `SupportedPodLevelResources`. */
export const isPodLevelResource = (name: string): boolean =>
  name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

const noAmounts = (): QuantityTotal => new QuantityTotal();
const requestsOf = ({ resources }: Partial<Container>): QuantityTotal => QuantityTotal.of(resources?.requests);
const limitsOf = ({ resources }: Partial<Container>): QuantityTotal => QuantityTotal.of(resources?.limits);

const totalOf = (spec: Partial<PodSpec>, field: AmountField): QuantityTotal =>
  totalOfContainers(spec, field === 'requests' ? requestsOf : limitsOf, noAmounts);

/** What the containers of a Pod request at the most. The specification need not be valid. */
export const containerRequests = (spec: Partial<PodSpec>): ReadonlyMap<string, Quantity> =>
  totalOf(spec, 'requests').amounts;

/**
 * What a Pod requests, or is limited to, in all: its containers together, unless the Pod states it as a whole, and the
 * overhead of its runtime. The specification need not be valid. Not modelled: what a resize has left of the old amounts.
 *
 * Source: Kubernetes 1.36, component-helpers/resource/helpers.go `PodRequests` and `PodLimits`.
 */
export function podAmounts(spec: Partial<PodSpec>, field: AmountField): ReadonlyMap<string, Quantity> {
  const total = totalOf(spec, field);
  if (spec.resources !== undefined) {
    const whole = QuantityTotal.of(spec.resources[field]);
    for (const [name, amount] of whole.amounts) if (isPodLevelResource(name)) total.amounts.set(name, amount);
  }
  if (spec.overhead === undefined) return total.amounts;
  const overhead = QuantityTotal.of(spec.overhead);
  for (const name of overhead.amounts.keys()) {
    if (field === 'limits' && !total.amounts.has(name)) overhead.amounts.delete(name);
  }
  total.add(overhead);
  return total.amounts;
}
