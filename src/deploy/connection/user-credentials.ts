import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { askPlugin } from './exec-plugin';
import { badKubeconfig, type ClusterEntry, codeOf, type UserEntry } from './kubeconfig-file';
import { oidcToken, type OidcConfig } from './oidc';
import { expiryOfToken } from './token-expiry';

/** What a user shows to a server. */
export interface Shown {
  /** Bearer token. */
  readonly token?: string;
  readonly basic?: { readonly username: string; readonly password: string };
  /** Certificate in PEM form, and its key. */
  readonly certificate?: Buffer;
  readonly key?: Buffer;
  /** Headers beside those: who is impersonated. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Time until which it is used without asking again, milliseconds since 1970. */
  readonly untilMs: number;
}

/** How long a file is believed, in milliseconds. Source: client-go, transport/token_source.go `NewCachedFileTokenSource`. */
const FILE_MS = 60_000;

/** Authentication that kubectl 1.26 and later has no more, and what is in its place. */
const GONE: Readonly<Record<string, string>> = { gcp: 'gke-gcloud-auth-plugin', azure: 'kubelogin' };

function fileText(path: string, what: string, { file, name }: UserEntry): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw badKubeconfig(
      file ?? 'in-cluster',
      `gives user '${name}' the ${what} '${path}', which cannot be read: ${codeOf(error)}`,
    );
  }
}

/** What a user has as a file, or in the kubeconfig itself. The file counts more, as for kubectl. */
function material(
  user: UserEntry,
  path: string | undefined,
  data: string | undefined,
  what: string,
): Buffer | undefined {
  if (path) return fileText(path, what, user);
  if (!data) return undefined;
  const decoded = Buffer.from(data, 'base64');
  if (decoded.includes('-----BEGIN ')) return decoded;
  const where = user.file ?? 'in-cluster';
  throw badKubeconfig(where, `gives user '${user.name}' a ${what}-data that is no PEM text in base64`);
}

function impersonation(user: UserEntry): Record<string, string | string[]> {
  const { impersonateUser, impersonateUid, impersonateGroups = [], impersonateExtra = {} } = user;
  return {
    ...(impersonateUser ? { 'Impersonate-User': impersonateUser } : {}),
    ...(impersonateUid ? { 'Impersonate-Uid': impersonateUid } : {}),
    ...(impersonateGroups.length > 0 ? { 'Impersonate-Group': [...impersonateGroups] } : {}),
    ...Object.fromEntries(
      Object.entries(impersonateExtra).map(([name, values]) => [
        `Impersonate-Extra-${encodeURIComponent(name)}`,
        [...values],
      ]),
    ),
  };
}

function ownCertificate(user: UserEntry): Pick<Shown, 'certificate' | 'key'> {
  const certificate = material(user, user.certFile, user.certData, 'client-certificate');
  const key = material(user, user.keyFile, user.keyData, 'client-key');
  if ((certificate === undefined) !== (key === undefined)) {
    const [has, lacks] = certificate === undefined ? ['key', 'certificate'] : ['certificate', 'key'];
    throw badKubeconfig(user.file ?? 'in-cluster', `gives user '${user.name}' a client-${has} and no client-${lacks}`);
  }
  return certificate === undefined || key === undefined ? {} : { certificate, key };
}

/**
 * What a user shows to a server now: files are read, commands and providers asked.
 *
 * The order in which forms of tokens count is that of kubectl: a file, a text, a command, a provider.
 *
 * @throws ClusterError for files that cannot be read, Error when a command or a provider gives nothing.
 */
export async function shownBy(user: UserEntry | undefined, cluster: ClusterEntry): Promise<Shown> {
  if (user === undefined) return { headers: {}, untilMs: Infinity };
  const { file, tokenFile, token, username, password, exec } = user;
  const authProvider = user.authProvider as { readonly name?: string; readonly config?: OidcConfig } | undefined;
  const hasFiles = tokenFile !== undefined || user.certFile !== undefined;
  const shown = {
    headers: impersonation(user),
    untilMs: hasFiles ? Date.now() + FILE_MS : Infinity,
    ...ownCertificate(user),
  };
  if (tokenFile !== undefined) {
    const text = fileText(tokenFile, 'tokenFile', user).toString('utf8').trim();
    if (text !== '') return { ...shown, token: text };
    throw badKubeconfig(file ?? 'in-cluster', `gives user '${user.name}' the tokenFile '${tokenFile}', which is empty`);
  }
  if (token) return { ...shown, token };
  if (username) return { ...shown, basic: { username, password: password ?? '' } };
  if (exec) {
    const { token: given, certificate, key, untilMs = Infinity } = await askPlugin(exec, cluster, file);
    return {
      ...shown,
      untilMs: Math.min(shown.untilMs, untilMs),
      ...(given === undefined ? {} : { token: given }),
      ...(certificate && key ? { certificate: Buffer.from(certificate), key: Buffer.from(key) } : {}),
    };
  }
  if (authProvider?.name === 'oidc') {
    const given = await oidcToken(authProvider.config ?? {}, file);
    return { ...shown, token: given, untilMs: Math.min(shown.untilMs, expiryOfToken(given) ?? Infinity) };
  }
  if (authProvider?.name !== undefined) {
    const instead = GONE[authProvider.name];
    throw new Error(
      `auth-provider '${authProvider.name}' is not supported; Kubernetes has only oidc left` +
        `${instead === undefined ? '' : `, and ${instead} as an exec command in its place`}`,
    );
  }
  return shown;
}

const day = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** Why a server may not take what it was shown, as far as that can be seen from here; empty when it cannot. */
export function whyRefused({ token, certificate }: Shown): string {
  const tokenMs = token === undefined ? undefined : expiryOfToken(token);
  if (tokenMs !== undefined && tokenMs < Date.now()) return `the token expired on ${day(tokenMs)}`;
  if (token !== undefined || certificate === undefined) return '';
  try {
    const { validFrom, validTo, subject } = new X509Certificate(certificate);
    const [fromMs, toMs] = [Date.parse(validFrom), Date.parse(validTo)];
    const name = subject.replace(/\n/g, ', ');
    if (toMs < Date.now()) return `the client certificate (${name}) expired on ${day(toMs)}`;
    if (fromMs > Date.now()) return `the client certificate (${name}) is valid from ${day(fromMs)} on, says this clock`;
  } catch {
    return 'the client certificate is none';
  }
  return '';
}
