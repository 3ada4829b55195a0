import { CommandError, wrongType } from '../protocol/reply';
import type { RedisValue, ValueTypes } from './values';

/** What a key takes beyond its name and value. */
const KEY_BYTES = 72;

/** What a database tells its server. */
export interface DatabaseHost {
  /** Virtual time, milliseconds since 1970. */
  readonly nowMs: number;
  /** Whether keys whose time is over are removed; a replica waits for the word of its master. */
  readonly removesExpired: boolean;
  /** A key has changed, or is gone. */
  changed(database: Database, key: string): void;
  /** A key was removed because its time is over. */
  expired(database: Database, key: string): void;
  /** A key ends at a time that was not known before. */
  willExpire(atMs: number): void;
}

interface Entry {
  readonly value: RedisValue;
  readonly expiresAtMs: number | undefined;
  /** Bytes that were counted for it. */
  readonly bytes: number;
}

/** The keys of one of the numbered databases. */
export class Database {
  private readonly entries = new Map<string, Entry>();
  private readonly ends = new Map<string, number>();
  private held = 0;

  constructor(
    readonly index: number,
    private readonly host: DatabaseHost,
  ) {}

  /** Keys, with those whose time is over and nobody has noticed. */
  get size(): number {
    return this.entries.size;
  }

  /** Keys with an end. */
  get expiring(): ReadonlyMap<string, number> {
    return this.ends;
  }

  /** Bytes of all keys and values. */
  get bytes(): number {
    return this.held;
  }

  /** What a key holds; undefined where there is nothing, or nothing any more. */
  find(key: string): RedisValue | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.expiresAtMs === undefined || entry.expiresAtMs > this.host.nowMs) return entry.value;
    if (this.host.removesExpired) this.expire(key);
    return undefined;
  }

  has(key: string): boolean {
    return this.find(key) !== undefined;
  }

  /** What a key holds. Throws CommandError when that is of another type. */
  get<T extends keyof ValueTypes>(key: string, type: T): ValueTypes[T] | undefined {
    const value = this.find(key);
    if (value === undefined) return undefined;
    if (value.type !== type) throw wrongType();
    return value as ValueTypes[T];
  }

  /** What a key holds, or what it holds from now on. Throws CommandError when it holds something of another type. */
  getOrSet<T extends keyof ValueTypes>(key: string, type: T, make: () => ValueTypes[T]): ValueTypes[T] {
    const found = this.get(key, type);
    if (found !== undefined) return found;
    const made = make();
    this.put(key, made, undefined);
    return made;
  }

  /** Virtual time at which a key ends; undefined for one that stays. */
  expiresAt(key: string): number | undefined {
    return this.has(key) ? this.ends.get(key) : undefined;
  }

  /** Sets a key; its end is forgotten, unless `expiresAtMs` says another. */
  set(key: string, value: RedisValue, expiresAtMs?: number): void {
    this.put(key, value, expiresAtMs);
    this.host.changed(this, key);
  }

  /** Notes that the value of a key has changed within; an empty one is removed. */
  touch(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    if (entry.value.type !== 'string' && entry.value.size === 0) this.drop(key);
    else this.put(key, entry.value, entry.expiresAtMs);
    this.host.changed(this, key);
  }

  /** Gives a key an end, or none. */
  setExpiry(key: string, expiresAtMs: number | undefined): void {
    const value = this.find(key);
    if (value === undefined) return;
    this.put(key, value, expiresAtMs);
    this.host.changed(this, key);
  }

  /** Removes a key; whether there was one. */
  remove(key: string): boolean {
    if (!this.has(key)) return false;
    this.drop(key);
    this.host.changed(this, key);
    return true;
  }

  /** Removes all keys. */
  clear(): void {
    const keys = [...this.entries.keys()];
    this.entries.clear();
    this.ends.clear();
    this.held = 0;
    for (const key of keys) this.host.changed(this, key);
  }

  /** Keys that are there, in the order in which they came. */
  keys(): readonly string[] {
    return [...this.entries.keys()].filter((key) => this.has(key));
  }

  /** All that is there, with ends. */
  contents(): readonly (readonly [string, RedisValue, number | undefined])[] {
    return [...this.entries].map(([key, { value, expiresAtMs }]) => [key, value, expiresAtMs] as const);
  }

  /** Removes keys whose time is over. */
  removeExpired(): void {
    for (const [key, atMs] of [...this.ends]) if (atMs <= this.host.nowMs) this.expire(key);
  }

  private expire(key: string): void {
    this.drop(key);
    this.host.changed(this, key);
    this.host.expired(this, key);
  }

  private put(key: string, value: RedisValue, expiresAtMs: number | undefined): void {
    const bytes = KEY_BYTES + key.length + value.bytes + (expiresAtMs === undefined ? 0 : KEY_BYTES / 2);
    this.held += bytes - (this.entries.get(key)?.bytes ?? 0);
    this.entries.set(key, { value, expiresAtMs, bytes });
    if (expiresAtMs === undefined) {
      this.ends.delete(key);
    } else {
      this.ends.set(key, expiresAtMs);
      this.host.willExpire(expiresAtMs);
    }
  }

  private drop(key: string): void {
    this.held -= this.entries.get(key)?.bytes ?? 0;
    this.entries.delete(key);
    this.ends.delete(key);
  }
}

/** The number of a database in the words of a client. Throws CommandError when there is none. */
export function databaseIndex(text: string, count: number, problem: string): number {
  const index = Number(text);
  if (!/^-?\d+$/.test(text)) throw new CommandError(problem);
  if (index < 0 || index >= count) throw new CommandError('ERR DB index is out of range');
  return index;
}
