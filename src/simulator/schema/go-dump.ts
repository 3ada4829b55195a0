import { isJsonObject, type JsonObject } from '../api';
import { typeOf } from './type-schema';
import { goTypeName, type ScalarType, type ValueType } from './value-type';

/** Whether the type of a value is written before it: not for items, values of maps and what a pointer points to. */
type Shows = 'type' | 'value';

/**
 * An object as Go's spew writes its memory, with types and in the order of Go's structs. Real controllers hash this text,
 * so that names with a hash in them follow from it.
 *
 * Quantities that need more than 18 digits are not modelled.
 * Source: k8s.io/utils/dump `ForHash`; go-spew, spew/format.go `formatState.format`.
 */
export function goDump(definition: string, object: JsonObject): string {
  return value({ kind: 'ref', isPointer: false, definition }, object, 'type');
}

function value(type: ValueType, given: unknown, shows: Shows): string {
  if (type.isPointer) return pointer(type, given, shows);
  return `${shows === 'type' ? `(${goTypeName(type)})` : ''}${content(type, given)}`;
}

/** A pointer shows the type of what it points to; one within a list does not occur. */
function pointer(type: ValueType, given: unknown, shows: Shows): string {
  const target: ValueType = { ...type, isPointer: false };
  const name = shows === 'type' ? `(*${goTypeName(target)})` : '<*>';
  return given === undefined || given === null ? `${name}<nil>` : `${name}${content(target, given)}`;
}

function content(type: ValueType, given: unknown): string {
  switch (type.kind) {
    case 'ref':
      return struct(type.definition, isJsonObject(given) ? given : {});
    case 'list':
      return Array.isArray(given) ? `[${given.map((each) => value(type.items, each, 'value')).join(' ')}]` : '<nil>';
    case 'map': {
      if (!isJsonObject(given)) return '<nil>';
      const entries = Object.keys(given)
        .sort()
        .map((key) => `${key}:${value(type.values, given[key], 'value')}`);
      return `map[${entries.join(' ')}]`;
    }
    case 'scalar':
      return scalar(type, given);
  }
}

function struct(definition: string, object: JsonObject): string {
  const fields = typeOf(definition).layout.map((field) => {
    const own = 'name' in field ? object[field.name] : object;
    return `${field.goName}:${value(field.type, own, 'type')}`;
  });
  return `{${fields.join(' ')}}`;
}

/** The zero of Go's time, which templates have. */
const NO_TIME = '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}';

function scalar({ scalar: name }: ScalarType, given: unknown): string {
  switch (name) {
    case 'bool':
      return String(given === true);
    case 'int32':
    case 'int64':
    case 'float64':
      return typeof given === 'number' ? String(given) : '0';
    case 'quantity':
      return quantity(typeof given === 'string' ? given : '');
    case 'intOrString':
      return typeof given === 'string'
        ? `{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)${given}}`
        : `{Type:(intstr.Type)0 IntVal:(int32)${typeof given === 'number' ? given : 0} StrVal:(string)}`;
    case 'time':
      return NO_TIME;
    case 'string':
      return typeof given === 'string' ? given : '';
    default:
      return '<nil>';
  }
}

/** Powers of ten or two that a suffix stands for. Source: Kubernetes 1.36, apimachinery/pkg/api/resource/suffix.go. */
const DECIMAL: Readonly<Record<string, number>> = {
  ...{ n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 },
};
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/**
 * Whether a parsed quantity keeps its text: only where a glance shows that it is the shortest way to write it. So 900Mi
 * does and 128Mi does not.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/api/resource/quantity.go `ParseQuantity`.
 */
function keepsText(digits: string, isBinary: boolean, scale: number): boolean {
  if (isBinary) return BigInt(digits) % 8n !== 0n;
  return scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}

/** Source: Kubernetes 1.36, apimachinery/pkg/api/resource/quantity.go `ParseQuantity`. */
function quantity(text: string): string {
  const [, sign = '', whole = '', fraction = '', suffix = ''] = /^([+-]?)(\d*)\.?(\d*)(.*)$/.exec(text) ?? [];
  const isBinary = suffix in BINARY;
  const exponent = /^[eE][+-]?\d+$/.test(suffix) ? Number(suffix.slice(1)) : DECIMAL[suffix];
  const digits = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}` || '0');
  const amount = isBinary ? digits << BigInt(BINARY[suffix] as number) : digits;
  const scale = (isBinary ? 0 : (exponent ?? 0)) - fraction.length;
  const format = isBinary ? 'BinarySI' : exponent !== undefined && suffix in DECIMAL ? 'DecimalSI' : 'DecimalExponent';
  const isPlainZero = text === '' || text === '0';
  const kept = isPlainZero || keepsText(`${whole}${fraction}`, isBinary, scale) ? text : '';
  return (
    `{i:(resource.int64Amount){value:(int64)${amount} scale:(resource.Scale)${isPlainZero ? 0 : scale}} ` +
    `d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${kept} Format:(resource.Format)${isPlainZero ? '' : format}}`
  );
}
