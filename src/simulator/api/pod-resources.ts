import type { Container, PodSpec } from './kinds.generated';
import { parseQuantity, type Quantity, ZERO_QUANTITY } from './quantity';

type Amounts = Map<string, Quantity>;
type AmountField = 'requests' | 'limits';

function add(total: Amounts, amounts: Iterable<readonly [string, Quantity]>): void {
  for (const [name, amount] of amounts) total.set(name, (total.get(name) ?? ZERO_QUANTITY).add(amount));
}

function raise(total: Amounts, amounts: Iterable<readonly [string, Quantity]>): void {
  for (const [name, amount] of amounts) {
    const before = total.get(name);
    if (before === undefined || before.compare(amount) < 0) total.set(name, amount);
  }
}

const parsed = (amounts: Readonly<Record<string, string>> | undefined): (readonly [string, Quantity])[] =>
  Object.entries(amounts ?? {}).map(([name, amount]) => [name, parseQuantity(amount)]);

const amountsOf = ({ resources }: Partial<Container>, field: AmountField): (readonly [string, Quantity])[] =>
  parsed(resources?.[field]);

/** Resources that a Pod may state as a whole. Source: Kubernetes 1.36, `SupportedPodLevelResources`. */
const isPodLevel = (name: string): boolean => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

/** What the containers take at the moment at which they take most. */
function containerAmounts({ containers = [], initContainers = [] }: Partial<PodSpec>, field: AmountField): Amounts {
  const total: Amounts = new Map();
  for (const container of containers) add(total, amountsOf(container, field));
  // Init containers run one by one, beside the sidecars that were started before them.
  const sidecars: Amounts = new Map();
  const peak: Amounts = new Map();
  for (const container of initContainers) {
    const amounts = amountsOf(container, field);
    if (container.restartPolicy === 'Always') {
      add(sidecars, amounts);
      add(total, amounts);
      raise(peak, sidecars);
    } else {
      const together = new Map(sidecars);
      add(together, amounts);
      raise(peak, together);
    }
  }
  raise(total, peak);
  return total;
}

/**
 * What a Pod requests, or is limited to, in all: its containers together, unless the Pod states it as a whole, and the
 * overhead of its runtime. The specification need not be valid. Not modelled: what a resize has left of the old amounts.
 *
 * Source: Kubernetes 1.36, component-helpers/resource/helpers.go `PodRequests` and `PodLimits`.
 */
export function podAmounts(spec: Partial<PodSpec>, field: AmountField): ReadonlyMap<string, Quantity> {
  const total = containerAmounts(spec, field);
  for (const [name, amount] of parsed(spec.resources?.[field])) if (isPodLevel(name)) total.set(name, amount);
  const overhead = parsed(spec.overhead);
  add(total, field === 'requests' ? overhead : overhead.filter(([name]) => total.has(name)));
  return total;
}
