import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent, type RequestOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import { readFileSync } from 'node:fs';
import { loadClientLibrary } from './client-library';
import { ClusterError } from './cluster-error';
import { type ChosenCluster, chooseCluster, type ClusterChoice, type Target } from './kubeconfig';
import { badKubeconfig, type ClusterEntry, codeOf } from './kubeconfig-file';
import { certificateProblem } from './out-of-reach';
import { type Shown, shownBy, whyRefused } from './user-credentials';

/** What a request to the cluster needs. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly agent: HttpAgent;
}

/** The way to a cluster. */
export interface Access {
  readonly target: Target;
  /** The proxy that is gone through, without its password. @default - none */
  readonly proxy?: string;
  /** How often new credentials may be asked for when some were refused: files change, and commands say the same again. */
  readonly renewalsMax: number;
  /** What the next request needs. Throws ClusterError when there are no credentials to be had. */
  readonly credentials: () => Promise<Credentials>;
  /** Forgets `refused`: the server no longer accepts it, and something new may have been written meanwhile. */
  readonly renew: (refused: Credentials) => void;
  /** Why credentials may be refused; empty when that cannot be seen from here. */
  readonly whyRefused: () => string;
  /** Ends idle connections. */
  readonly close: () => void;
}

/** While files change, several reads may come too early. */
const RENEWALS_MAX = 8;

/** More requests than this never run at once, whatever asks for them. */
const SOCKETS_MAX = 64;

/** Connections stay open between requests: a deployment makes thousands. */
const KEPT: AgentOptions = { keepAlive: true, maxSockets: SOCKETS_MAX };

type Tls = Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized'>;

/** The authority that signs for the server. */
function authorityOf({ name, caFile, caData }: ClusterEntry, { source }: Target): Buffer | undefined {
  if (caFile) {
    try {
      return readFileSync(caFile);
    } catch (error) {
      const why = `gives cluster '${name}' the certificate-authority '${caFile}', which cannot be read: ${codeOf(error)}`;
      throw badKubeconfig(source, why);
    }
  }
  if (!caData) return undefined;
  const decoded = Buffer.from(caData, 'base64');
  if (decoded.includes('-----BEGIN CERTIFICATE')) return decoded;
  throw badKubeconfig(source, `gives cluster '${name}' a certificate-authority-data that is no certificate in base64`);
}

function tlsOf(cluster: ClusterEntry, target: Target, { certificate, key }: Shown): Tls {
  const ca = authorityOf(cluster, target);
  const { skipTLSVerify, tlsServerName } = cluster;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { cert: certificate, key }),
    ...(tlsServerName ? { servername: tlsServerName } : {}),
    ...(skipTLSVerify ? { rejectUnauthorized: false } : {}),
  };
}

/** What the client's configuration says of a connection. */
type Prepared = RequestOptions & { agent?: HttpAgent };

/** An agent that goes through a proxy: the client has some, which open a connection for each request. */
async function proxyAgent(cluster: ClusterEntry, tls: Tls): Promise<HttpAgent> {
  const library = await loadClientLibrary();
  const config = new library.KubeConfig();
  // The client refuses plain HTTP unless it is told that nothing is verified, which is what plain HTTP means.
  const isPlain = cluster.server.startsWith('http:');
  const plain = { name: '', server: cluster.server, proxyUrl: cluster.proxyUrl ?? '', skipTLSVerify: isPlain };
  config.loadFromClusterAndUser(plain, { name: '' });
  const prepared: Prepared = { ...tls };
  await config.applyToHTTPSOptions(prepared);
  if (prepared.agent === undefined) throw new Error(`no proxy can be gone through by '${cluster.proxyUrl}'`);
  return prepared.agent;
}

/** An agent whose connections share what was read of certificates and keys. */
function directAgent({ servername, rejectUnauthorized, ...material }: Tls): HttpAgent {
  const secureContext = createSecureContext(material);
  return new Agent({
    ...KEPT,
    secureContext,
    servername,
    ...(rejectUnauthorized === false ? { rejectUnauthorized } : {}),
  });
}

async function agentOf(cluster: ClusterEntry, target: Target, tls: Tls): Promise<HttpAgent> {
  if (cluster.proxyUrl !== undefined) return await proxyAgent(cluster, tls);
  if (cluster.server.startsWith('http:')) return new HttpAgent(KEPT);
  try {
    return directAgent(tls);
  } catch (error) {
    const code = codeOf(error);
    const why = certificateProblem(code) ?? (error as Error).message;
    throw new ClusterError('credentials', `context '${target.context}' of ${target.source}: ${why} (${code})`);
  }
}

const headersOf = ({ token, basic, headers }: Shown): Credentials['headers'] => ({
  ...headers,
  ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  ...(basic === undefined
    ? {}
    : { Authorization: `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}` }),
});

/** An address that may have a password, without it. */
function withoutPassword(text: string): string {
  const url = new URL(text);
  if (url.password !== '') url.password = '***';
  return url.href.replace(/\/$/, '');
}

/** Credentials that are used, and what they were made of. */
interface Known {
  readonly credentials: Credentials;
  readonly shown: Shown;
  readonly untilMs: number;
  readonly material: string;
}

/**
 * The way to the cluster that is meant, with certificates, tokens, files of tokens, commands (`exec`), OpenID Connect and
 * proxies. Files and commands are asked again when what they gave has ended, or was refused.
 *
 * @throws ClusterError when it is not clear which cluster is meant.
 */
export async function accessTo(choice: ClusterChoice): Promise<Access> {
  const first = await chooseCluster(choice);
  const { target } = first;
  let chosen: Promise<ChosenCluster> = Promise.resolve(first);
  let known: Known | undefined;
  const prepare = async (): Promise<Credentials> => {
    const { cluster, user } = await chosen;
    let shown: Shown;
    try {
      shown = await shownBy(user, cluster);
    } catch (error) {
      if (error instanceof ClusterError) throw error;
      const why = (error as Error).message.trim();
      const title = `there are no credentials for context '${target.context}' of ${target.source}`;
      throw new ClusterError('credentials', `${title}: user '${user?.name ?? ''}': ${why}`);
    }
    const tls = tlsOf(cluster, target, shown);
    const material = JSON.stringify(Object.values(tls).map(String));
    // The same certificates: connections that are open are as good as new ones.
    const agent = known?.material === material ? known.credentials.agent : await agentOf(cluster, target, tls);
    const credentials = { headers: headersOf(shown), agent };
    known = { credentials, shown, untilMs: shown.untilMs, material };
    return credentials;
  };
  let preparing: Promise<Credentials> | undefined;
  const { proxyUrl } = first.cluster;
  return {
    target,
    ...(proxyUrl === undefined ? {} : { proxy: withoutPassword(proxyUrl) }),
    renewalsMax: first.user?.exec || first.user?.authProvider ? 1 : RENEWALS_MAX,
    credentials: () => {
      if (known !== undefined && Date.now() < known.untilMs) return Promise.resolve(known.credentials);
      preparing ??= prepare().finally(() => (preparing = undefined));
      return preparing;
    },
    renew: (refused) => {
      // Many requests hear of it; the first one renews.
      if (known === undefined || known.credentials !== refused || known.untilMs === 0) return;
      known = { ...known, untilMs: 0 };
      chosen = chooseCluster(choice);
      // It is waited for by whoever asks next, and fails there.
      chosen.catch(() => undefined);
    },
    whyRefused: () => (known === undefined ? '' : whyRefused(known.shown)),
    close: () => known?.credentials.agent.destroy(),
  };
}
