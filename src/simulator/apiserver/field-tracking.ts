import type { Draft, JsonObject, KubeObject, ManagedFieldsEntry } from '../api';
import type { Call } from './call';
import { fieldTranslation } from './field-translation';
import {
  completeObject,
  fieldsOf,
  putOffEntries,
  trackUpdate,
  type EntriesWork,
  type FieldSet,
  type WriteOrigin,
} from './managed-fields';
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
  const translate = fieldTranslation(call.resource);
  return {
    manager: call.managerOf(fieldManager),
    apiVersion: call.apiVersion,
    now: call.now,
    type: mergeTypeOf(call.resource, call.apiVersion),
    ...(subresource === '' ? {} : { subresource }),
    ...(resetFields === undefined ? {} : { resetFields }),
    ...(translate === undefined ? {} : { translate }),
  };
}

/** An object in the version of a request, in which its managers own fields. */
function inRequestVersion(call: Call, object: KubeObject | undefined): KubeObject | undefined {
  const { convert } = call.resource.strategy;
  if (convert === undefined || object === undefined || object.apiVersion === call.apiVersion) return object;
  return convert(completeObject(object), call.apiVersion);
}

/**
 * Records in a decoded, defaulted draft who owns which field after a create (`old` undefined), replace or patch. Comes
 * before admission: what plugins and strategies add belongs to nobody.
 */
export function trackWrite(call: Call, draft: Draft, old: KubeObject | undefined, fieldManager: string): void {
  const [before, after] = [old, draft as unknown as KubeObject].map((each) => inRequestVersion(call, each));
  const entries = trackUpdate(before, after as KubeObject, originOf(call, fieldManager));
  if (entries === undefined) delete metadataOf(draft).managedFields;
  else metadataOf(draft).managedFields = entries;
}

/** An object as it was before admission, or how to make it again. */
export type TrackedDraft = JsonObject | (() => JsonObject);

/** A write whose entries nobody has asked for yet. */
class UntrackedWrite implements EntriesWork {
  constructor(
    private readonly old: KubeObject | undefined,
    private readonly draft: TrackedDraft,
    private readonly origin: WriteOrigin,
  ) {}

  compute(): readonly ManagedFieldsEntry[] | undefined {
    const { draft } = this;
    return trackUpdate(this.old, typeof draft === 'function' ? draft() : draft, this.origin);
  }
}

/**
 * The same, put off until somebody asks: `written` is what will be stored, `draft` what it was before admission, which
 * nobody may change later.
 */
export function trackLater(
  call: Call,
  written: KubeObject,
  old: KubeObject | undefined,
  fieldManager: string,
  draft: TrackedDraft,
): void {
  putOffEntries(written, old, new UntrackedWrite(old, draft, originOf(call, fieldManager)));
}
