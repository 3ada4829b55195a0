import { fieldError, isConfigMapKey, type Draft, type FieldError, type KubeObject } from '../api';
import { base64Length, decodeBase64Text, encodeBase64 } from './base64';
import { DATA_BYTES_MAX, validateImmutableData } from './config-map';
import { fill, mapAt, openDraft, textAt } from './fields';
import { invalidFor, validateImmutable } from './field-rules';
import { goJsonObjectError } from './go-json-error';
import type { Strategy } from './resource';

const SERVICE_ACCOUNT_NAME = 'kubernetes.io/service-account.name';

const required = (key: string): FieldError => fieldError.required(`data[${key}]`);

/** The key must hold a JSON object. What it holds is not repeated in the message. */
function validateJson(data: Readonly<Record<string, string>>, key: string): FieldError[] {
  const value = data[key];
  if (value === undefined) return [required(key)];
  const message = goJsonObjectError(decodeBase64Text(value));
  return message === undefined ? [] : [fieldError.invalid(`data[${key}]`, '<secret contents redacted>', message)];
}

function validateForType(object: KubeObject, data: Readonly<Record<string, string>>): FieldError[] {
  switch (textAt(object, 'type')) {
    case 'kubernetes.io/service-account-token':
      return (object.metadata.annotations?.[SERVICE_ACCOUNT_NAME] ?? '') === ''
        ? [fieldError.required(`metadata.annotations[${SERVICE_ACCOUNT_NAME}]`)]
        : [];
    case 'kubernetes.io/dockercfg':
      return validateJson(data, '.dockercfg');
    case 'kubernetes.io/dockerconfigjson':
      return validateJson(data, '.dockerconfigjson');
    case 'kubernetes.io/basic-auth':
      return data['username'] === undefined && data['password'] === undefined
        ? [required('username'), required('password')]
        : [];
    case 'kubernetes.io/ssh-auth':
      return (data['ssh-privatekey'] ?? '') === '' ? [required('ssh-privatekey')] : [];
    case 'kubernetes.io/tls':
      return ['tls.crt', 'tls.key'].filter((key) => data[key] === undefined).map(required);
    default:
      return [];
  }
}

function validate(object: KubeObject): FieldError[] {
  const data = mapAt(object, 'data') ?? {};
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const key of Object.keys(data).sort()) {
    errors.push(...invalidFor(`data[${key}]`, key, isConfigMapKey(key)));
    bytes += base64Length(data[key] ?? '');
  }
  if (bytes > DATA_BYTES_MAX) errors.push(fieldError.tooLong('data', DATA_BYTES_MAX));
  return [...errors, ...validateForType(object, data)];
}

/** `stringData` is only written: it overwrites keys of `data` and is gone. */
function takeStringData(object: Draft): void {
  const texts = mapAt(object, 'stringData');
  delete object['stringData'];
  if (texts === undefined || Object.keys(texts).length === 0) return;
  const data = openDraft(object, 'data');
  for (const [key, text] of Object.entries(texts)) data[key] = encodeBase64(text);
}

/** Secrets. Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidateSecret`. */
export const secretStrategy: Strategy = {
  default(object) {
    takeStringData(object);
    if (object['type'] === '') delete object['type'];
    fill(object, { type: 'Opaque' });
  },
  validate,
  validateUpdate: (object, old) => [
    ...validateImmutable(object['type'], old['type'], 'type'),
    ...validateImmutableData(object, old, ['data']),
    ...validate(object),
  ],
  selectableFields: (object) => ({ type: textAt(object, 'type') }),
};
