import { type Coroutine, type Wait, waitFor } from '../../../process';
import type { Reply } from '../protocol/reply';
import type { Session } from './session';

interface Waiting {
  readonly session: Session;
  /** Keys with the number of their database in front. */
  readonly keys: ReadonlySet<string>;
  /** What it waits for; undefined while it is not there. */
  readonly attempt: () => Reply | undefined;
  readonly resume: (reply: Reply | undefined) => void;
}

/** Clients that wait for keys to be filled, longest first. */
export class BlockedClients {
  private readonly waiting = new Set<Waiting>();
  private readonly changed = new Set<string>();

  /** Clients that wait. */
  get count(): number {
    return this.waiting.size;
  }

  /** Notes that a key has changed. */
  note(key: string): void {
    if (this.waiting.size > 0) this.changed.add(key);
  }

  /** Gives those who wait what has come. */
  serve(): void {
    while (this.changed.size > 0) {
      const changed = [...this.changed];
      this.changed.clear();
      for (const key of changed) {
        for (const entry of [...this.waiting]) {
          if (!entry.keys.has(key) || !this.waiting.has(entry)) continue;
          const reply = entry.attempt();
          if (reply !== undefined) this.end(entry, reply);
        }
      }
    }
  }

  /** Ends the waiting of a client whose time is over, or that has gone. */
  release(session: Session, reply: Reply | undefined): boolean {
    const entry = [...this.waiting].find((each) => each.session === session);
    if (entry !== undefined) this.end(entry, reply);
    return entry !== undefined;
  }

  /** Ends all waiting: the keys are no longer this server's to give. */
  releaseAll(reply: Reply): void {
    for (const entry of [...this.waiting]) this.end(entry, reply);
  }

  /** Waits until `attempt` has come to something. */
  *wait(session: Session, keys: readonly string[], attempt: Waiting['attempt']): Coroutine<Reply | undefined> {
    const wait: Wait<Reply | undefined> = {
      begin: (resume) => {
        const entry: Waiting = { session, keys: new Set(keys), attempt, resume };
        this.waiting.add(entry);
        session.isBlocked = true;
        return () => {
          session.isBlocked = false;
          this.waiting.delete(entry);
        };
      },
    };
    return yield* waitFor(wait);
  }

  private end(entry: Waiting, reply: Reply | undefined): void {
    this.waiting.delete(entry);
    entry.session.isBlocked = false;
    entry.resume(reply);
  }
}
