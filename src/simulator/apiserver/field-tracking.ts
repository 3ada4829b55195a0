import type { Draft, JsonObject, KubeObject } from '../api';
import type { Call } from './call';
import { fieldsOf, putOffEntries, trackUpdate, type FieldSet, type WriteOrigin } from './managed-fields';
import { mergeTypeOf } from './merge-types';
import { hasStatus, metadataOf } from './storage/metadata';

/** What `/status` cannot change, and hence never owns. Source: Kubernetes 1.36, GetResetFields in pkg/registry. */
const RESET_BY_STATUS = fieldsOf('spec');
const RESET_BY_POD_STATUS = fieldsOf('spec', 'metadata.deletionTimestamp', 'metadata.ownerReferences');
const RESET_BY_DEPLOYMENT_STATUS = fieldsOf('spec', 'metadata.labels');
const RESET_BY_CUSTOM_STATUS = fieldsOf('spec', 'metadata');
const RESET_BY_MAIN = fieldsOf('status');

/** Fields that the path of a call cannot change. */
export function resetFieldsOf(call: Call): FieldSet | undefined {
  const { resource, info } = call;
  if (info.subresource === 'status') {
    if (resource.custom !== undefined) return RESET_BY_CUSTOM_STATUS;
    if (resource.storage === 'pods') return RESET_BY_POD_STATUS;
    return resource.storage === 'apps/deployments' ? RESET_BY_DEPLOYMENT_STATUS : RESET_BY_STATUS;
  }
  return hasStatus(resource) && resource.storage !== 'nodes' ? RESET_BY_MAIN : undefined;
}

function originOf(call: Call, fieldManager: string): WriteOrigin {
  const resetFields = resetFieldsOf(call);
  const { subresource } = call.info;
  return {
    manager: call.managerOf(fieldManager),
    apiVersion: call.apiVersion,
    ...(subresource === '' ? {} : { subresource }),
    now: call.now,
    type: mergeTypeOf(call.resource),
    ...(resetFields === undefined ? {} : { resetFields }),
  };
}

/**
 * Records in a decoded, defaulted draft who owns which field after a create (`old` undefined), replace or patch. Comes
 * before admission: what plugins and strategies add belongs to nobody.
 */
export function trackWrite(call: Call, draft: Draft, old: KubeObject | undefined, fieldManager: string): void {
  const entries = trackUpdate(old, draft, originOf(call, fieldManager));
  if (entries === undefined) delete metadataOf(draft).managedFields;
  else metadataOf(draft).managedFields = entries;
}

/**
 * The same, put off until somebody asks: `written` is what will be stored, `draftOf` makes the draft again as it was
 * before admission.
 */
export function trackLater(
  call: Call,
  written: KubeObject,
  old: KubeObject | undefined,
  fieldManager: string,
  draftOf: () => JsonObject,
): void {
  const origin = originOf(call, fieldManager);
  putOffEntries(written, old, () => trackUpdate(old, draftOf(), origin));
}
