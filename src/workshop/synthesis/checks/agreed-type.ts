import type { FieldType, ObjectType } from './field-table';
import { acceptsScalar } from './field-walk';

/** What several types have in common: a value that suits it suits each of them. */
export type AgreedType =
  | { readonly is: 'nothing' }
  | { readonly is: 'scalar'; accepts(value: unknown): boolean }
  | { readonly is: 'list'; readonly of: AgreedType }
  | { readonly is: 'map'; readonly of: AgreedType }
  | {
      readonly is: 'object';
      readonly fields: ReadonlyMap<string, AgreedType>;
      readonly required: readonly string[];
    };

const NOTHING: AgreedType = { is: 'nothing' };

const known = new Map<ObjectType, { readonly other: ObjectType; readonly agreed: AgreedType }[]>();

function agreedObject(left: ObjectType, right: ObjectType): AgreedType {
  const ofLeft = known.get(left) ?? [];
  known.set(left, ofLeft);
  const before = ofLeft.find(({ other }) => other === right);
  if (before !== undefined) return before.agreed;
  const fields = new Map<string, AgreedType>();
  const agreed: AgreedType = { is: 'object', fields, required: [...new Set([...left.required, ...right.required])] };
  ofLeft.push({ other: right, agreed }); // Before its fields: types may hold themselves.
  for (const [field, type] of left.fields) {
    const other = right.fields.get(field);
    if (other !== undefined) fields.set(field, agreedType(type, other));
  }
  return agreed;
}

/** What `left` and `right` have in common. */
export function agreedType(left: FieldType, right: FieldType): AgreedType {
  if (left.is === 'object' && right.is === 'object') return agreedObject(left, right);
  if (left.is === 'scalar' && right.is === 'scalar') {
    const [first, second] = [acceptsScalar(left.name), acceptsScalar(right.name)];
    return { is: 'scalar', accepts: first === second ? first : (value) => first(value) && second(value) };
  }
  if ((left.is === 'list' || left.is === 'map') && left.is === right.is) {
    return { is: left.is, of: agreedType(left.of, right.of) } as AgreedType;
  }
  return NOTHING;
}

/** Whether `value` suits `type`, without saying why not. */
export function suits(type: AgreedType, value: unknown): boolean {
  if (value === null || value === undefined) return true; // Kubernetes reads null as absent.
  if (type.is === 'scalar') return type.accepts(value);
  if (typeof value !== 'object' || type.is === 'nothing' || Array.isArray(value) !== (type.is === 'list')) return false;
  if (type.is === 'list') {
    for (const item of value as readonly unknown[]) if (!suits(type.of, item)) return false;
    return true;
  }
  const map = value as Readonly<Record<string, unknown>>;
  for (const key in map) {
    const of = type.is === 'map' ? type.of : type.fields.get(key);
    if (of === undefined || !suits(of, map[key])) return false;
  }
  if (type.is === 'map') return true;
  for (const field of type.required) if (map[field] === undefined || map[field] === null) return false;
  return true;
}
