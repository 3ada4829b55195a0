import { decodeBody, decodeObject, recognize } from '../../../src/simulator/schema';
import { ProtobufWriter } from '../../../src/simulator/schema/openapi/protobuf-writer';

const PREFIX = [0x6b, 0x38, 0x73, 0x00];

/** A body as kubectl sends it: the envelope around what `write` writes. */
function envelope(apiVersion: string, kind: string, write: (message: ProtobufWriter) => void): Uint8Array {
  const body = new ProtobufWriter()
    .message(1, (typeMeta) => typeMeta.text(1, apiVersion).text(2, kind))
    .message(2, write)
    .finish();
  return Uint8Array.from([...PREFIX, ...body]);
}

const decode = (definition: string, bytes: Uint8Array): Record<string, unknown> =>
  decodeObject(definition, decodeBody(bytes, 'protobuf')).object;

test('the envelope says what the body is', () => {
  const raw = decodeBody(
    envelope('apps/v1', 'Deployment', () => undefined),
    'protobuf',
  );
  expect(recognize(raw)).toEqual({ group: 'apps', version: 'v1', kind: 'Deployment' });
});

test('a Secret has its bytes in base64 and its empty texts left out', () => {
  const bytes = envelope('v1', 'Secret', (secret) => {
    secret
      .message(1, (metadata) =>
        metadata
          .text(1, 'a')
          .text(3, '')
          .message(8, () => undefined),
      )
      .message(2, (entry) => entry.text(1, 'key').text(2, 'hi'))
      .text(3, 'Opaque');
  });
  expect(decode('io.k8s.api.core.v1.Secret', bytes)).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a' },
    data: { key: 'aGk=' },
    type: 'Opaque',
  });
});

test('fields of embedded structs, quantities and numbers-or-texts stand where JSON has them', () => {
  const bytes = envelope('v1', 'Pod', (pod) => {
    pod.message(2, (spec) => {
      spec
        .message(1, (volume) => volume.text(1, 'data').message(2, (source) => source.message(2, () => undefined)))
        .message(2, (container) => {
          container
            .text(1, 'main')
            .message(8, (resources) =>
              resources.message(1, (entry) =>
                entry.text(1, 'memory').message(2, (quantity) => quantity.text(1, '1024Ki')),
              ),
            )
            .message(10, (probe) =>
              probe.message(1, (handler) => handler.message(2, (get) => get.message(2, (port) => port.text(3, 'web')))),
            );
        });
    });
  });
  expect(decode('io.k8s.api.core.v1.Pod', bytes)).toMatchObject({
    spec: {
      volumes: [{ name: 'data', emptyDir: {} }],
      // A port without type is a number.
      containers: [{ resources: { limits: { memory: '1Mi' } }, livenessProbe: { httpGet: { port: 0 } } }],
    },
  });
});

test.each([
  [new Uint8Array(0), 'empty data'],
  [
    new TextEncoder().encode('{}'),
    'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
  ],
  [Uint8Array.from([...PREFIX, 0x0a, 0x7f]), 'unexpected EOF'],
])('%p is refused: %s', (bytes, message) => {
  expect(decodeBody(bytes, 'protobuf').syntaxError).toBe(message);
});

test('a message that ends too early is refused', () => {
  const bytes = Uint8Array.from([...PREFIX, 0x12, 0x02, 0x0a, 0x7f]);
  expect(() => decode('io.k8s.api.core.v1.Pod', bytes)).toThrow('unexpected EOF');
});
