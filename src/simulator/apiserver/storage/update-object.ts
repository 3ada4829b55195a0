import { equalJson, fieldError, hasKey, statusErrors, type Draft, type KubeObject } from '../../api';
import { validateMetadataUpdate } from '../../resources/metadata';
import { AdmissionChain } from '../admission/chain';
import type { Call } from '../call';
import { CallAttributes } from '../call-attributes';
import { completeObject, entriesIgnoringTimes, withoutManagedFields } from '../managed-fields';
import type { WriteWitness } from './create-object';
import { finishIfReleased } from './delete-object';
import { asObject, hasGeneration, hasStatus, metadataOf } from './metadata';
import { MODIFIED_MEANWHILE } from './preconditions';
import type { UpdateMode } from './update-mode';

/** How an object is updated. */
export interface UpdateRequest {
  readonly dryRun: boolean;
  /** What the path may change. */
  readonly mode: UpdateMode;
  /**
   * Notes who owns what of the object that will be written, to be worked out later; the draft says nothing of it.
   * @default - the draft has its managedFields
   */
  readonly tracked?: WriteWitness;
  /** Whether plugins have seen the write already, as that of a subresource. @default false */
  readonly isAdmitted?: boolean;
}

const NO_ADMISSION = new AdmissionChain([]);

/**
 * Replaces a stored object by a decoded, defaulted draft of the storage version. Nothing is written when nothing
 * changes; an object that only waited for its finalizers goes. Throws a StatusError and changes nothing.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/registry/rest/update.go `BeforeUpdate` and generic/registry/store.go `Update`.
 */
export function updateObject(call: Call, old: KubeObject, draft: Draft, request: UpdateRequest): KubeObject {
  const { resource } = call;
  const { strategy } = resource;
  requireResourceVersion(call, old, draft);
  const context = call.writeContext(request.dryRun);
  const attributes = new CallAttributes(call, 'update', call.info.name, context, old);
  const admission = request.isAdmitted === true ? NO_ADMISSION : call.parts.admission;
  admission.admit(draft, attributes);
  keepSystemFields(draft, old);
  request.mode.prepare(draft, old, context, resource);
  if (request.mode.isMain) {
    if (hasStatus(resource)) keepField(draft, old, 'status');
    strategy.prepareForUpdate?.(draft, old, context);
  }
  countGeneration(call, draft, old);
  const object = asObject(draft);
  const errors = validateMetadataUpdate(object, old);
  const more = request.mode.validate(object, old, context, resource);
  if (more.length > 0) errors.push(...more);
  if (errors.length > 0) throw statusErrors.invalid(call.kindSubject, object.metadata.name ?? '', errors);
  if (request.mode.isMain && call.hearsWarnings) {
    for (const text of strategy.warnings?.(object, old) ?? []) call.warn(text);
  }
  admission.validate(object, attributes);
  if (request.tracked !== undefined) {
    if (equalJson(object, withoutManagedFields(old))) return old;
  } else {
    keepTimes(draft, old);
    if (equalJson(object, completeObject(old))) return old;
  }
  if (request.dryRun) return object;
  const released = finishIfReleased(call, object, old);
  if (released !== undefined) return released;
  request.tracked?.beforeWrite(object);
  metadataOf(draft).resourceVersion = call.parts.store.nextVersion;
  return call.parts.store.update(resource.storage, call.namespace, old.metadata.name as string, object, old);
}

/** A write that changes nothing but the times of managedFields changes nothing at all. */
function keepTimes(draft: Draft, old: KubeObject): void {
  const entries = entriesIgnoringTimes(old, draft);
  if (entries === undefined) delete metadataOf(draft).managedFields;
  else metadataOf(draft).managedFields = entries;
}

function requireResourceVersion(call: Call, old: KubeObject, draft: Draft): void {
  const name = old.metadata.name as string;
  const resourceVersion = metadataOf(draft).resourceVersion ?? '';
  if (resourceVersion === '' || resourceVersion === '0') {
    if (call.resource.strategy.allowsUnconditionalUpdate !== false) return;
    throw statusErrors.invalid(call.kindSubject, name, [
      fieldError.invalid('metadata.resourceVersion', 0, 'must be specified for an update'),
    ]);
  }
  if (resourceVersion !== old.metadata.resourceVersion) {
    throw statusErrors.conflict(call.subject, name, MODIFIED_MEANWHILE);
  }
}

/** What an update can neither set nor take away. */
function keepSystemFields(draft: Draft, old: KubeObject): void {
  const metadata = metadataOf(draft);
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = old.metadata;
  const { generation, resourceVersion } = old.metadata;
  if (metadata.uid === undefined || metadata.uid === '') metadata.uid = uid as string;
  metadata.creationTimestamp = creationTimestamp as string;
  metadata.resourceVersion = resourceVersion as string;
  // A strategy may raise it for reasons of its own.
  if (generation !== undefined) metadata.generation = generation;
  else if ('generation' in metadata) delete metadata.generation;
  if (deletionTimestamp !== undefined) metadata.deletionTimestamp = deletionTimestamp;
  if (deletionGracePeriodSeconds !== undefined) metadata.deletionGracePeriodSeconds ??= deletionGracePeriodSeconds;
  if ('selfLink' in metadata) delete metadata['selfLink'];
}

function keepField(draft: Draft, old: KubeObject, field: string): void {
  if (field in old) draft[field] = old[field];
  else delete draft[field];
}

/** Counts changes of anything but metadata and status. */
function countGeneration(call: Call, draft: Draft, old: KubeObject): void {
  const metadata = metadataOf(draft);
  const { generation } = old.metadata;
  if (!hasGeneration(call.resource, old)) return;
  const withStatus = !hasStatus(call.resource) && call.resource.custom !== undefined;
  if (!wantsSame(asObject(draft), old, withStatus)) metadata.generation = (generation ?? 0) + 1;
}

/** Whether a field says something of what is wanted. */
const isWanted = (field: string, withStatus: boolean): boolean =>
  field !== 'apiVersion' && field !== 'kind' && field !== 'metadata' && (withStatus || field !== 'status');

/** Whether two objects are equal in what is wanted. */
function wantsSame(object: KubeObject, old: KubeObject, withStatus: boolean): boolean {
  // A list of the keys would be made with every write.
  for (const field in object) {
    if (!isWanted(field, withStatus)) continue;
    if (!hasKey(old, field) || !equalJson(object[field], old[field])) return false;
  }
  for (const field in old) if (isWanted(field, withStatus) && !hasKey(object, field)) return false;
  return true;
}
