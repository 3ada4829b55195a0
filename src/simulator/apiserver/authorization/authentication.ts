import type { UserInfo } from '../../resources/resource';
import type { ApiRequest } from '../request';
import type { ServerFlags } from '../server-flags';
import type { Authenticator } from './authorizer';
import { ANONYMOUS, AUTHENTICATED, UNAUTHENTICATED } from './groups';
import type { ServiceAccountTokens } from './tokens';

const BEARER = /^bearer +(\S+)$/i;

const authenticated = (user: UserInfo): UserInfo =>
  user.groups.includes(AUTHENTICATED) ? user : { ...user, groups: [...user.groups, AUTHENTICATED] };

/**
 * Finds out who sends a request: the client certificate says it, then a token; who shows neither is anonymous, where the
 * server is started so.
 *
 * Source: Kubernetes 1.36, pkg/kubeapiserver/authenticator/config.go `New`.
 */
export class ClusterAuthenticator implements Authenticator {
  constructor(
    private readonly tokens: ServiceAccountTokens,
    private readonly clock: { readonly nowMs: number },
    private readonly flags: () => ServerFlags,
  ) {}

  authenticate({ certificate, headers }: ApiRequest): UserInfo | undefined {
    if (certificate !== undefined) return authenticated(certificate);
    const { authorization = '' } = headers;
    if (authorization === '') {
      return this.flags().anonymousAuth ? { username: ANONYMOUS, groups: [UNAUTHENTICATED] } : undefined;
    }
    const token = BEARER.exec(authorization.trim())?.[1];
    const user = token === undefined ? undefined : this.tokens.verify(token, this.clock.nowMs);
    return user === undefined ? undefined : authenticated(user);
  }
}
