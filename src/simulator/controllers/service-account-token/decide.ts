import type { Secret, ServiceAccount } from '../../api';

const TYPE = 'kubernetes.io/service-account-token';
const ACCOUNT_NAME = 'kubernetes.io/service-account.name';
const ACCOUNT_UID = 'kubernetes.io/service-account.uid';

/** What the Secrets of service accounts are filled with. */
export interface SecretTokens {
  /** Certificate of the cluster's authority, as PEM text. */
  readonly authority: string;
  /** A token that a Secret of this name, in the namespace of the account, keeps. */
  readonly newToken: (account: ServiceAccount, secretName: string) => string;
}

/** What becomes of a Secret. */
export type SecretAction =
  | { readonly type: 'nothing' }
  /** Its account is missing. */
  | { readonly type: 'delete' }
  | { readonly type: 'fill'; readonly secret: Secret };

/** Name of the account whose token a Secret keeps; undefined for every other Secret. */
export const accountNameOf = ({ type, metadata }: Secret): string | undefined =>
  type === TYPE ? (metadata.annotations?.[ACCOUNT_NAME] ?? '') : undefined;

/**
 * Decides what a Secret for the token of a service account lacks; `account` is the one of its namespace that has the
 * name it asks for. What it holds already stays, but for another certificate.
 *
 * Source: Kubernetes 1.36, pkg/controller/serviceaccount/tokens_controller.go `syncSecret`, `generateTokenIfNeeded`.
 */
export function decideSecret(
  secret: Secret,
  account: ServiceAccount | undefined,
  { authority, newToken }: SecretTokens,
): SecretAction {
  const { metadata, data = {} } = secret;
  const uid = metadata.annotations?.[ACCOUNT_UID] ?? '';
  if (account === undefined || (uid !== '' && uid !== account.metadata.uid)) return { type: 'delete' };
  const certificate = btoa(authority);
  const missing = {
    ...(authority === '' || data['ca.crt'] === certificate ? {} : { 'ca.crt': certificate }),
    ...((data['namespace'] ?? '') === '' ? { namespace: btoa(metadata.namespace) } : {}),
    ...((data['token'] ?? '') === '' ? { token: btoa(newToken(account, metadata.name)) } : {}),
  };
  if (Object.keys(missing).length === 0) return { type: 'nothing' };
  const { name, uid: accountUid = '' } = account.metadata;
  const annotations = { ...metadata.annotations, [ACCOUNT_NAME]: name, [ACCOUNT_UID]: accountUid };
  return {
    type: 'fill',
    secret: { ...secret, metadata: { ...metadata, annotations }, data: { ...data, ...missing } },
  };
}

/** An account that lists a Secret which is gone, without it; undefined when it does not list it. */
export function withoutSecret(account: ServiceAccount, secretName: string): ServiceAccount | undefined {
  const { secrets = [] } = account;
  const others = secrets.filter(({ name }) => name !== secretName);
  return others.length === secrets.length ? undefined : { ...account, secrets: others };
}
