import fc from 'fast-check';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { SeededRandom } from '../../../../src/simulator/engine';
import { fromBase64, toBase64 } from '../../../../src/simulator/images/postgres/protocol/base64';
import {
  FieldReader,
  MessageBuilder,
  ProtocolViolation,
} from '../../../../src/simulator/images/postgres/protocol/fields';
import { keptPassword, md5Answer } from '../../../../src/simulator/images/postgres/protocol/passwords';
import { hmac, keptScram, readScramSecret } from '../../../../src/simulator/images/postgres/protocol/scram';
import { findAccessRule } from '../../../../src/simulator/images/postgres/server/host-access';
import { readCommandLine } from '../../../../src/simulator/images/postgres/server/settings';
import { versionOfTag } from '../../../../src/simulator/images/postgres/postgres-version';
import { folded, splitStatements } from '../../../../src/simulator/images/postgres/sql/statement-text';
import { md5Hex } from '../../../../src/simulator/images/digests';

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('digests, codes and letters of bytes are what others make of them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 100 }), (bytes, key) => {
      expect(md5Hex(bytes)).toBe(createHash('md5').update(bytes).digest('hex'));
      expect(hexOf(hmac(key, bytes))).toBe(createHmac('sha256', key).update(bytes).digest('hex'));
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(hexOf(fromBase64(toBase64(bytes)))).toBe(hexOf(bytes));
    }),
  );
});

test('a password is kept for SCRAM as RFC 5802 says', () => {
  const secret = readScramSecret(keptScram('secret', new SeededRandom(1)));
  if (secret === undefined) throw new Error('it cannot be read');
  const salted = pbkdf2Sync('secret', secret.salt, secret.iterations, 32, 'sha256');
  const client = createHmac('sha256', salted).update('Client Key').digest();
  expect(hexOf(secret.stored)).toBe(createHash('sha256').update(client).digest('hex'));
  expect(hexOf(secret.server)).toBe(createHmac('sha256', salted).update('Server Key').digest('hex'));
});

test('a password is kept as an MD5 with the name of its user, and proved with what the server draws', () => {
  const kept = keptPassword('postgres', 'secret');
  expect(kept).toBe(`md5${createHash('md5').update('secretpostgres').digest('hex')}`);
  const salt = Uint8Array.of(1, 2, 3, 4);
  const proof = createHash('md5').update(kept.slice(3)).update(salt).digest('hex');
  expect(md5Answer(kept, salt)).toBe(`md5${proof}`);
});

test('a message is read as it was put together, and one that is too short is refused', () => {
  const message = new MessageBuilder('X').int32(-7).int16(300).text('ä').value(null).value(Uint8Array.of(9)).bytes();
  const fields = new FieldReader(message.subarray(5));
  expect([fields.int32(), fields.int16(), fields.text(), fields.value(), fields.value()]).toEqual([
    -7,
    300,
    'ä',
    null,
    Uint8Array.of(9),
  ]);
  expect(fields.isOver).toBe(true);
  expect(() => fields.int16()).toThrow(ProtocolViolation);
});

const RULES = `
# TYPE DATABASE USER ADDRESS METHOD
local all all trust
host all all 127.0.0.1/32 trust
host shop,polls owner 10.0.0.0/8 scram-sha-256
host all all 192.168.0.0 255.255.0.0 reject
host all all all md5 # everybody else
`;

test.each([
  { address: undefined, user: 'any', database: 'any', method: 'trust' },
  { address: '127.0.0.1', user: 'any', database: 'any', method: 'trust' },
  { address: '10.1.2.3', user: 'owner', database: 'polls', method: 'scram-sha-256' },
  { address: '10.1.2.3', user: 'other', database: 'polls', method: 'md5' },
  { address: '10.1.2.3', user: 'owner', database: 'other', method: 'md5' },
  { address: '192.168.7.1', user: 'any', database: 'any', method: 'reject' },
  { address: '192.169.7.1', user: 'any', database: 'any', method: 'md5' },
])('$user from $address to $database is asked by $method', ({ method, ...request }) => {
  expect(findAccessRule(RULES, request)?.method).toBe(method);
});

test('without a line that fits nobody is let in', () => {
  expect(findAccessRule('local all all trust', { address: '10.0.0.1', user: 'a', database: 'b' })).toBeUndefined();
});

test.each([
  { tag: '9.4', number: '9.4.26', major: '9.4', isAlpine: false, isModern: false },
  { tag: '9.6.2-alpine', number: '9.6.2', major: '9.6', isAlpine: true, isModern: false },
  { tag: '16-alpine', number: '16.10', major: '16', isAlpine: true, isModern: true },
  { tag: '16.3-alpine3.20', number: '16.3', major: '16', isAlpine: true, isModern: true },
  { tag: 'latest', number: '17.6', major: '17', isAlpine: false, isModern: true },
])('the tag $tag is version $number', ({ tag, ...version }) => expect(versionOfTag(tag)).toEqual(version));

test.each([
  { args: ['-c', 'max_connections=5', '-p', '5433'], settings: { max_connections: '5', port: '5433' } },
  { args: ['--max-connections=5', '-p5433'], settings: { max_connections: '5', port: '5433' } },
  { args: ['-h', '127.0.0.1', '-D', '/data'], settings: { listen_addresses: '127.0.0.1' } },
])('the command line $args is understood', ({ args, settings }) => {
  expect(Object.fromEntries(readCommandLine(args).settings)).toEqual(settings);
});

test('names lose their capitals, texts and quoted names keep them, and every letter stays in its place', () => {
  const text = `SELECT "Name", 'It''s Me' FROM Votes -- Why NOT`;
  expect(folded(text)).toBe(`select "Name", 'It''s Me' from votes -- Why NOT`);
  fc.assert(fc.property(fc.string(), (any) => expect(folded(any)).toHaveLength(any.length)));
});

test('a text is cut where statements end, and nowhere else', () => {
  expect(splitStatements(`SELECT ';'; -- nothing; here\n;\nSELECT 1 /* ; */;DO $$a;b$$`)).toEqual([
    `SELECT ';'`,
    `SELECT 1 /* ; */`,
    'DO $$a;b$$',
  ]);
});
