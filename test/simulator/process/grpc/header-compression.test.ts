import { encodeHeaders, HeaderDecoder } from '../../../../src/simulator/process/grpc/header-compression';
import { HttpFrameError } from '../../../../src/simulator/process/grpc';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** The request examples of RFC 7541, C.4: coded texts, and fields that were sent before. */
test('requests one after the other are read as the specification has them', () => {
  const decoder = new HeaderDecoder();
  const common = [
    [':method', 'GET'],
    [':scheme', 'http'],
    [':path', '/'],
    [':authority', 'www.example.com'],
  ];
  expect(decoder.decode(bytes('8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff'))).toEqual(common);
  expect(decoder.decode(bytes('8286 84be 5886 a8eb 1064 9cbf'))).toEqual([...common, ['cache-control', 'no-cache']]);
  expect(decoder.decode(bytes('8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf'))).toEqual([
    [':method', 'GET'],
    [':scheme', 'https'],
    [':path', '/index.html'],
    [':authority', 'www.example.com'],
    ['custom-key', 'custom-value'],
  ]);
});

test('what is sent is what is read, also long texts', () => {
  const fields = [
    [':status', '200'],
    ['grpc-message', 'x'.repeat(126)],
    ['long', 'y'.repeat(127)],
    ['longer', 'z'.repeat(3000)],
    ['empty', ''],
  ] as const;
  expect(new HeaderDecoder().decode(encodeHeaders(fields))).toEqual(fields);
});

test('a field is forgotten when there is no room for it any more', () => {
  const decoder = new HeaderDecoder();
  // Keeps a: b, is told to keep nothing, and is asked for it.
  expect(decoder.decode(bytes('40 01 61 01 62 be'))).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
  expect(() => decoder.decode(bytes('20 be'))).toThrow('there is no header field 62');
});

test.each([
  ['a field that nobody has sent', 'be'],
  ['a text that ends too early', '40 05 61'],
  ['a block that ends amid a field', '40'],
  ['a number without end', '7f ff ff ff ff ff ff'],
  ['a text that ends amid its code', '40 01 61 81 00'],
])('%s is refused', (_what, hex) => {
  expect(() => new HeaderDecoder().decode(bytes(hex))).toThrow(HttpFrameError);
});
