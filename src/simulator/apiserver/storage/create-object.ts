import { StatusError, statusErrors, type Draft, type KubeObject } from '../../api';
import { validateMetadata } from '../../resources/metadata';
import type { Call } from '../call';
import { CallAttributes } from '../call-attributes';
import { emptyStatus } from '../decoding';
import type { Precedent } from './precedent';
import { asObject, generatedName, hasGeneration, hasStatus, metadataOf, type MetadataDraft } from './metadata';

/** Tries after a clash of generated names. Source: Kubernetes 1.36, apiserver/pkg/endpoints/handlers/create.go. */
const GENERATED_NAMES_MAX = 8;

/** Sees objects just before they are written, and may note something about them, or throw. */
export interface WriteWitness {
  beforeWrite(object: KubeObject): void;
}

/**
 * Brings a decoded, defaulted draft of the storage version into the store: system fields, admission, preparation,
 * validation, and the write itself. Throws a StatusError and changes nothing.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/registry/rest/create.go `BeforeCreate` and generic/registry/store.go `create`.
 */
export function createObject(
  call: Call,
  draft: Draft,
  dryRun: boolean,
  witness?: WriteWitness,
  precedent?: Precedent,
): KubeObject {
  const { store } = call.parts;
  const { storage } = call.resource;
  const { namespace } = call;
  const { name: given = '', generateName } = metadataOf(draft);
  const prefix = given === '' ? generateName : undefined;
  const object = preparedObject(call, draft, dryRun, precedent);
  const name = object.metadata.name as string;
  if (store.get(storage, namespace, name) !== undefined) throw alreadyExists(call, name, prefix);
  if (dryRun) return object;
  witness?.beforeWrite(object);
  metadataOf(draft).resourceVersion = store.nextVersion;
  return store.create(storage, namespace, name, object);
}

/** A name that nobody has; after eight tries one that somebody has. */
function freeName(call: Call, prefix: string): string {
  const { store, random } = call.parts;
  for (let attempt = 1; ; attempt += 1) {
    const name = generatedName(prefix, random.suffix());
    const isFree = store.get(call.resource.storage, call.namespace, name) === undefined;
    if (isFree || attempt === GENERATED_NAMES_MAX) return name;
  }
}

function alreadyExists(call: Call, name: string, prefix: string | undefined): StatusError {
  const { status } = statusErrors.alreadyExists(call.subject, name);
  if (prefix === undefined || prefix === '') return new StatusError(status);
  const message = `${status.message ?? ''}, the server was not able to generate a unique name for the object`;
  return new StatusError({ ...status, message });
}

function preparedObject(call: Call, draft: Draft, dryRun: boolean, precedent: Precedent | undefined): KubeObject {
  const { resource } = call;
  const { strategy } = resource;
  const given = metadataOf(draft);
  takeSystemFields(call, given);
  const context = call.writeContext(dryRun);
  const attributes = new CallAttributes(call, 'create', given.name ?? '', context);
  const { admission } = call.parts;
  admission.admit(draft, attributes);
  const metadata = metadataOf(draft);
  fillSystemFields(call, metadata, context.now);
  // The status of a Node comes with it: its agent registers both at once.
  if (hasStatus(resource) && resource.storage !== 'nodes') {
    const status = emptyStatus(resource);
    if (status !== undefined) draft['status'] = status;
    else if ('status' in draft) delete draft['status'];
  }
  if (hasGeneration(resource, asObject(draft))) metadata.generation = 1;
  else if ('generation' in metadata) delete metadata.generation;
  strategy.prepareForCreate?.(draft, context);
  const object = asObject(draft);
  const isKnown = precedent?.covers(object, call.drawn) === true;
  const rules = { isNamespaced: resource.isNamespaced, validateName: strategy.validateName };
  const errors = validateMetadata(object, rules, isKnown ? precedent.metadata : undefined);
  const more = isKnown ? undefined : strategy.validate?.(object, context);
  if (more !== undefined && more.length > 0) errors.push(...more);
  if (errors.length > 0) throw statusErrors.invalid(call.kindSubject, object.metadata.name ?? '', errors);
  precedent?.note(object, call.drawn);
  if (call.hearsWarnings) for (const text of strategy.warnings?.(object, undefined) ?? []) call.warn(text);
  // The name may have been generated meanwhile.
  const name = object.metadata.name ?? '';
  admission.validate(object, name === attributes.name ? attributes : new CallAttributes(call, 'create', name, context));
  return object;
}

/** Names and dates an object, once plugins have seen what the client wants. */
function fillSystemFields(call: Call, metadata: MetadataDraft, now: string): void {
  const { name = '', generateName = '' } = metadata;
  if (name === '' && generateName !== '') metadata.name = freeName(call, generateName);
  metadata.uid = call.parts.random.uuid();
  metadata.creationTimestamp = now;
}

/** Takes away what a client cannot say. To delete what is not there takes as long as to delete what is: one looks first. */
function takeSystemFields({ resource, namespace }: Call, metadata: MetadataDraft): void {
  if (resource.isNamespaced) metadata.namespace = namespace;
  else if ('namespace' in metadata) delete metadata.namespace;
  if ('uid' in metadata) delete metadata.uid;
  if ('creationTimestamp' in metadata) delete metadata.creationTimestamp;
  if ('deletionTimestamp' in metadata) delete metadata.deletionTimestamp;
  if ('deletionGracePeriodSeconds' in metadata) delete metadata.deletionGracePeriodSeconds;
  if ('resourceVersion' in metadata) delete metadata.resourceVersion;
  if ('selfLink' in metadata) delete metadata['selfLink'];
}
