/** Users and groups that the API server knows by name. Source: Kubernetes 1.36, apiserver/pkg/authentication/user. */
export const ANONYMOUS = 'system:anonymous';
export const MASTERS = 'system:masters';
export const AUTHENTICATED = 'system:authenticated';
export const UNAUTHENTICATED = 'system:unauthenticated';
export const SERVICE_ACCOUNTS = 'system:serviceaccounts';

const ACCOUNT_PREFIX = 'system:serviceaccount:';

/** Username of a service account. */
export const accountUsername = (namespace: string, name: string): string => `${ACCOUNT_PREFIX}${namespace}:${name}`;

/** Groups of a service account. */
export const accountGroups = (namespace: string): readonly string[] => [
  SERVICE_ACCOUNTS,
  `${SERVICE_ACCOUNTS}:${namespace}`,
];

/** Namespace and name of the service account behind a username, if it is one. */
export function parseAccount(username: string): { readonly namespace: string; readonly name: string } | undefined {
  if (!username.startsWith(ACCOUNT_PREFIX)) return undefined;
  const [namespace, name, ...rest] = username.slice(ACCOUNT_PREFIX.length).split(':');
  if (namespace === undefined || name === undefined || namespace === '' || name === '' || rest.length > 0) {
    return undefined;
  }
  return { namespace, name };
}
