import { statusErrors, type Pod } from '../../api';
import { fieldsAt, textAt } from '../../resources/fields';
import type { Call } from '../call';
import { storedObject } from '../handlers/get';
import type { ApiRequest } from '../request';

/** Whether a request wants to become a connection. Source: Kubernetes 1.36, streaming/pkg/httpstream `IsUpgradeRequest`. */
export const isUpgradeRequest = ({ headers }: ApiRequest): boolean => /upgrade/i.test(headers['connection'] ?? '');

/** Throws BadRequest for a request that does not. */
export function requireUpgrade(request: ApiRequest): void {
  if (!isUpgradeRequest(request)) throw statusErrors.badRequest('Upgrade request required');
}

/**
 * Requires the verb `create`: a GET, which begins a WebSocket, must not be enough to run programs. Throws Forbidden.
 * Source: Kubernetes 1.36, pkg/registry/core/pod/rest/authorize.go `ensureAuthorizedForVerb`.
 */
export function requireCreate(call: Call): void {
  const { info, user, parts } = call;
  if (info.verb === 'create') return;
  const { isAllowed, reason = '' } = parts.admissionServer.authorizer.authorize({ ...info, user, verb: 'create' });
  if (!isAllowed) throw statusErrors.forbidden(call.subject, info.name, reason);
}

/** The Pod of a request, which has a node. Throws NotFound or BadRequest. */
export function podOnNode(call: Call): Pod {
  const pod = storedObject(call);
  if (textAt(fieldsAt(pod, 'spec'), 'nodeName') !== '') return pod as Pod;
  throw statusErrors.badRequest(`pod ${call.info.name} does not have a host assigned`);
}
