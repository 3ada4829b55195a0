import { statusErrors, type KubeObject } from '../../api';
import type { Call } from '../call';
import { negotiate } from '../negotiation';
import { text } from '../query';
import { objectAnswer } from '../rendering';
import type { ApiAnswer } from '../request';
import { tooLarge } from './list';

/** The stored object that the request names. Throws NotFound. */
export function storedObject(call: Call): KubeObject {
  const { name } = call.info;
  const virtual = call.parts.virtual.get(call.resource.storage);
  if (virtual?.list === undefined) {
    const object = call.parts.store.get(call.resource.storage, call.namespace, name);
    if (object === undefined) throw statusErrors.notFound(call.subject, name);
    return object;
  }
  const request = { user: call.user, namespace: call.namespace, nowMs: call.parts.clock.nowMs };
  const object = virtual.list(request).find(({ metadata }) => metadata.name === name);
  if (object === undefined) throw virtual.notFound?.(name, request) ?? statusErrors.notFound(call.subject, name);
  return object;
}

/** Answers a GET of one object, or of its status. Throws Timeout for a revision yet to come. */
export function get(call: Call): ApiAnswer {
  const negotiated = negotiate(call.request, true);
  const wanted = Number(text(call.request.query, 'resourceVersion'));
  const { revision } = call.parts.store;
  if (wanted > revision) throw tooLarge(wanted, revision);
  return objectAnswer(call, negotiated, 200, storedObject(call));
}
