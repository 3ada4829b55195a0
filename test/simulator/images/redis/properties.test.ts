import fc from 'fast-check';
import { checksum } from '../../../../src/simulator/images/redis/rdb/checksum';
import { readDump } from '../../../../src/simulator/images/redis/rdb/read-dump';
import { writeDump } from '../../../../src/simulator/images/redis/rdb/write-dump';
import { globExpression } from '../../../../src/simulator/images/redis/data/glob';
import {
  HashValue,
  ListValue,
  type RedisValue,
  SetValue,
  SortedSetValue,
  StringValue,
} from '../../../../src/simulator/images/redis/data/values';
import { RedisVersion } from '../../../../src/simulator/images/redis/redis-version';
import { RequestParser } from '../../../../src/simulator/images/redis/protocol/request-parser';
import { encodeCommand } from '../../../../src/simulator/images/redis/protocol/encode-reply';
import { fromByteText, toByteText } from '../../../../src/simulator/images/redis/protocol/byte-text';
import { RedisWorld, request } from './redis-world';

/** Keys and values of any bytes. */
const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => String.fromCharCode(...array));
const score = fc.oneof(fc.integer(), fc.double({ noNaN: true }));

const value: fc.Arbitrary<RedisValue> = fc.oneof(
  fc.oneof(bytes, fc.integer().map(String)).map((text) => new StringValue(text)),
  fc.array(bytes, { minLength: 1 }).map((items) => new ListValue(items)),
  fc.array(bytes, { minLength: 1 }).map((members) => new SetValue(members)),
  fc.array(fc.tuple(bytes, bytes), { minLength: 1 }).map((fields) => new HashValue(fields)),
  fc.array(fc.tuple(bytes, score), { minLength: 1 }).map((members) => new SortedSetValue(members)),
);

const contentOf = (each: RedisValue): unknown =>
  each.type === 'string' ? each.text : each.type === 'zset' ? each.members.all() : each.all();

test('a dump of any release reads back as what was written', () => {
  const key = fc.record({
    database: fc.nat(15),
    key: bytes,
    value,
    expiresAtMs: fc.option(fc.nat(), { nil: undefined }),
  });
  const version = fc.constantFrom('3.2.7', '5.0.0', '7.4.6').map((number) => new RedisVersion(number));
  fc.assert(
    fc.property(fc.array(key), version, (keys, release) => {
      const sorted = [...keys].sort((a, b) => a.database - b.database);
      const notes = new Map([['redis-ver', release.number]]);
      const dump = readDump(toByteText(writeDump({ notes, keys: sorted }, release)));
      const shown = (list: typeof sorted): unknown => list.map((each) => ({ ...each, value: contentOf(each.value) }));
      expect(shown([...dump.keys])).toEqual(shown(sorted));
      expect(dump.notes).toEqual(notes);
    }),
  );
});

test('the checksum of a dump is CRC-64/Jones, whatever its length', () => {
  const polynomial = 0x95ac9329ac4bc9b5n;
  const bitByBit = (message: Uint8Array): bigint => {
    let value = 0n;
    for (const byte of message) {
      value ^= BigInt(byte);
      for (let bit = 0; bit < 8; bit += 1) value = (value & 1n) === 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    }
    return value;
  };
  const numberOf = (text: string): bigint =>
    [...text].reduceRight((sum, letter) => (sum << 8n) | BigInt(letter.charCodeAt(0)), 0n);
  // Source: Redis 7.0, src/crc64.c, its own test.
  expect(numberOf(checksum(fromByteText('123456789')))).toBe(0xe9c6d914c4b8d9can);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (message) => {
      expect(numberOf(checksum(message))).toBe(bitByBit(message));
    }),
  );
});

test('requests are read however they are cut', () => {
  const command = fc.array(bytes, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 5 }), fc.nat(40), (commands, size) => {
      const text = commands.map((words) => encodeCommand(words)).join('');
      const parser = new RequestParser();
      const found: (readonly string[])[] = [];
      for (let offset = 0; offset < text.length; offset += size + 1) {
        parser.push(fromByteText(text.slice(offset, offset + size + 1)));
        for (let words = parser.next(); words !== undefined; words = parser.next()) found.push(words);
      }
      expect(found).toEqual(commands);
    }),
  );
});

