import { statusErrors, type Draft } from '../../api';
import type { Call } from '../call';
import { decodeObjectBody } from '../decoding';
import { trackWrite } from '../field-tracking';
import { negotiate } from '../negotiation';
import { writeOptionsOf } from '../options';
import { objectAnswer } from '../rendering';
import type { ApiAnswer } from '../request';
import { metadataOf } from '../storage/metadata';
import { requireSameUid } from '../storage/preconditions';
import type { UpdateMode } from '../storage/update-mode';
import { updateObject } from '../storage/update-object';
import { toStorage } from '../versions';
import { createFrom, placeInNamespace } from './create';

/** Answers a PUT of an object or of a part of it. */
export function update(call: Call, mode: UpdateMode): ApiAnswer {
  const negotiated = negotiate(call.request, true);
  const options = writeOptionsOf(call.request.query, 'UpdateOptions');
  const body = decodeObjectBody(call, call.resource.kind, call.apiVersion, options.fieldValidation);
  placeInNamespace(call, body);
  requireName(call, body);
  const { name } = call.info;
  const old = call.parts.store.get(call.resource.storage, call.namespace, name);
  if (old === undefined) {
    if (!mode.isMain || call.resource.strategy.allowsCreateOnUpdate !== true) {
      throw statusErrors.notFound(call.subject, name);
    }
    return objectAnswer(call, negotiated, 201, createFrom(call, body, options));
  }
  requireSameUid(call, old, metadataOf(body).uid);
  const draft = toStorage(call, body);
  trackWrite(call, draft, old, options.fieldManager);
  return objectAnswer(call, negotiated, 200, updateObject(call, old, draft, { dryRun: options.dryRun, mode }));
}

/** Throws BadRequest unless a body names the object of the URL. Source: apiserver/.../handlers/rest.go `checkName`. */
export function requireName(call: Call, body: Draft): void {
  const { name } = call.info;
  const own = metadataOf(body).name ?? '';
  if (own === '') {
    throw statusErrors.badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  }
  if (own !== name) {
    throw statusErrors.badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
  }
}
