import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent, type RequestOptions } from 'node:https';
import { ClusterError } from './cluster-error';
import { chooseCluster, type ClusterChoice, type Target } from './kubeconfig';

/** What a request to the cluster needs. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: HttpAgent;
}

/** The way to a cluster. */
export interface Access {
  readonly target: Target;
  /** What the next request needs. Throws ClusterError when there are no credentials to be had. */
  readonly credentials: () => Promise<Credentials>;
  /** Forgets `refused`: the server no longer accepts it, and something new may have been written meanwhile. */
  readonly renew: (refused: Credentials) => void;
  /** Ends idle connections. */
  readonly close: () => void;
}

/** How long credentials are used before files and commands are asked again. */
const CREDENTIALS_MS = 60_000;

/** More requests than this never run at once, whatever asks for them. */
const SOCKETS_MAX = 64;

/** Connections stay open between requests: a deployment makes thousands. */
const KEPT: AgentOptions = { keepAlive: true, maxSockets: SOCKETS_MAX };

/** What the client's configuration says of a connection. */
type Prepared = RequestOptions & { agent?: HttpAgent & { readonly options?: object; readonly proxy?: unknown } };

function agentOf(prepared: Prepared, server: string): HttpAgent {
  const { agent } = prepared;
  // An agent that goes through a proxy knows how; it opens a connection for each request.
  if (agent !== undefined && agent.constructor.name !== 'Agent') return agent;
  if (server.startsWith('http:')) return new HttpAgent(KEPT);
  const { ca, cert, key, servername, rejectUnauthorized } = { ...agent?.options, ...prepared } as RequestOptions;
  const tls = Object.entries({ ca, cert, key, servername, rejectUnauthorized }).filter(
    ([, value]) => value !== undefined,
  );
  return new Agent({ ...KEPT, ...Object.fromEntries(tls) });
}

const headersOf = ({ headers = {}, auth }: Prepared): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
  ...(typeof auth === 'string' ? { Authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {}),
});

/**
 * The way to the cluster that is meant, with certificates, tokens, files of tokens, commands (`exec`), OpenID Connect,
 * proxies: whatever the official client knows.
 *
 * @throws ClusterError when it is not clear which cluster is meant.
 */
export async function accessTo(choice: ClusterChoice): Promise<Access> {
  const first = await chooseCluster(choice);
  let config = Promise.resolve(first.config);
  let known: { readonly credentials: Credentials; readonly untilMs: number; readonly material: string } | undefined;
  const prepare = async (): Promise<Credentials> => {
    const prepared: Prepared = {};
    try {
      await (await config).applyToHTTPSOptions(prepared);
    } catch (error) {
      if (error instanceof ClusterError) throw error;
      const { context, source } = first.target;
      const why = (error as Error).message.trim().split('\n').slice(0, 3).join('; ');
      throw new ClusterError('credentials', `there are no credentials for context '${context}' of ${source}: ${why}`);
    }
    const material = JSON.stringify([prepared.ca, prepared.cert, prepared.key].map(String));
    // The same certificates: connections that are open are as good as new ones.
    const agent = known?.material === material ? known.credentials.agent : agentOf(prepared, first.target.server);
    const credentials = { headers: headersOf(prepared), agent };
    known = { credentials, untilMs: Date.now() + CREDENTIALS_MS, material };
    return credentials;
  };
  let preparing: Promise<Credentials> | undefined;
  return {
    target: first.target,
    credentials: () => {
      if (known !== undefined && Date.now() < known.untilMs) return Promise.resolve(known.credentials);
      preparing ??= prepare().finally(() => (preparing = undefined));
      return preparing;
    },
    renew: (refused) => {
      // Many requests hear of it; the first one renews.
      if (known === undefined || known.credentials !== refused || known.untilMs === 0) return;
      known = { ...known, untilMs: 0 };
      config = chooseCluster(choice).then((chosen) => chosen.config);
      // It is waited for by whoever asks next, and fails there.
      config.catch(() => undefined);
    },
    close: () => known?.credentials.agent.destroy(),
  };
}
