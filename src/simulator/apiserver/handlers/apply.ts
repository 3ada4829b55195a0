import { statusErrors, type Draft, type KubeObject } from '../../api';
import type { Call } from '../call';
import { decodeValue } from '../decoding';
import { resetFieldsOf } from '../field-tracking';
import { fieldTranslation } from '../field-translation';
import { applyConfig } from '../managed-fields';
import { mergeTypeOf } from '../merge-types';
import type { WriteOptions } from '../options';
import { decodeApplied } from '../patch-bodies';
import { served } from '../rendering';
import { createObject } from '../storage/create-object';
import { metadataOf } from '../storage/metadata';
import type { UpdateMode } from '../storage/update-mode';
import { updateObject } from '../storage/update-object';
import { toStorage } from '../versions';
import { placeInNamespace } from './create';

/** Server-side apply of the request's body. Throws a StatusError. */
export function apply(
  call: Call,
  mode: UpdateMode,
  options: WriteOptions,
): { readonly object: KubeObject; readonly isNew: boolean } {
  const { name, subresource, group, version } = call.info;
  const config = decodeApplied(call, options.fieldValidation);
  requireOwnName(call, config);
  const old = call.parts.store.get(call.resource.storage, call.namespace, name);
  if (old === undefined && !mode.isMain) throw statusErrors.notFound(call.subject, name);
  if (old === undefined && (metadataOf(config).uid ?? '') !== '') {
    throw statusErrors.conflict(
      call.subject,
      name,
      `uid mismatch: the provided object specified uid ${metadataOf(config).uid ?? ''}, and no existing object was found`,
    );
  }
  const resetFields = resetFieldsOf(call.resource, call.info.subresource);
  const translate = fieldTranslation(call.resource);
  const result = applyConfig(old === undefined ? undefined : served(call, old), config, {
    manager: options.fieldManager,
    gvk: { group, version, kind: call.resource.kind },
    ...(subresource === '' ? {} : { subresource }),
    now: call.now,
    type: mergeTypeOf(call.resource, call.apiVersion),
    isForced: options.force,
    ...(resetFields === undefined ? {} : { resetFields }),
    ...(translate === undefined ? {} : { translate }),
  });
  const { object } = decodeValue(call.resource, call.apiVersion, result.object);
  placeInNamespace(call, object);
  const draft = toStorage(call, object);
  setEntries(draft, result.managedFields);
  if (old === undefined) return { object: createObject(call, draft, options.dryRun), isNew: true };
  return { object: updateObject(call, old, draft, { dryRun: options.dryRun, mode }), isNew: false };
}

function setEntries(draft: Draft, entries: KubeObject['metadata']['managedFields']): void {
  if (entries === undefined) delete metadataOf(draft).managedFields;
  else metadataOf(draft).managedFields = entries;
}

/** A configuration may leave its name to the path, but not contradict it. */
function requireOwnName(call: Call, config: Draft): void {
  const metadata = metadataOf(config);
  const { name } = call.info;
  metadata.name = metadata.name === undefined || metadata.name === '' ? name : metadata.name;
  if (metadata.name !== name) {
    throw statusErrors.badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  const namespace = metadata.namespace ?? '';
  if (call.namespace !== '' && namespace !== '' && namespace !== call.namespace) {
    throw statusErrors.badRequest(
      `the namespace of the provided object does not match the namespace sent on the request`,
    );
  }
}
