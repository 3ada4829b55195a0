import { statusErrors } from '../../api';
import type { UserInfo } from '../../resources/resource';
import type { ApiRequest } from '../request';
import type { AuthorizationAttributes, Authorizer } from './authorizer';
import { forbiddenRequest } from './forbidden-request';
import { accountGroups, ANONYMOUS, AUTHENTICATED, parseAccount, UNAUTHENTICATED } from './groups';

/** Source: Kubernetes 1.36, apiserver/pkg/endpoints/filters/impersonation. */
const EXTRA_PREFIX = 'impersonate-extra-';

/** One thing that the sender wants to be. */
interface Wish {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

/** Node joins the values of a repeated header with a comma and a space. */
const valuesOf = (text: string | undefined): string[] =>
  text === undefined || text === '' ? [] : text.split(', ').filter((value) => value !== '');

const userWish = (username: string): Wish => {
  const account = parseAccount(username);
  const about =
    account === undefined
      ? { resource: 'users', namespace: '', name: username }
      : { resource: 'serviceaccounts', ...account };
  return { group: '', version: 'v1', subresource: '', ...about };
};

const authenticationWish = (resource: string, subresource: string, name: string): Wish => ({
  group: 'authentication.k8s.io',
  version: 'v1',
  resource,
  subresource,
  namespace: '',
  name,
});

/** The groups of the new user: those asked for, those of a service account, and the one that everybody is in. */
function groupsOf(username: string, asked: readonly string[]): string[] {
  const account = parseAccount(username);
  const groups = account !== undefined && asked.length === 0 ? [...accountGroups(account.namespace)] : [...asked];
  const everybody = username === ANONYMOUS ? UNAUTHENTICATED : AUTHENTICATED;
  if (!groups.includes(everybody) && !groups.includes(UNAUTHENTICATED)) groups.push(everybody);
  return groups;
}

/**
 * The user that the request is to be handled as: the sender, or whom the Impersonate-* headers name.
 *
 * @throws StatusError 403 when the sender may not impersonate, 500 for headers without a user, as the real server.
 */
export function impersonate(request: ApiRequest, sender: UserInfo, authorizer: Authorizer): UserInfo {
  const { headers } = request;
  const username = headers['impersonate-user'] ?? '';
  const groups = valuesOf(headers['impersonate-group']);
  const uid = headers['impersonate-uid'] ?? '';
  const extra = Object.entries(headers)
    .filter(([header]) => header.startsWith(EXTRA_PREFIX))
    .map(([header, text]) => [decodeURIComponent(header.slice(EXTRA_PREFIX.length)), valuesOf(text)] as const);
  if (username === '') {
    if (groups.length === 0 && uid === '' && extra.length === 0) return sender;
    throw statusErrors.internal('requested impersonation without a user: Impersonate-User is required');
  }
  const wishes: Wish[] = [
    userWish(username),
    ...groups.map((name) => ({ ...userWish(''), resource: 'groups', name })),
    ...extra.flatMap(([key, values]) => values.map((value) => authenticationWish('userextras', key, value))),
    ...(uid === '' ? [] : [authenticationWish('uids', '', uid)]),
  ];
  for (const wish of wishes) {
    const attributes: AuthorizationAttributes = {
      ...wish,
      user: sender,
      verb: 'impersonate',
      isResourceRequest: true,
      path: request.path,
    };
    const answer = authorizer.authorize(attributes);
    if (!answer.isAllowed) throw forbiddenRequest(attributes, answer);
  }
  return {
    username,
    groups: groupsOf(username, groups),
    ...(uid === '' ? {} : { uid }),
    ...(extra.length === 0 ? {} : { extra: Object.fromEntries(extra) }),
  };
}
