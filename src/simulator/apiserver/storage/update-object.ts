import { equalJson, fieldError, hasKey, statusErrors, type Draft, type KubeObject } from '../../api';
import { validateMetadataUpdate } from '../../resources/metadata';
import { AdmissionChain } from '../admission/chain';
import type { Call } from '../call';
import { CallAttributes } from '../call-attributes';
import { completeObject, entriesIgnoringTimes, withoutManagedFields } from '../managed-fields';
import type { BeforeWrite } from './create-object';
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
  readonly trackLater?: BeforeWrite;
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
  const attributes = new CallAttributes(call, { verb: 'update', name: call.info.name, dryRun: request.dryRun, old });
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
  const errors = [...validateMetadataUpdate(object, old), ...request.mode.validate(object, old, context, resource)];
  if (errors.length > 0) throw statusErrors.invalid(call.kindSubject, object.metadata.name ?? '', errors);
  if (request.mode.isMain && call.hearsWarnings) {
    for (const text of strategy.warnings?.(object, old) ?? []) call.warn(text);
  }
  admission.validate(object, attributes);
  if (request.trackLater !== undefined) {
    if (equalJson(object, withoutManagedFields(old))) return old;
  } else {
    keepTimes(draft, old);
    if (equalJson(object, completeObject(old))) return old;
  }
  if (request.dryRun) return object;
  const released = finishIfReleased(call, object, old);
  if (released !== undefined) return released;
  request.trackLater?.(object);
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
  const isWanted = (field: string): boolean => !NEVER_WANTED.has(field) && (withStatus || field !== 'status');
  if (!isSameIn(asObject(draft), old, isWanted)) metadata.generation = (generation ?? 0) + 1;
}

/** Fields that say nothing of what is wanted. */
const NEVER_WANTED: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** Whether two objects are equal in the fields that are asked for. */
function isSameIn(object: KubeObject, old: KubeObject, isAsked: (field: string) => boolean): boolean {
  return (
    Object.keys(object).every(
      (field) => !isAsked(field) || (hasKey(old, field) && equalJson(object[field], old[field])),
    ) && Object.keys(old).every((field) => !isAsked(field) || hasKey(object, field))
  );
}
