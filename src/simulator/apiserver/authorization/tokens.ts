import { type KubeObject, toTimestamp } from '../../api';
import { type Fields, fieldsAt, isFields, numberAt, textAt, textsAt } from '../../resources/fields';
import type { UserInfo } from '../../resources/resource';
import type { TokenIssuer } from '../virtual-resource';
import { accountGroups, accountUsername, parseAccount } from './groups';
import { findLegacyToken, LEGACY_ISSUER, legacyClaims } from './legacy-tokens';
import type { RoleReader } from './rbac';

/** Signs a text; equal texts have equal signatures, and nobody else can make them. The result is base64url. */
export type Sign = (text: string) => string;

/** Who issues tokens and for whom. Source: kubeadm, the default of --service-account-issuer. */
const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const CREDENTIAL_ID = 'authentication.kubernetes.io/credential-id';
const POD_NAME = 'authentication.kubernetes.io/pod-name';
const POD_UID = 'authentication.kubernetes.io/pod-uid';
/** Source: Kubernetes 1.36, pkg/apis/authentication/v1/defaults.go. */
const DEFAULT_SECONDS = 3600;

const toUrl = (base64: string): string => base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

function encode(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return toUrl(btoa(String.fromCharCode(...bytes)));
}

function decode(text: string): Fields | undefined {
  try {
    const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

/**
 * Tokens of service accounts: JSON Web Tokens that end, and end with their account or Pod; those kept in Secrets end with
 * these and their account alone.
 *
 * Source: Kubernetes 1.36, pkg/serviceaccount/claims.go. Not modelled: the public keys of the issuer.
 */
export class ServiceAccountTokens implements TokenIssuer {
  constructor(
    private readonly sign: Sign,
    private readonly reader: RoleReader,
    private readonly newId: () => string,
    /** Hears which Secret keeps the token that was shown. */
    private readonly noteUse: (secret: KubeObject) => void = () => undefined,
  ) {}

  issue(account: KubeObject, spec: Fields, nowMs: number): { token: string; expirationTimestamp: string } {
    const { name = '', namespace = '', uid = '' } = account.metadata;
    const begins = Math.floor(nowMs / 1000);
    const ends = begins + (numberAt(spec, 'expirationSeconds') ?? DEFAULT_SECONDS);
    const audiences = textsAt(spec, 'audiences');
    const bound = fieldsAt(spec, 'boundObjectRef');
    const pod =
      textAt(bound, 'kind') === 'Pod' ? { pod: { name: textAt(bound, 'name'), uid: textAt(bound, 'uid') } } : {};
    const claims = {
      aud: audiences.length === 0 ? [ISSUER] : audiences,
      exp: ends,
      iat: begins,
      iss: ISSUER,
      jti: this.newId(),
      'kubernetes.io': { namespace, ...pod, serviceaccount: { name, uid } },
      nbf: begins,
      sub: accountUsername(namespace, name),
    };
    return { token: this.signed(claims), expirationTimestamp: toTimestamp(ends * 1000) };
  }

  /** A token that a Secret of the account's namespace is to keep. */
  issueForSecret(account: KubeObject, secretName: string): string {
    return this.signed(legacyClaims(account, secretName));
  }

  /**
   * A token for the service account of a Pod, bound to the Pod. Without an account it is for one that is not there:
   * nobody believes it.
   */
  issueFor(pod: KubeObject, spec: Fields, nowMs: number): string {
    const { name, namespace = '', uid } = pod.metadata;
    const given = textAt(fieldsAt(pod, 'spec'), 'serviceAccountName');
    const accountName = given === '' ? 'default' : given;
    const account = this.reader.get('serviceaccounts', namespace, accountName) ?? {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: accountName, namespace },
    };
    const bound = { kind: 'Pod', apiVersion: 'v1', name, uid };
    return this.issue(account, { ...spec, boundObjectRef: bound }, nowMs).token;
  }

  /** The user behind a token, or undefined when it is not ours, has ended, or its account or Pod is gone. */
  verify(token: string, nowMs: number): UserInfo | undefined {
    const [header, body, signature, ...rest] = token.split('.');
    if (header !== HEADER || body === undefined || rest.length > 0) return undefined;
    if (signature !== this.sign(`${header}.${body}`)) return undefined;
    const claims = decode(body);
    if (claims !== undefined && textAt(claims, 'iss') === LEGACY_ISSUER) return this.verifyLegacy(token, claims);
    const account = parseAccount(textAt(claims, 'sub'));
    if (account === undefined || (numberAt(claims, 'exp') ?? 0) * 1000 <= nowMs) return undefined;
    if (!textsAt(claims, 'aud').includes(ISSUER)) return undefined;
    const own = fieldsAt(claims, 'kubernetes.io');
    const uid = textAt(fieldsAt(own, 'serviceaccount'), 'uid');
    if (this.uidOf('serviceaccounts', account.namespace, account.name) !== uid) return undefined;
    const pod = fieldsAt(own, 'pod');
    if (pod !== undefined && this.uidOf('pods', account.namespace, textAt(pod, 'name')) !== textAt(pod, 'uid')) {
      return undefined;
    }
    return {
      username: accountUsername(account.namespace, account.name),
      uid,
      groups: accountGroups(account.namespace),
      extra: {
        [CREDENTIAL_ID]: [`JTI=${textAt(claims, 'jti')}`],
        ...(pod === undefined ? {} : { [POD_NAME]: [textAt(pod, 'name')], [POD_UID]: [textAt(pod, 'uid')] }),
      },
    };
  }

  private verifyLegacy(token: string, claims: Fields): UserInfo | undefined {
    const found = findLegacyToken(token, claims, this.reader);
    if (found !== undefined) this.noteUse(found.secret);
    return found?.user;
  }

  private signed(claims: Fields): string {
    const body = `${HEADER}.${encode(claims)}`;
    return `${body}.${this.sign(body)}`;
  }

  private uidOf(storage: string, namespace: string, name: string): string | undefined {
    return this.reader.get(storage, namespace, name)?.metadata.uid;
  }
}
