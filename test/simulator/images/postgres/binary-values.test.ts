import fc from 'fast-check';
import { readParameter, writeValue } from '../../../../src/simulator/images/postgres/server/wire-values';
import { TYPE_NUMBERS, type TypeName } from '../../../../src/simulator/images/postgres/sql/sql-session';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

// Bytes as `SELECT encode(..._send(value), 'hex')` gives them for the functions of each type.
test.each([
  { type: 'boolean', text: 't', hex: '01' },
  { type: 'smallint', text: '-2', hex: 'fffe' },
  { type: 'integer', text: '300', hex: '0000012c' },
  { type: 'bigint', text: '-9007199254740993', hex: 'ffdfffffffffffff' },
  { type: 'real', text: '1.1', hex: '3f8ccccd' },
  { type: 'double precision', text: '-1.5', hex: 'bff8000000000000' },
  { type: 'date', text: '2000-01-02', hex: '00000001' },
  { type: 'date', text: '1999-12-31', hex: 'ffffffff' },
  { type: 'time', text: '00:00:01.5', hex: '000000000016e360' },
  { type: 'timestamp', text: '2000-01-01 00:00:01', hex: '00000000000f4240' },
  { type: 'timestamp', text: '1999-12-31 23:59:59', hex: 'fffffffffff0bdc0' },
  { type: 'timestamp with time zone', text: '2000-01-01 00:00:00+00', hex: '0000000000000000' },
  { type: 'bytea', text: '\\x00ff', hex: '00ff' },
  { type: 'uuid', text: '00112233-4455-6677-8899-aabbccddeeff', hex: '00112233445566778899aabbccddeeff' },
  { type: 'numeric', text: '0', hex: '0000 0000 0000 0000' },
  { type: 'numeric', text: '1.50', hex: '0002 0000 0000 0002 0001 1388' },
  { type: 'numeric', text: '-12345.6', hex: '0003 0001 4000 0001 0001 0929 1770' },
  { type: 'numeric', text: '0.0001', hex: '0001 ffff 0000 0004 0001' },
  { type: 'numeric', text: '10000', hex: '0001 0001 0000 0000 0001' },
  { type: 'text', text: 'é', hex: 'c3a9' },
] as const)('$text as $type is $hex', ({ type, text, hex }) => {
  expect(readParameter(bytesOf(hex), true, TYPE_NUMBERS[type])).toBe(text);
  expect(writeValue(text, true, type)).toEqual(bytesOf(hex));
});

const back = (text: string, type: TypeName): string | null =>
  readParameter(writeValue(text, true, type), true, TYPE_NUMBERS[type]);

test('numbers and moments are read as they were written', () => {
  const numbers = fc.tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.stringMatching(/^\d{0,12}$/));
  fc.assert(
    fc.property(
      numbers,
      fc.date({ min: new Date('0001-01-01'), noInvalidDate: true }),
      ([isNegative, whole, fraction], date) => {
        const isZero = whole === 0n && /^0*$/.test(fraction);
        const number = `${isNegative && !isZero ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
        expect(back(number, 'numeric')).toBe(number);
        const iso = date.toISOString();
        fc.pre(/^\d{4}-/.test(iso));
        const moment = iso.replace('T', ' ').replace(/\.?0*Z$/, '');
        expect(back(moment, 'timestamp')).toBe(moment.length < 19 ? iso.slice(0, 19).replace('T', ' ') : moment);
        expect(back(iso.slice(0, 10), 'date')).toBe(iso.slice(0, 10));
      },
    ),
  );
});

test('what is too short for its type is no value, and a text has no zeros', () => {
  expect(() => readParameter(bytesOf('0001'), true, TYPE_NUMBERS.integer)).toThrow('incorrect binary data format');
  expect(() => readParameter(bytesOf('6100'), false, TYPE_NUMBERS.text)).toThrow('invalid byte sequence for encoding');
  expect(readParameter(null, true, TYPE_NUMBERS.integer)).toBeNull();
});
