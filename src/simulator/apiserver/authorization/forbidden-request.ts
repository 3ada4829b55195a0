import { statusError, statusErrors, type StatusError } from '../../api';
import type { Authorization, AuthorizationAttributes } from './authorizer';

/** What a user may not do, in the words of the server. Source: Kubernetes 1.36, apiserver responsewriters/errors.go. */
function refusalText({ user, isResourceRequest, ...attributes }: AuthorizationAttributes): string {
  const who = `User ${JSON.stringify(user.username)} cannot ${attributes.verb}`;
  if (!isResourceRequest) return `${who} path ${JSON.stringify(attributes.path)}`;
  const { group, resource, subresource, namespace } = attributes;
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return `${who} resource "${what}" in API group "${group}" ${where}`;
}

/** The error of a request that nobody allowed. */
export function forbiddenRequest(attributes: AuthorizationAttributes, { reason }: Authorization): StatusError {
  const text = refusalText(attributes);
  const detail = reason === undefined || reason === '' ? text : `${text}: ${reason}`;
  if (!attributes.isResourceRequest) return statusError(403, 'Forbidden', `forbidden: ${detail}`, {});
  const { group, resource, name } = attributes;
  return statusErrors.forbidden({ group, resource }, name, detail);
}
