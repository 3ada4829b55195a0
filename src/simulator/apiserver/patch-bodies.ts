import { statusErrors, type Draft } from '../api';
import { decodeBody } from '../schema';
import type { Call } from './call';
import { duplicateErrors, reportStrictErrors, requireSize } from './decoding';
import type { FieldValidation } from './options';

/** A JSON, merge or strategic merge patch. Throws BadRequest. */
export function parsePatch(call: Call): { readonly value: unknown; readonly strictErrors: readonly string[] } {
  requireSize(call);
  const raw = decodeBody(call.request.body, 'json');
  if (raw.syntaxError !== undefined) throw statusErrors.badRequest(`error decoding patch: ${raw.syntaxError}`);
  return { value: raw.value, strictErrors: duplicateErrors(raw) };
}

/** The configuration in an apply patch. Throws BadRequest. */
export function decodeApplied(call: Call, validation: FieldValidation): Draft {
  requireSize(call);
  // JSON is YAML, and its own reader is faster.
  const format = call.request.body[0] === 0x7b ? 'json' : 'yaml';
  const raw = decodeBody(call.request.body, format);
  if (raw.syntaxError !== undefined) throw statusErrors.badRequest(`error decoding YAML: ${raw.syntaxError}`);
  const { value } = raw;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw statusErrors.badRequest(
      'error decoding YAML: json: cannot unmarshal value into Go value of type map[string]interface {}',
    );
  }
  const errors = raw.strictError === undefined ? duplicateErrors(raw) : [raw.strictError];
  reportStrictErrors(call, errors, validation, (all) =>
    statusErrors.badRequest(`error strict decoding YAML: ${all.join(', ')}`),
  );
  return value as Draft;
}