test('a pattern without special characters matches itself only, and * matches all', () => {
  fc.assert(
    fc.property(bytes, bytes, (pattern, text) => {
      const literal = globExpression(pattern.replace(/[*?[\]\\^-]/g, '\\$&'));
      expect(literal.test(text)).toBe(pattern === text);
      expect(globExpression('*').test(text)).toBe(true);
    }),
  );
});

/** The same in a few lines: what a server must answer. */
class NaiveRedis {
  private readonly texts = new Map<string, string>();
  private readonly lists = new Map<string, string[]>();
  private readonly sets = new Map<string, Set<string>>();

  run(name: string, key: string, argument: string): string {
    const list = this.lists.get(key) ?? [];
    const set = this.sets.get(key) ?? new Set<string>();
    const bulk = (text: string | undefined): string =>
      text === undefined ? '$-1\r\n' : `$${text.length}\r\n${text}\r\n`;
    switch (name) {
      case 'SET':
        this.texts.set(key, argument);
        return '+OK\r\n';
      case 'APPEND':
        this.texts.set(key, (this.texts.get(key) ?? '') + argument);
        return `:${this.texts.get(key)?.length ?? 0}\r\n`;
      case 'GET':
        return bulk(this.texts.get(key));
      case 'LPUSH':
        this.lists.set(key, [argument, ...list]);
        return `:${list.length + 1}\r\n`;
      case 'RPUSH':
        this.lists.set(key, [...list, argument]);
        return `:${list.length + 1}\r\n`;
      case 'LPOP':
        this.lists.set(key, list.slice(1));
        return bulk(list[0]);
      case 'RPOP':
        this.lists.set(key, list.slice(0, -1));
        return bulk(list.at(-1));
      case 'LLEN':
        return `:${list.length}\r\n`;
      case 'LREM':
        this.lists.set(
          key,
          list.filter((item) => item !== argument),
        );
        return `:${list.filter((item) => item === argument).length}\r\n`;
      case 'SADD':
        this.sets.set(key, new Set([...set, argument]));
        return `:${set.has(argument) ? 0 : 1}\r\n`;
      case 'SREM':
        return `:${set.delete(argument) ? 1 : 0}\r\n`;
      case 'SISMEMBER':
        return `:${set.has(argument) ? 1 : 0}\r\n`;
      default:
        return `:${set.size}\r\n`;
    }
  }
}

const SHAPES: Readonly<Record<string, (key: string, argument: string) => readonly string[]>> = {
  SET: (key, argument) => [`t${key}`, argument],
  APPEND: (key, argument) => [`t${key}`, argument],
  GET: (key) => [`t${key}`],
  LPUSH: (key, argument) => [`l${key}`, argument],
  RPUSH: (key, argument) => [`l${key}`, argument],
  LPOP: (key) => [`l${key}`],
  RPOP: (key) => [`l${key}`],
  LLEN: (key) => [`l${key}`],
  LREM: (key, argument) => [`l${key}`, '0', argument],
  SADD: (key, argument) => [`s${key}`, argument],
  SREM: (key, argument) => [`s${key}`, argument],
  SISMEMBER: (key, argument) => [`s${key}`, argument],
  SCARD: (key) => [`s${key}`],
};

test('texts, lists and sets answer as a naive model does', () => {
  const world = new RedisWorld();
  const connection = world.connect(world.redis('server'));
  const step = fc.tuple(
    fc.constantFrom(...Object.keys(SHAPES)),
    fc.constantFrom('a', 'b'),
    fc.constantFrom('', 'x', 'y', '12'),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      connection.say(request('FLUSHALL'));
      const model = new NaiveRedis();
      const expected = steps.map(([name, key, argument]) => model.run(name, key, argument)).join('');
      const sent = steps
        .map(([name, key, argument]) => request(name, ...(SHAPES[name]?.(key, argument) ?? [])))
        .join('');
      expect(connection.say(sent)).toBe(expected);
    }),
  );
});
