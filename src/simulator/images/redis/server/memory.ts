import type { Database } from '../data/database';
import type { RedisServer } from './redis-server';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

/** What a server holds before it has data: its own count, and what the system counts. Source: measured with 7.0.15. */
const START_BYTES = 875_976;
const RESIDENT_BYTES = 10 * MEBIBYTE;
const CLIENT_BYTES = 20 * KIBIBYTE;

/** Change that the system is told of. */
const STEP_BYTES = 16 * KIBIBYTE;

/** Memory of a server: what it holds, and how much it may. */
export class Memory {
  private toldBytes = 0;

  constructor(private readonly server: RedisServer) {}

  get startBytes(): number {
    return START_BYTES;
  }

  get dataBytes(): number {
    return this.server.databases.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get usedBytes(): number {
    const { sessions, replication } = this.server;
    return START_BYTES + this.dataBytes + sessions.size * CLIENT_BYTES + replication.feed.backlogBytes;
  }

  get residentBytes(): number {
    return RESIDENT_BYTES + Math.round((this.usedBytes - START_BYTES) * 1.1);
  }

  /** Tells the system how much is held. */
  tell(): void {
    const { server } = this;
    server.statistics.peakBytes = Math.max(server.statistics.peakBytes, this.usedBytes);
    const bytes = this.residentBytes;
    if (Math.abs(bytes - this.toldBytes) < STEP_BYTES) return;
    this.toldBytes = bytes;
    server.process.useMemory(bytes);
  }

  /** Makes room by the policy; whether there is room for what comes. */
  makeRoom(): boolean {
    const { config } = this.server;
    const limit = config.number('maxmemory');
    if (limit === 0) return true;
    while (this.usedBytes > limit) {
      const victim = this.victim(config.text('maxmemory-policy'));
      if (victim === undefined) return false;
      victim.database.remove(victim.key);
      this.server.statistics.evictedKeys += 1;
      this.server.propagate(victim.database.index, ['DEL', victim.key]);
    }
    return true;
  }

  /**
   * The key that goes first. Not modelled: which key was used last and how often; keys that were written longest ago go
   * first instead.
   */
  private victim(policy: string): { readonly database: Database; readonly key: string } | undefined {
    if (policy === 'noeviction') return undefined;
    for (const database of this.server.databases) {
      const keys = policy.startsWith('volatile') ? [...database.expiring.keys()] : database.keys();
      const ends = database.expiring;
      const key = policy.endsWith('-random')
        ? keys[this.server.process.random.below(keys.length)]
        : policy === 'volatile-ttl'
          ? [...keys].sort((a, b) => (ends.get(a) ?? 0) - (ends.get(b) ?? 0))[0]
          : keys[0];
      if (key !== undefined) return { database, key };
    }
    return undefined;
  }
}
