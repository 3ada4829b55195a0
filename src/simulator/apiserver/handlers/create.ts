import { statusError, statusErrors, type Draft, type KubeObject } from '../../api';
import type { Call } from '../call';
import { decodeObjectBody } from '../decoding';
import { trackWrite } from '../field-tracking';
import { negotiate } from '../negotiation';
import { writeOptionsOf, type WriteOptions } from '../options';
import { objectAnswer } from '../rendering';
import type { ApiAnswer } from '../request';
import { createObject, type WriteWitness } from '../storage/create-object';
import { metadataOf } from '../storage/metadata';
import { toStorage } from '../versions';

/** Answers a POST to a collection. */
export function create(call: Call): ApiAnswer {
  const negotiated = negotiate(call.request, true);
  const options = writeOptionsOf(call.request.query, 'CreateOptions');
  const body = decodeObjectBody(call, call.resource.kind, call.apiVersion, options.fieldValidation);
  placeInNamespace(call, body);
  const virtual = call.parts.virtual.get(call.resource.storage);
  if (virtual?.create !== undefined) {
    const request = { user: call.user, namespace: call.namespace, nowMs: call.parts.clock.nowMs };
    return objectAnswer(call, negotiated, 201, virtual.create(body, request));
  }
  const { resourceVersion = '' } = metadataOf(body);
  const isVersioned = /^\d*[1-9]\d*$/.test(resourceVersion);
  return objectAnswer(call, negotiated, 201, createFrom(call, body, options, isVersioned ? VERSIONED : undefined));
}

/** Creates the object of a decoded body. */
export function createFrom(call: Call, body: Draft, options: WriteOptions, witness?: WriteWitness): KubeObject {
  const draft = toStorage(call, body);
  trackWrite(call, draft, undefined, options.fieldManager);
  return createObject(call, draft, options.dryRun, witness);
}

/** Only the store refuses a version, so that a dry run does not. Source: apiserver/pkg/storage/etcd3/store.go `Create`. */
const VERSIONED: WriteWitness = {
  beforeWrite() {
    throw statusError(500, '', 'resourceVersion should not be set on objects to be created');
  },
};

/**
 * Puts a decoded body into the namespace of the request. Throws BadRequest when it names another.
 * Source: Kubernetes 1.36, apiserver/pkg/registry/rest/meta.go `EnsureObjectNamespaceMatchesRequestNamespace`.
 */
export function placeInNamespace(call: Call, body: Draft): void {
  const metadata = metadataOf(body);
  const namespace = metadata.namespace ?? '';
  if (namespace === call.namespace) return;
  if (call.namespace === '') {
    delete metadata.namespace;
  } else if (namespace === '') {
    metadata.namespace = call.namespace;
  } else {
    throw statusErrors.badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
}
