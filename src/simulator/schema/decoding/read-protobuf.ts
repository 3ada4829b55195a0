import { NO_DUPLICATES, type RawBody } from './raw-body';
import { readMessage, textOfBytes } from './protobuf-reader';
import { DecodeError } from './decode-error';

/** First bytes of every protobuf body: `k8s` and a zero. */
const PREFIX = [0x6b, 0x38, 0x73, 0x00];

const failed = (syntaxError: string): RawBody => ({
  format: 'protobuf',
  value: undefined,
  syntaxError,
  duplicates: NO_DUPLICATES,
});

/**
 * Opens the envelope of a protobuf body: its apiVersion and kind, and the message inside.
 * Source: Kubernetes 1.36, apimachinery/pkg/runtime/serializer/protobuf/protobuf.go `Decode`.
 */
export function readProtobuf(bytes: Uint8Array): RawBody {
  if (bytes.length === 0) return failed('empty data');
  if (PREFIX.some((byte, index) => bytes[index] !== byte)) {
    return failed(`provided data does not appear to be a protobuf message, expected prefix [${PREFIX.join(' ')}]`);
  }
  const value: Record<string, unknown> = {};
  let message = new Uint8Array(0);
  try {
    for (const field of readMessage(bytes.subarray(PREFIX.length))) {
      if (field.number === 1) Object.assign(value, typeMetaOf(field.bytes));
      else if (field.number === 2) message = Uint8Array.from(field.bytes);
    }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return failed(error.message);
  }
  return { format: 'protobuf', value, message, duplicates: NO_DUPLICATES };
}

function typeMetaOf(bytes: Uint8Array): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const field of readMessage(bytes)) {
    if (field.number === 1) result['apiVersion'] = textOfBytes(field.bytes);
    else if (field.number === 2) result['kind'] = textOfBytes(field.bytes);
  }
  return result;
}
