import { statusErrors, type Draft, type KubeObject } from '../api';
import { storageApiVersion } from '../resources/registry';
import type { ResourceInfo } from '../resources/resource';
import { DecodeError, decodeValue } from './decoding';
import { storageDraft } from './versions';

/**
 * A private copy as the server would have decoded it: empty fields are gone, quantities are canonical. Throws BadRequest
 * for values that no field can hold, such as a number beyond its type.
 */
function decoded(resource: ResourceInfo, object: { readonly metadata: object }): Draft {
  try {
    return decodeValue(resource, storageApiVersion(resource), object).object;
  } catch (error) {
    if (error instanceof DecodeError) throw statusErrors.badRequest(error.message);
    throw error;
  }
}

/** Metadata and status as the server would have decoded them. */
export function decodedStatus(resource: ResourceInfo, { apiVersion, kind, metadata, status }: KubeObject): Draft {
  const { managedFields: _theirs, ...others } = metadata;
  const part = decoded(resource, { apiVersion, kind, metadata: others, status } as KubeObject);
  return { metadata: part['metadata'], status: part['status'] };
}

/** A draft of an object. */
export const newDraft = (resource: ResourceInfo, object: { readonly metadata: object }): Draft =>
  storageDraft(resource, decoded(resource, object));

/** A draft of an object that is as the server would have decoded it. */
export function canonicalDraft(resource: ResourceInfo, object: { readonly metadata: object }): Draft {
  const draft: Draft = Object.assign({}, object);
  draft['metadata'] = Object.assign({}, object.metadata);
  draft['apiVersion'] = storageApiVersion(resource);
  draft['kind'] = resource.kind;
  return draft;
}

/**
 * Makes the draft of an object, as often as it is asked. It is kept until somebody asks who owns what, and so it knows
 * nothing of the call that it came with.
 */
export const draftMaker =
  (resource: ResourceInfo, object: { readonly metadata: object }): (() => Draft) =>
  () =>
    newDraft(resource, object);
