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
    this.heap.push(ticket);
    this.rise(ticket, this.heap.length - 1);
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
    // What was last belongs near the end: the empty place goes all the way down first, which takes half the comparisons.
    let place = 0;
    for (let child = 1; child < heap.length; child = 2 * place + 1) {
      let next = heap[child] as Ticket<Item>;
      const right = heap[child + 1];
      if (right !== undefined && this.isBefore(right.item, next.item)) {
        next = right;
        child += 1;
      }
      heap[place] = next;
      place = child;
    }
    this.rise(last, place);
    return first;
  }

  /** Puts a ticket where it belongs between the root and the empty place `index`. */
  private rise(ticket: Ticket<Item>, index: number): void {
    const { heap } = this;
    let place = index;
    while (place > 0) {
      const parent = heap[(place - 1) >>> 1] as Ticket<Item>;
      if (!this.isBefore(ticket.item, parent.item)) break;
      heap[place] = parent;
      place = (place - 1) >>> 1;
    }
    heap[place] = ticket;
  }
}
