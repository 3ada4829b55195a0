/** What Go's JSON decoder says of a value of the wrong type. */
const UNMARSHAL_ERROR = /^json: cannot unmarshal (\w+)(?: (\S+))? into Go (?:struct field \S+|value) of type (.+)$/;

/** Go types of which the name says that they hold other values. */
const containerOf = (goType: string): 'slice' | 'map' | 'struct' | undefined => {
  if (goType.startsWith('[]')) return 'slice';
  if (goType.startsWith('map[')) return 'map';
  return goType.includes('.') ? 'struct' : undefined;
};

const KINDS: Readonly<Record<string, string>> = { array: 'slice', object: 'map', bool: 'bool', string: 'string' };

/** Kind of the value in Go: numbers without a fraction are whole. */
function kindOf(word: string, digits: string | undefined): string {
  if (word !== 'number') return KINDS[word] ?? word;
  return digits === undefined || /^-?\d+$/.test(digits) ? 'int64' : 'float64';
}

/**
 * What the converter of strategic patches says of a value that JSON's decoder refuses with `message`: it names no field.
 * Not modelled: named types of plain values, which read as structs here.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/runtime/converter.go `fromUnstructured`.
 */
export function conversionError(message: string): string {
  // Bytes are read by JSON's decoder, which the converter asks.
  if (message.startsWith('illegal base64 data')) return `error decoding from json: ${message}`;
  const [, word, digits, goType] = UNMARSHAL_ERROR.exec(message) ?? [];
  if (word === undefined || goType === undefined) return message;
  const kind = kindOf(word, digits);
  switch (containerOf(goType)) {
    case 'struct':
      return `cannot restore struct from: ${kind}`;
    case 'slice':
      return `cannot restore slice from ${kind}`;
    case 'map':
      return `cannot restore map from ${kind}`;
    default:
      // Go can turn numbers into numbers and text, and the converter forbids what would lose something.
      return kind.endsWith('64') && goType !== 'bool'
        ? `cannot convert ${kind} to ${goType}`
        : `unrecognized type: ${goType}`;
  }
}
