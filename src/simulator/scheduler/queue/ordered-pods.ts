/** What waits in an order, until it is taken or has left. */
export interface Ticket<Item> {
  readonly item: Item;
  isValid: boolean;
}

/** A queue by an order that is fixed when something enters. What leaves early stays in it as a void ticket until its turn. */
export class OrderedPods<Item> {
  private readonly heap: Ticket<Item>[] = [];

  /** `isBefore` must be an order in which no two are equal; it must not change while they wait. */
  constructor(private readonly isBefore: (left: Item, right: Item) => boolean) {}

  /** The first one; undefined when nobody waits. */
  get first(): Item | undefined {
    while (this.heap[0]?.isValid === false) this.take();
    return this.heap[0]?.item;
  }

  /** Lets `item` wait; its ticket, made invalid, takes it out again. */
  add(item: Item): Ticket<Item> {
    const ticket: Ticket<Item> = { item, isValid: true };
    const { heap } = this;
    let index = heap.length;
    heap.push(ticket);
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      if (!this.isBefore(item, (heap[parent] as Ticket<Item>).item)) break;
      heap[index] = heap[parent] as Ticket<Item>;
      index = parent;
    }
    heap[index] = ticket;
    return ticket;
  }

  /** Takes the first one out. */
  pop(): Item | undefined {
    return this.first === undefined ? undefined : this.take()?.item;
  }

  private take(): Ticket<Item> | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && this.isBefore(right.item, (heap[child] as Ticket<Item>).item)) child += 1;
      if (!this.isBefore((heap[child] as Ticket<Item>).item, last.item)) break;
      heap[index] = heap[child] as Ticket<Item>;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}
