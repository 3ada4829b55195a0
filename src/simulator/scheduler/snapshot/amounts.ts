import { hasKey, parseQuantity, totalOfContainers, type AmountTotal, type Container, type Pod } from '../../api';

/** What a container without requests counts as when nodes are compared. Source: Kubernetes 1.36, pkg/scheduler/util/pod_resources.go. */
const DEFAULT_MILLI_CPU = 100;
const DEFAULT_MEMORY_BYTES = 200 * 1024 * 1024;

type Quantities = Readonly<Record<string, string>>;

/** Amounts of resources as plain numbers, fast to add and to compare. Whole numbers up to 2^53 are exact. */
export class Amounts implements AmountTotal<Amounts> {
  milliCpu = 0;
  memoryBytes = 0;
  ephemeralStorageBytes = 0;
  /** Extended resources and huge pages by name; undefined while there are none. */
  scalars: Map<string, number> | undefined;

  /** The amounts of a list of quantities; `pods` is none of them. */
  static of(quantities: Quantities | undefined): Amounts {
    const amounts = new Amounts();
    for (const name in quantities) {
      if (hasKey(quantities, name) && name !== 'pods') amounts.set(name, quantities[name] as string);
    }
    return amounts;
  }

  /** Sets one resource from its quantity. */
  set(name: string, quantity: string): void {
    switch (name) {
      case 'cpu':
        this.milliCpu = parseQuantity(quantity).milliValue();
        break;
      case 'memory':
        this.memoryBytes = parseQuantity(quantity).value();
        break;
      case 'ephemeral-storage':
        this.ephemeralStorageBytes = parseQuantity(quantity).value();
        break;
      default:
        (this.scalars ??= new Map()).set(name, parseQuantity(quantity).value());
    }
  }

  /** Adds `other`, or takes it away with the factor -1. */
  add(other: Amounts, factor = 1): void {
    this.milliCpu += factor * other.milliCpu;
    this.memoryBytes += factor * other.memoryBytes;
    this.ephemeralStorageBytes += factor * other.ephemeralStorageBytes;
    other.scalars?.forEach((amount, name) => {
      this.scalars ??= new Map();
      this.scalars.set(name, (this.scalars.get(name) ?? 0) + factor * amount);
    });
  }

  /** Raises each resource to what `other` has of it. */
  raiseTo(other: Amounts): void {
    this.milliCpu = Math.max(this.milliCpu, other.milliCpu);
    this.memoryBytes = Math.max(this.memoryBytes, other.memoryBytes);
    this.ephemeralStorageBytes = Math.max(this.ephemeralStorageBytes, other.ephemeralStorageBytes);
    other.scalars?.forEach((amount, name) => {
      this.scalars ??= new Map();
      this.scalars.set(name, Math.max(this.scalars.get(name) ?? 0, amount));
    });
  }

  copy(): Amounts {
    const copy = new Amounts();
    copy.add(this);
    return copy;
  }

  scalar(name: string): number {
    return this.scalars?.get(name) ?? 0;
  }
}

/** What a Pod takes from its node. */
export interface PodRequests {
  /** What it asks for. */
  readonly amounts: Amounts;
  /** CPU as nodes are compared by: a container that states none counts as 100m. */
  readonly scoredMilliCpu: number;
  /** Memory as nodes are compared by: a container that states none counts as 200Mi. */
  readonly scoredMemoryBytes: number;
}

/** Requests that are being added up, as they are stated and as nodes are compared by. */
class RequestTotal implements PodRequests, AmountTotal<RequestTotal> {
  scoredMilliCpu = 0;
  scoredMemoryBytes = 0;

  constructor(readonly amounts: Amounts) {}

  /** Sets one resource from its quantity. */
  set(name: string, quantity: string): void {
    this.amounts.set(name, quantity);
    if (name === 'cpu') this.scoredMilliCpu = this.amounts.milliCpu;
    else if (name === 'memory') this.scoredMemoryBytes = this.amounts.memoryBytes;
  }

  add({ amounts, scoredMilliCpu, scoredMemoryBytes }: RequestTotal): void {
    this.amounts.add(amounts);
    this.scoredMilliCpu += scoredMilliCpu;
    this.scoredMemoryBytes += scoredMemoryBytes;
  }

  raiseTo({ amounts, scoredMilliCpu, scoredMemoryBytes }: RequestTotal): void {
    this.amounts.raiseTo(amounts);
    this.scoredMilliCpu = Math.max(this.scoredMilliCpu, scoredMilliCpu);
    this.scoredMemoryBytes = Math.max(this.scoredMemoryBytes, scoredMemoryBytes);
  }
}

/** Requests of a container, and while a resize goes on the most of what it wants, was promised and has. */
function containerRequests(pod: Pod, container: Container): Amounts {
  const wanted = Amounts.of(container.resources.requests);
  if ((pod.metadata.generation ?? 1) === 1) return wanted;
  const statuses = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])];
  const status = statuses.find(({ name }) => name === container.name);
  wanted.raiseTo(Amounts.of(status?.resources?.requests));
  wanted.raiseTo(Amounts.of(status?.allocatedResources));
  return wanted;
}

function totalOf(pod: Pod, container: Container): RequestTotal {
  const total = new RequestTotal(containerRequests(pod, container));
  const stated = container.resources.requests;
  total.scoredMilliCpu = stated?.['cpu'] === undefined ? DEFAULT_MILLI_CPU : total.amounts.milliCpu;
  total.scoredMemoryBytes = stated?.['memory'] === undefined ? DEFAULT_MEMORY_BYTES : total.amounts.memoryBytes;
  return total;
}

/**
 * What a Pod takes from its node: its containers, sidecars and init containers, or what the whole Pod states, and its
 * overhead.
 *
 * Source: Kubernetes 1.36, component-helpers/resource/helpers.go `PodRequests`. Not modelled: resizes that a node has
 * found infeasible count as well.
 */
export function podRequests(pod: Pod): PodRequests {
  const { resources, overhead } = pod.spec;
  const total = totalOfContainers(
    pod.spec,
    (container) => totalOf(pod, container),
    () => new RequestTotal(new Amounts()),
  );
  const whole = resources?.requests;
  if (whole !== undefined) for (const name of Object.keys(whole)) total.set(name, whole[name] as string);
  if (overhead === undefined) return total;
  const added = new RequestTotal(Amounts.of(overhead));
  added.scoredMilliCpu = added.amounts.milliCpu;
  added.scoredMemoryBytes = added.amounts.memoryBytes;
  total.add(added);
  return total;
}
