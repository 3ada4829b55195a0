import type { SeededRandom } from '../../engine';
import { StacklessError } from '../../process';

/** A message in a queue. Source: kuard v0.10.0, pkg/memq/types.go. */
export interface QueuedMessage {
  readonly kind: 'message';
  readonly id: string;
  readonly body: string;
  readonly creationTimestamp: string;
}

interface Queue {
  readonly messages: QueuedMessage[];
  enqueued: number;
  dequeued: number;
  drained: number;
}

/** What a queue refuses with. */
export class BrokerError extends StacklessError {}

/** The queues of kuard's `/memq/server`: in memory, first in, first out. */
export class MessageBroker {
  private readonly queues = new Map<string, Queue>();

  constructor(
    private readonly random: SeededRandom,
    private readonly now: () => number,
  ) {}

  /** Throws BrokerError when there is one of that name. */
  create(name: string): void {
    if (this.queues.has(name)) throw new BrokerError('already exists');
    this.queues.set(name, { messages: [], enqueued: 0, dequeued: 0, drained: 0 });
  }

  /** Throws BrokerError when there is none. */
  remove(name: string): void {
    this.queue(name);
    this.queues.delete(name);
  }

  /** Throws away all messages. Throws BrokerError when there is no such queue. */
  drain(name: string): void {
    const queue = this.queue(name);
    queue.drained += queue.messages.length;
    queue.messages.length = 0;
  }

  /** Throws BrokerError when there is no such queue. */
  put(name: string, body: string): QueuedMessage {
    const queue = this.queue(name);
    const id = this.random.uuid().replaceAll('-', '');
    const message = { kind: 'message', id, body, creationTimestamp: new Date(this.now()).toISOString() } as const;
    queue.messages.push(message);
    queue.enqueued += 1;
    return message;
  }

  /** The oldest message; undefined when there is none. Throws BrokerError when there is no such queue. */
  take(name: string): QueuedMessage | undefined {
    const queue = this.queue(name);
    const message = queue.messages.shift();
    if (message !== undefined) queue.dequeued += 1;
    return message;
  }

  /** What `/memq/server/stats` tells. */
  stats(): unknown {
    return {
      kind: 'stats',
      queues: [...this.queues].map(([name, { messages, enqueued, dequeued, drained }]) => ({
        name,
        depth: messages.length,
        enqueued,
        dequeued,
        drained,
      })),
    };
  }

  private queue(name: string): Queue {
    const queue = this.queues.get(name);
    if (queue === undefined) throw new BrokerError('does not exist');
    return queue;
  }
}
