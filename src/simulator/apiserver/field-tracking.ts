import type { Draft, JsonObject, KubeObject, ManagedFieldsEntry } from '../api';
import type { ResourceInfo } from '../resources/resource';
import type { Call } from './call';
import { fieldTranslation } from './field-translation';
import {
  completeObject,
  fieldsOf,
  putOffEntries,
  trackUpdate,
  type DeferredEntries,
  type FieldSet,
  type WriteOrigin,
} from './managed-fields';
import { mergeTypeOf } from './merge-types';
import type { WriteWitness } from './storage/create-object';
import { hasStatus, metadataOf } from './storage/metadata';

/** What `/status` cannot change, and hence never owns. Source: Kubernetes 1.36, GetResetFields in pkg/registry. */
const RESET_BY_STATUS = fieldsOf('spec');
const RESET_BY_POD_STATUS = fieldsOf('spec', 'metadata.deletionTimestamp', 'metadata.ownerReferences');
const RESET_BY_DEPLOYMENT_STATUS = fieldsOf('spec', 'metadata.labels');
const RESET_BY_CUSTOM_STATUS = fieldsOf('spec', 'metadata');
const RESET_BY_MAIN = fieldsOf('status');

/** A write, as far as it matters to who owns what. */
interface TrackedWrite {
  readonly resource: ResourceInfo;
  readonly subresource: string;
  /** Version that the request speaks. */
  readonly apiVersion: string;
  readonly manager: string;
  readonly now: string;
}

/** Fields that a path cannot change. */
export function resetFieldsOf(resource: ResourceInfo, subresource: string): FieldSet | undefined {
  if (subresource === 'status') {
    if (resource.custom !== undefined) return RESET_BY_CUSTOM_STATUS;
    if (resource.storage === 'pods') return RESET_BY_POD_STATUS;
    return resource.storage === 'apps/deployments' ? RESET_BY_DEPLOYMENT_STATUS : RESET_BY_STATUS;
  }
  return hasStatus(resource) && resource.storage !== 'nodes' ? RESET_BY_MAIN : undefined;
}

function originOf({ resource, subresource, apiVersion, manager, now }: TrackedWrite): WriteOrigin {
  const resetFields = resetFieldsOf(resource, subresource);
  const translate = fieldTranslation(resource);
  return {
    manager,
    apiVersion,
    now,
    type: mergeTypeOf(resource, apiVersion),
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
  const origin = originOf({
    resource: call.resource,
    subresource: call.info.subresource,
    apiVersion: call.apiVersion,
    manager: call.managerOf(fieldManager),
    now: call.now,
  });
  const entries = trackUpdate(before, after as KubeObject, origin);
  if (entries === undefined) delete metadataOf(draft).managedFields;
  else metadataOf(draft).managedFields = entries;
}

/** An object as it was before admission, or how to make it again. */
export type TrackedDraft = JsonObject | (() => JsonObject);

/**
 * The same, put off until somebody asks. `draft` is what the object was before admission, or the object itself where
 * admission changes nothing that somebody could own; nobody may change it once it is stored. The write may be kept for
 * long, so it holds on to nothing else of its call.
 */
export class UntrackedWrite implements WriteWitness, DeferredEntries, TrackedWrite {
  chain = 0;
  isPutOff = true;
  entries: DeferredEntries['entries'] = undefined;
  readonly resource: ResourceInfo;
  readonly subresource: string;
  readonly apiVersion: string;
  readonly now: string;

  constructor(
    call: Call,
    readonly manager: string,
    private old: KubeObject | undefined,
    private draft: TrackedDraft | undefined,
  ) {
    this.resource = call.resource;
    this.subresource = call.info.subresource;
    this.apiVersion = call.apiVersion;
    this.now = call.now;
  }

  beforeWrite(object: KubeObject): void {
    putOffEntries(object, this.old, this);
  }

  compute(): readonly ManagedFieldsEntry[] | undefined {
    const { old, draft } = this;
    this.old = undefined;
    this.draft = undefined;
    if (draft === undefined) return undefined;
    return trackUpdate(old, typeof draft === 'function' ? draft() : draft, originOf(this));
  }
}
