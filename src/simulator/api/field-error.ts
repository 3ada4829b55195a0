/** What is wrong with a field. Source: Kubernetes 1.36, apimachinery/pkg/util/validation/field/errors.go. */
export type FieldErrorType =
  | 'Required'
  | 'Invalid'
  | 'NotSupported'
  | 'Forbidden'
  | 'Duplicate'
  | 'TooLong'
  | 'TooMany'
  | 'NotFound'
  | 'TypeInvalid'
  | 'InternalError';

/** The reason of the cause in a Status, and the words in its message, by type. */
export const FIELD_ERROR_WORDS: Readonly<Record<FieldErrorType, { readonly reason: string; readonly words: string }>> =
  {
    Required: { reason: 'FieldValueRequired', words: 'Required value' },
    Invalid: { reason: 'FieldValueInvalid', words: 'Invalid value' },
    NotSupported: { reason: 'FieldValueNotSupported', words: 'Unsupported value' },
    Forbidden: { reason: 'FieldValueForbidden', words: 'Forbidden' },
    Duplicate: { reason: 'FieldValueDuplicate', words: 'Duplicate value' },
    TooLong: { reason: 'FieldValueTooLong', words: 'Too long' },
    TooMany: { reason: 'FieldValueTooMany', words: 'Too many' },
    NotFound: { reason: 'FieldValueNotFound', words: 'Not found' },
    TypeInvalid: { reason: 'FieldValueTypeInvalid', words: 'Invalid value' },
    InternalError: { reason: 'InternalError', words: 'Internal error' },
  };

/** One field that is wrong. `body` is the message without the field: `Invalid value: -1: must be ...`. */
export interface FieldError {
  readonly type: FieldErrorType;
  /** Path such as `spec.containers[0].name`. */
  readonly field: string;
  readonly body: string;
}

/** A value as Go's messages print it: text in quotes, maps and lists as JSON, the rest bare. */
export function shownValue(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const make = (type: FieldErrorType, field: string, tail: string): FieldError => ({
  type,
  field,
  body: `${FIELD_ERROR_WORDS[type].words}${tail}`,
});

const detailed = (detail: string | undefined): string => (detail === undefined || detail === '' ? '' : `: ${detail}`);

/** Makers of field errors, with the messages of a real server. */
export const fieldError = {
  required: (field: string, detail?: string): FieldError => make('Required', field, detailed(detail)),
  invalid: (field: string, value: unknown, detail: string): FieldError =>
    make('Invalid', field, `: ${shownValue(value)}${detailed(detail)}`),
  /** `order` says how the supported values are listed; most rules sort them, some have an order of their own. */
  notSupported: (
    field: string,
    value: unknown,
    supported: readonly string[],
    order: 'sorted' | 'as given' = 'sorted',
  ): FieldError => {
    const listed = order === 'sorted' ? [...supported].sort() : supported;
    const values = listed.map((word) => JSON.stringify(word)).join(', ');
    const tail = listed.length === 0 ? '' : `: supported values: ${values}`;
    return make('NotSupported', field, `: ${shownValue(value)}${tail}`);
  },
  forbidden: (field: string, detail: string): FieldError => make('Forbidden', field, detailed(detail)),
  duplicate: (field: string, value: unknown): FieldError => make('Duplicate', field, `: ${shownValue(value)}`),
  tooLong: (field: string, bytesMax: number): FieldError =>
    make('TooLong', field, `: may not be more than ${bytesMax} bytes`),
  tooMany: (field: string, count: number, max: number): FieldError =>
    make('TooMany', field, `: ${count}: must have at most ${max} items`),
  notFound: (field: string, value: unknown): FieldError => make('NotFound', field, `: ${shownValue(value)}`),
  typeInvalid: (field: string, value: unknown, detail: string): FieldError =>
    make('TypeInvalid', field, `: ${shownValue(value)}${detailed(detail)}`),
};
