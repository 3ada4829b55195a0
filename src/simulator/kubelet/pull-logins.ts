import type { Secret } from '../api';
import type { RegistryLogin } from '../images';

/** A login for an image, and the Secret that it comes from. */
export interface PullLogin {
  readonly login: RegistryLogin;
  readonly secret: { readonly namespace: string; readonly name: string; readonly uid: string };
}

/** Logins of Docker Hub are kept under an address of old. Source: keyring.go `defaultRegistryHost`. */
const HUB = 'index.docker.io';

interface Entry {
  readonly username?: string;
  readonly password?: string;
  readonly auth?: string;
}

/** Source: Kubernetes 1.36, pkg/credentialprovider/config.go `decodeDockerConfigFieldAuth`. */
function loginOf({ username = '', password = '', auth = '' }: Entry): RegistryLogin | undefined {
  if (auth === '') return { username, password };
  try {
    const text = atob(auth);
    const colon = text.indexOf(':');
    return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
  } catch {
    return undefined;
  }
}

/** What a Secret of one of the two types holds; undefined for any other, and for one that cannot be read. */
function entriesOf({ type, data = {} }: Secret): Readonly<Record<string, Entry>> | undefined {
  const key = type === 'kubernetes.io/dockerconfigjson' ? '.dockerconfigjson' : '.dockercfg';
  if (key === '.dockercfg' && type !== 'kubernetes.io/dockercfg') return undefined;
  try {
    const read = JSON.parse(atob(data[key] ?? '')) as { readonly auths?: Readonly<Record<string, Entry>> };
    return key === '.dockerconfigjson' ? read.auths : (read as Readonly<Record<string, Entry>>);
  } catch {
    return undefined;
  }
}

/** Registry and path that a login is for: `https://index.docker.io/v1/` is `index.docker.io`. */
const placeOf = (address: string): string =>
  address
    .replace(/^https?:\/\//, '')
    .replace(/^([^/]+)\/v[12]\//, '$1/')
    .replace(/^([^/]+)\/$/, '$1');

const splitHost = (place: string): { readonly host: string; readonly port: string; readonly path: string } => {
  const [, host = '', port = '', path = ''] = /^([^/:]*)(?::(\d+))?(.*)$/s.exec(place) ?? [];
  return { host, port, path };
};

/** A part of a host name with wildcards, as path/filepath of Go knows them without classes of letters. */
const partPattern = (part: string): RegExp =>
  new RegExp(
    `^${part
      .replace(/[.+^$(){}|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );

/**
 * Whether a place of a login covers a repository: the same port, as many parts of the host, each of which may be a
 * wildcard, and a path that begins alike.
 *
 * Source: Kubernetes 1.36, pkg/credentialprovider/keyring.go `URLsMatch`.
 */
export function coversRepository(place: string, repository: string): boolean {
  const [wanted, given] = [splitHost(repository), splitHost(place)];
  if (given.port !== wanted.port || !wanted.path.startsWith(given.path)) return false;
  const [givenParts, wantedParts] = [given.host.split('.'), wanted.host.split('.')];
  if (givenParts.length !== wantedParts.length) return false;
  return givenParts.every((part, index) => partPattern(part).test(wantedParts[index] ?? ''));
}

/**
 * Logins that Secrets have for a repository, those with a longer path first; without any of them, those of Docker Hub for
 * its images.
 *
 * Source: Kubernetes 1.36, pkg/credentialprovider/keyring.go `BasicDockerKeyring`, secrets/secrets.go `MakeDockerKeyring`.
 * Not modelled: plugins of the node.
 */
export function pullLogins(secrets: readonly Secret[], repository: string): readonly PullLogin[] {
  const found = secrets.flatMap((secret) =>
    Object.entries(entriesOf(secret) ?? {}).flatMap(([address, entry]) => {
      const login = loginOf(entry);
      const { namespace, name, uid } = secret.metadata;
      return login === undefined ? [] : [{ place: placeOf(address), login, secret: { namespace, name, uid } }];
    }),
  );
  const sorted = [...found].sort((a, b) => (a.place < b.place ? 1 : a.place > b.place ? -1 : 0));
  const covering = sorted.filter(({ place }) => coversRepository(place, repository));
  const isOfHub = /^(?:index\.)?docker\.io\//.test(repository);
  const chosen = covering.length === 0 && isOfHub ? sorted.filter(({ place }) => place === HUB) : covering;
  return chosen.map(({ login, secret }) => ({ login, secret }));
}

/** Whether one of some logins was used before, or comes from a Secret that was. */
export const hasSameAccess = (logins: readonly PullLogin[], used: readonly PullLogin[]): boolean =>
  logins.some(({ login, secret }) =>
    used.some(
      (each) =>
        (each.login.username === login.username && each.login.password === login.password) ||
        each.secret.uid === secret.uid,
    ),
  );
