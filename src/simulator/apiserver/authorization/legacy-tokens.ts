import type { KubeObject } from '../../api';
import { type Fields, mapAt, textAt } from '../../resources/fields';
import type { UserInfo } from '../../resources/resource';
import { accountGroups, accountUsername } from './groups';
import type { RoleReader } from './rbac';

/** Who issues tokens that are kept in Secrets. Source: Kubernetes 1.36, pkg/serviceaccount/legacy.go. */
export const LEGACY_ISSUER = 'kubernetes/serviceaccount';

const CLAIMS = {
  namespace: 'kubernetes.io/serviceaccount/namespace',
  secret: 'kubernetes.io/serviceaccount/secret.name',
  name: 'kubernetes.io/serviceaccount/service-account.name',
  uid: 'kubernetes.io/serviceaccount/service-account.uid',
};

/** Label of a Secret whose token was taken out of use. */
const INVALID_SINCE = 'kubernetes.io/legacy-token-invalid-since';

/** What a token that is kept in a Secret says. It never ends by itself. */
export function legacyClaims({ metadata }: KubeObject, secretName: string): Fields {
  const { name = '', namespace = '', uid } = metadata;
  return {
    iss: LEGACY_ISSUER,
    [CLAIMS.namespace]: namespace,
    [CLAIMS.secret]: secretName,
    [CLAIMS.name]: name,
    [CLAIMS.uid]: uid,
    sub: accountUsername(namespace, name),
  };
}

/** Whom a token speaks for, and the Secret that keeps it. */
export interface LegacyToken {
  readonly secret: KubeObject;
  /** Undefined when the token was taken out of use. */
  readonly user: UserInfo | undefined;
}

const isThere = (object: KubeObject | undefined): object is KubeObject =>
  object !== undefined && object.metadata.deletionTimestamp === undefined;

/**
 * Finds what a token with these claims, rightly signed, stands for: it is worth what its Secret keeps, as long as its
 * account is there. Not modelled: the warning to who uses a token that its account lists.
 *
 * Source: Kubernetes 1.36, pkg/serviceaccount/legacy.go `legacyValidator.Validate`.
 */
export function findLegacyToken(token: string, claims: Fields, reader: RoleReader): LegacyToken | undefined {
  const [namespace, name] = [textAt(claims, CLAIMS.namespace), textAt(claims, CLAIMS.name)];
  const username = accountUsername(namespace, name);
  if (textAt(claims, 'sub') !== username) return undefined;
  const secret = reader.get('secrets', namespace, textAt(claims, CLAIMS.secret));
  if (!isThere(secret) || mapAt(secret, 'data')?.['token'] !== btoa(token)) return undefined;
  const account = reader.get('serviceaccounts', namespace, name);
  const uid = textAt(claims, CLAIMS.uid);
  if (!isThere(account) || account.metadata.uid !== uid) return undefined;
  const isInvalid = (secret.metadata.labels?.[INVALID_SINCE] ?? '') !== '';
  return { secret, user: isInvalid ? undefined : { username, uid, groups: accountGroups(namespace) } };
}
