import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  fieldError,
  goText,
  statusError,
  statusErrors,
  type Draft,
  type KubeObject,
} from '../../api';
import type { Call } from '../call';
import { conversionError } from '../conversion-error';
import { decodeValue, reportStrictErrors, DecodeError } from '../decoding';
import { trackWrite } from '../field-tracking';
import { patchLookupOf } from '../merge-types';
import { negotiate } from '../negotiation';
import { writeOptionsOf, type FieldValidation } from '../options';
import { parsePatch } from '../patch-bodies';
import { objectAnswer, served } from '../rendering';
import type { ApiAnswer } from '../request';
import { metadataOf } from '../storage/metadata';
import type { UpdateMode } from '../storage/update-mode';
import { updateObject } from '../storage/update-object';
import { toStorage } from '../versions';
import { apply } from './apply';
import { requireName } from './update';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
const APPLY_PATCH = 'application/apply-patch+yaml';

/** Media type of a patch. Throws UnsupportedMediaType. */
export function patchTypeOf(call: Call): string {
  const type = (call.request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  if ([JSON_PATCH, MERGE_PATCH, APPLY_PATCH].includes(type)) return type;
  if (call.resource.custom !== undefined) {
    throw statusErrors.unsupportedMediaType(
      'the body of the request was in an unknown format - accepted media types include: ' +
        `${JSON_PATCH}, ${MERGE_PATCH}, ${APPLY_PATCH}`,
    );
  }
  if (type === STRATEGIC_PATCH) return type;
  throw statusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
}

/** Answers a PATCH of an object or of a part of it. */
export function patch(call: Call, mode: UpdateMode): ApiAnswer {
  const negotiated = negotiate(call.request, true);
  const type = patchTypeOf(call);
  const options = writeOptionsOf(call.request.query, 'PatchOptions', type === APPLY_PATCH);
  const { name } = call.info;
  if (type === APPLY_PATCH) {
    const { object, isNew } = apply(call, mode, options);
    return objectAnswer(call, negotiated, isNew ? 201 : 200, object);
  }
  const old = call.parts.store.get(call.resource.storage, call.namespace, name);
  if (old === undefined) throw statusErrors.notFound(call.subject, name);
  const body = patched(call, type, old, options.fieldValidation);
  requireName(call, body);
  requireNamespace(call, body);
  const draft = toStorage(call, body);
  trackWrite(call, draft, old, options.fieldManager);
  return objectAnswer(call, negotiated, 200, updateObject(call, old, draft, { dryRun: options.dryRun, mode }));
}

/** A patch cannot move an object. Source: Kubernetes 1.36, apiserver/pkg/endpoints/handlers/rest.go `checkName`. */
function requireNamespace(call: Call, body: Draft): void {
  const namespace = metadataOf(body).namespace ?? '';
  if (call.namespace === '' || namespace === '' || namespace === call.namespace) return;
  throw statusErrors.badRequest(
    `the namespace of the object (${namespace}) does not match the namespace on the request (${call.namespace})`,
  );
}

/** The object as a patch makes it, decoded. Throws a StatusError. */
function patched(call: Call, type: string, old: KubeObject, validation: FieldValidation): Draft {
  const current = served(call, old);
  const { value, strictErrors } = parsePatch(call);
  const body = patchedValue(call, type, current, value);
  const refuse = (detail: string): Error => badResult(type === STRATEGIC_PATCH ? goText(value) : body, detail);
  try {
    const decoded = decodeValue(call.resource, call.apiVersion, body);
    reportStrictErrors(call, [...strictErrors, ...decoded.strictErrors], validation, (errors) =>
      refuse(`strict decoding error: ${errors.join(', ')}`),
    );
    return decoded.object;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw refuse(type === STRATEGIC_PATCH ? conversionError(error.message) : error.message);
  }
}

/** Why what a patch makes cannot be decoded. `shown` is what the message shows of it. */
export function badResult(shown: unknown, detail: string): Error {
  const text = typeof shown === 'string' ? shown : JSON.stringify(shown);
  return statusErrors.invalid({ group: '', resource: '' }, '', [fieldError.invalid('patch', text, detail)]);
}

function patchedValue(call: Call, type: string, current: KubeObject, value: unknown): Draft {
  switch (type) {
    case JSON_PATCH:
      return applyJsonPatch(current, value);
    case MERGE_PATCH:
      return applyMergePatch(current, value);
    default:
      return applyStrategicMergePatch(current, value, patchLookupOf(call.resource, call.info.version));
  }
}
