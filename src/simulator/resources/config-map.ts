import { byteLength, fieldError, isConfigMapKey, type FieldError, type KubeObject } from '../api';
import { base64Length } from './base64';
import { isSame, mapAt } from './fields';
import { invalidFor } from './field-rules';
import type { Strategy } from './resource';

/** Bytes of data in one ConfigMap or Secret. Source: Kubernetes 1.36, pkg/apis/core/types.go `MaxSecretSize`. */
export const DATA_BYTES_MAX = 1024 * 1024;

function validate(object: KubeObject): FieldError[] {
  const data = mapAt(object, 'data') ?? {};
  const binary = mapAt(object, 'binaryData') ?? {};
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const key of Object.keys(data).sort()) {
    const path = `data[${key}]`;
    errors.push(...invalidFor(path, key, isConfigMapKey(key)));
    if (binary[key] !== undefined) errors.push(fieldError.invalid(path, key, 'duplicate of key present in binaryData'));
    bytes += byteLength(data[key] ?? '');
  }
  for (const key of Object.keys(binary).sort()) {
    errors.push(...invalidFor(`binaryData[${key}]`, key, isConfigMapKey(key)));
    bytes += base64Length(binary[key] ?? '');
  }
  // The path is empty upstream, which prints as brackets.
  if (bytes > DATA_BYTES_MAX) errors.push(fieldError.tooLong('[]', DATA_BYTES_MAX));
  return errors;
}

/** What is wrong with a change of data that was declared immutable. */
export function validateImmutableData(object: KubeObject, old: KubeObject, fields: readonly string[]): FieldError[] {
  if (old['immutable'] !== true) return [];
  const rule = 'field is immutable when `immutable` is set';
  const errors = object['immutable'] === true ? [] : [fieldError.forbidden('immutable', rule)];
  for (const field of fields) {
    if (!isSame(object[field], old[field])) errors.push(fieldError.forbidden(field, rule));
  }
  return errors;
}

/** ConfigMaps. Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidateConfigMap`. */
export const configMapStrategy: Strategy = {
  validate,
  validateUpdate: (object, old) => [...validateImmutableData(object, old, ['data', 'binaryData']), ...validate(object)],
};
