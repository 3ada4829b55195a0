import { statusError, statusErrors } from '../api';
import type { ResourceInfo } from '../resources/resource';
import type { Call } from './call';
import { unknownMethod, unknownResource } from './errors';
import { create } from './handlers/create';
import { deleteCollection, deleteOne } from './handlers/delete';
import { get } from './handlers/get';
import { list } from './handlers/list';
import { patch } from './handlers/patch';
import { update } from './handlers/update';
import { watch } from './handlers/watch';
import type { ApiResult } from './request';
import type { RequestInfo } from './request-info';
import { DEFINITIONS } from './storage/definitions';
import { MAIN } from './storage/update-mode';
import { SUBRESOURCES } from './subresources';

/** Answers one request about a resource. */
type Handler = (call: Call) => ApiResult;

const COLLECTION: Readonly<Record<string, Handler>> = {
  list,
  watch,
  create,
  deletecollection: deleteCollection,
};

const OBJECT: Readonly<Record<string, Handler>> = {
  get,
  watch,
  update: (call) => update(call, MAIN),
  patch: (call) => patch(call, MAIN),
  delete: deleteOne,
};

/**
 * Kinds that clients should leave, with the warning that every answer about them carries.
 * Source: Kubernetes 1.36, api/core/v1/zz_generated.prerelease-lifecycle.go.
 */
const DEPRECATED: Readonly<Record<string, string>> = {
  componentstatuses: 'v1 ComponentStatus is deprecated in v1.19+',
  endpoints: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
};

/** Answers a request about a resource. Throws a StatusError. */
export function handle(call: Call): ApiResult {
  const { custom, storage } = call.resource;
  call.warn(custom === undefined ? (DEPRECATED[storage] ?? '') : custom.warningOf(call.info.version));
  return handlerOf(call)(call);
}

/** Finds who answers a request. Throws NotFound or MethodNotAllowed as the real server's router does. */
function handlerOf(call: Call): Handler {
  const { resource, info } = call;
  if (resource.isNamespaced && info.namespace === '' && !isAcrossNamespaces(info)) {
    throw info.name === '' ? unknownMethod() : unknownResource();
  }
  if (!resource.isNamespaced && info.namespace !== '' && resource.storage !== 'namespaces') throw unknownResource();
  if (info.subresource !== '') return subresourceHandler(resource, info, call.request.method);
  const verbs = info.name === '' ? COLLECTION : OBJECT;
  if (info.verb === 'create' && isEnding(call)) {
    throw statusError(405, 'MethodNotAllowed', 'create not allowed while custom resource definition is terminating', {
      ...(resource.group === '' ? {} : { group: resource.group }),
      kind: resource.resource,
    });
  }
  const handler = verbs[info.verb];
  if (handler === undefined || !isServed(resource, info.verb)) throw unknownMethod();
  return handler;
}

/** Whether the definition of a custom resource is on its way out: what there is of it may only go. */
function isEnding({ resource, parts }: Call): boolean {
  if (resource.custom === undefined) return false;
  const definition = parts.store.get(DEFINITIONS, '', `${resource.resource}.${resource.group}`);
  return definition?.metadata.deletionTimestamp !== undefined;
}

const isServed = (resource: ResourceInfo, verb: string): boolean => resource.verbs.includes(verb);

const isAcrossNamespaces = (info: RequestInfo): boolean =>
  info.name === '' && (info.verb === 'list' || info.verb === 'watch');

function subresourceHandler(resource: ResourceInfo, info: RequestInfo, method: string): Handler {
  const sub = resource.subresources.get(info.subresource);
  if (sub === undefined) throw unknownResource();
  if (!sub.verbs.includes(info.verb)) throw unknownMethod();
  const handler = SUBRESOURCES[info.subresource];
  if (handler !== undefined) return handler;
  return () => {
    throw statusErrors.notImplemented(
      `simulator does not answer ${method} ${resource.resource}/${info.subresource} yet; see docs/FIDELITY.md`,
    );
  };
}
