import { SortedMembers } from './sorted-members';

/** What a field, member or item takes beyond its text. */
const ITEM_BYTES = 24;

/** A text. */
export class StringValue {
  readonly type = 'string';

  constructor(
    readonly text: string,
    /** Whether it was changed in place: it is kept apart from its head then. @default false */
    readonly isRaw = false,
  ) {}

  get bytes(): number {
    return this.text.length;
  }

  get size(): number {
    return this.text.length;
  }
}

/** Items in an order. */
export class ListValue {
  readonly type = 'list';
  private items: string[] = [];
  private held = 0;

  constructor(items: readonly string[] = []) {
    for (const item of items) this.push(item, 'right');
  }

  get bytes(): number {
    return this.held;
  }

  get size(): number {
    return this.items.length;
  }

  push(item: string, side: Side): void {
    this.held += item.length + ITEM_BYTES;
    if (side === 'left') this.items.unshift(item);
    else this.items.push(item);
  }

  pop(side: Side): string | undefined {
    const item = side === 'left' ? this.items.shift() : this.items.pop();
    if (item !== undefined) this.held -= item.length + ITEM_BYTES;
    return item;
  }

  at(index: number): string | undefined {
    return this.items.at(index);
  }

  all(): readonly string[] {
    return this.items;
  }

  /** Items of a range whose ends may count from behind and be outside. */
  range(start: number, stop: number): readonly string[] {
    const begin = Math.max(start < 0 ? start + this.size : start, 0);
    const end = stop < 0 ? stop + this.size : stop;
    return begin > end ? [] : this.items.slice(begin, end + 1);
  }

  /** Puts other items in place of all. */
  replace(items: readonly string[]): void {
    this.items = [...items];
    this.held = items.reduce((sum, item) => sum + item.length + ITEM_BYTES, 0);
  }
}

/** The end of a list. */
export type Side = 'left' | 'right';

/** Members without an order. */
export class SetValue {
  readonly type = 'set';
  private readonly members = new Set<string>();
  private held = 0;

  constructor(members: Iterable<string> = []) {
    for (const member of members) this.add(member);
  }

  get bytes(): number {
    return this.held;
  }

  get size(): number {
    return this.members.size;
  }

  add(member: string): boolean {
    if (this.members.has(member)) return false;
    this.members.add(member);
    this.held += member.length + ITEM_BYTES;
    return true;
  }

  remove(member: string): boolean {
    if (!this.members.delete(member)) return false;
    this.held -= member.length + ITEM_BYTES;
    return true;
  }

  has(member: string): boolean {
    return this.members.has(member);
  }

  all(): readonly string[] {
    return [...this.members];
  }
}

/** Fields with values. */
export class HashValue {
  readonly type = 'hash';
  private readonly fields = new Map<string, string>();
  private held = 0;

  constructor(fields: Iterable<readonly [string, string]> = []) {
    for (const [field, value] of fields) this.set(field, value);
  }

  get bytes(): number {
    return this.held;
  }

  get size(): number {
    return this.fields.size;
  }

  /** Whether the field is new. */
  set(field: string, value: string): boolean {
    const before = this.fields.get(field);
    this.held += value.length + (before === undefined ? field.length + ITEM_BYTES : -before.length);
    this.fields.set(field, value);
    return before === undefined;
  }

  get(field: string): string | undefined {
    return this.fields.get(field);
  }

  remove(field: string): boolean {
    const before = this.fields.get(field);
    if (before === undefined) return false;
    this.held -= before.length + field.length + ITEM_BYTES;
    return this.fields.delete(field);
  }

  /** Fields with their values, one after the other. */
  entries(): Iterable<readonly [string, string]> {
    return this.fields;
  }

  all(): readonly (readonly [string, string])[] {
    return [...this.fields];
  }
}

/** Members in the order of their scores. */
export class SortedSetValue {
  readonly type = 'zset';
  readonly members = new SortedMembers();

  constructor(members: Iterable<readonly [string, number]> = []) {
    for (const [member, score] of members) this.members.set(member, score);
  }

  get bytes(): number {
    return this.members.textBytes + this.members.size * 2 * ITEM_BYTES;
  }

  get size(): number {
    return this.members.size;
  }
}

/** What a key may hold. Streams and modules are not modelled. */
export type RedisValue = StringValue | ListValue | SetValue | HashValue | SortedSetValue;

/** Kinds of values by the names that TYPE tells. */
export interface ValueTypes {
  readonly string: StringValue;
  readonly list: ListValue;
  readonly set: SetValue;
  readonly hash: HashValue;
  readonly zset: SortedSetValue;
}
