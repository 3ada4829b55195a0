import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent } from 'node:https';
import { dirname, resolve } from 'node:path';
import { codeOf } from './kubeconfig-file';
import { expiryOfToken } from './token-expiry';
import { send } from './transport';

/** `auth-provider` of a user whose name is `oidc`. Source: client-go, plugin/pkg/client/auth/oidc/oidc.go. */
export type OidcConfig = Readonly<Record<string, string | undefined>>;

/** A token that ends so soon counts as expired. Source: oidc.go `expiryDelta`. */
const EXPIRY_DELTA_MS = 10_000;

const TEXT_MAX = 200;

function authorityOf(config: OidcConfig, file: string | undefined): Buffer | undefined {
  const data = config['idp-certificate-authority-data'];
  if (data !== undefined && data !== '') return Buffer.from(data, 'base64');
  const path = config['idp-certificate-authority'];
  if (path === undefined || path === '') return undefined;
  const place = resolve(dirname(file ?? '.'), path);
  try {
    return readFileSync(place);
  } catch (error) {
    throw new Error(`idp-certificate-authority '${place}' cannot be read: ${codeOf(error)}`, { cause: error });
  }
}

/** The provider, asked with the authority that the user names. */
class Provider {
  private readonly agent: HttpAgent;

  constructor(
    private readonly issuer: string,
    authority: Buffer | undefined,
  ) {
    const tls = authority === undefined ? {} : { ca: authority };
    this.agent = issuer.startsWith('http:') ? new HttpAgent() : new Agent(tls);
  }

  private async json(url: string, form?: URLSearchParams, headers: Readonly<Record<string, string>> = {}) {
    const { origin, pathname, search } = new URL(url);
    const path = pathname + search;
    const contentType = 'application/x-www-form-urlencoded';
    const { status, text } = await send(
      origin,
      { headers, agent: this.agent },
      form === undefined ? { method: 'GET', path } : { method: 'POST', path, body: form.toString(), contentType },
    );
    let body: Readonly<Record<string, unknown>> = {};
    try {
      body = JSON.parse(text) as Readonly<Record<string, unknown>>;
    } catch {
      // Said below with its status.
    }
    return { status, body };
  }

  private async tokenEndpoint(): Promise<string> {
    const url = `${this.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const { status, body } = await this.json(url);
    const endpoint = body['token_endpoint'];
    if (status === 200 && typeof endpoint === 'string' && endpoint !== '') return endpoint;
    throw new Error(`${url} names no token_endpoint (it answered ${status})`);
  }

  async refresh(refreshToken: string, id: string, secret: string): Promise<Readonly<Record<string, unknown>>> {
    const endpoint = await this.tokenEndpoint();
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');
    const inForm = new URLSearchParams({ ...form, client_id: id, ...(secret === '' ? {} : { client_secret: secret }) });
    // Which of the two ways a provider wants, it does not say. Source: golang.org/x/oauth2 `AuthStyleAutoDetect`.
    const first =
      secret === ''
        ? await this.json(endpoint, inForm)
        : await this.json(endpoint, new URLSearchParams(form), { authorization: `Basic ${basic}` });
    const isMeant = first.status === 200 || secret === '';
    const { status, body } = isMeant ? first : await this.json(endpoint, inForm);
    if (status === 200) return body;
    const why = [body['error'], body['error_description']].filter((part) => typeof part === 'string').join(': ');
    throw new Error(`${this.issuer} does not renew the token (${status}): ${why.slice(0, TEXT_MAX) || 'log in again'}`);
  }

  close(): void {
    this.agent.destroy();
  }
}

/**
 * Writes new tokens where the old ones stand, so that kubectl goes on with them as well: a provider may take each refresh
 * token only once. Everything else of the file stays as it is; one that cannot be written stays altogether.
 */
function keepTokens(file: string, changes: readonly (readonly [string | undefined, string])[]): void {
  const fresh = `${file}.${process.pid}.new`;
  try {
    const place = realpathSync(file);
    const before = readFileSync(place, 'utf8');
    const after = changes.reduce((text, [old, now]) => (old ? text.replaceAll(old, now) : text), before);
    if (after === before) return;
    writeFileSync(fresh, after, { mode: 0o600, flag: 'wx' });
    chmodSync(fresh, statSync(place).mode);
    renameSync(fresh, place);
  } catch {
    // A kubeconfig that somebody mounted: these tokens serve for this run.
    rmSync(fresh, { force: true });
  }
}

/**
 * The token of a user of an OpenID Connect provider; one that has expired is renewed.
 *
 * @param file kubeconfig that it is written in, which gets the new ones
 * @throws Error when there is none that is valid, and no way to get one.
 */
export async function oidcToken(config: OidcConfig, file: string | undefined): Promise<string> {
  const { 'id-token': token, 'refresh-token': refreshToken, 'idp-issuer-url': issuer, 'client-id': id } = config;
  const expiryMs = token === undefined ? undefined : expiryOfToken(token);
  if (token && (expiryMs === undefined || expiryMs > Date.now() + EXPIRY_DELTA_MS)) return token;
  const ended =
    expiryMs === undefined ? 'there is no id-token' : `its id-token expired on ${new Date(expiryMs).toISOString()}`;
  const missing = ['refresh-token', 'idp-issuer-url', 'client-id'].filter((name) => !config[name]);
  if (!refreshToken || !issuer || !id) {
    throw new Error(`${ended}, and cannot be renewed without ${missing.join(', ')}: log in again`);
  }
  const provider = new Provider(issuer, authorityOf(config, file));
  try {
    const answer = await provider.refresh(refreshToken, id, config['client-secret'] ?? '');
    const { id_token: fresh, refresh_token: next } = answer;
    if (typeof fresh !== 'string') {
      throw new Error(`${issuer} answers no id_token: the login must ask for the scope 'openid'`);
    }
    const changes: (readonly [string | undefined, string])[] = [[token, fresh]];
    if (typeof next === 'string' && next !== '') changes.push([refreshToken, next]);
    if (file !== undefined) keepTokens(file, changes);
    return fresh;
  } catch (error) {
    throw new Error(`${ended}, and renewing it failed: ${(error as Error).message}`, { cause: error });
  } finally {
    provider.close();
  }
}
