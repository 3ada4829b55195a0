import type { FieldSchema, TypeSchema } from '../type-schema';
import { isEmptyScalar, zeroScalar } from './decode-scalar';

const alwaysWrittenFields = new WeakMap<TypeSchema, readonly FieldSchema[]>();

/** Fields that Go writes even when nobody gave them. */
export function alwaysWritten(type: TypeSchema): readonly FieldSchema[] {
  const known = alwaysWrittenFields.get(type);
  if (known !== undefined) return known;
  const fields = [...type.fields.values()].filter(isAlwaysWritten);
  alwaysWrittenFields.set(type, fields);
  return fields;
}

function isAlwaysWritten({ type, omitsEmpty, omitsZero }: FieldSchema): boolean {
  if (omitsZero) return false;
  if (!omitsEmpty) return true;
  if (type.isPointer || type.kind === 'list' || type.kind === 'map') return false;
  // `omitempty` leaves no struct out.
  return type.kind === 'ref' || !isEmptyScalar(type, zeroScalar(type));
}
