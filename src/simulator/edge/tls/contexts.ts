import { createSecureContext, type SecureContext } from 'node:tls';
import type { ConnectedServer } from '../..';
import type { ClusterCertificates } from '../cluster-certificates';

/** What a server shows for a name; undefined for no handshake. */
export type ContextFor = (serverName: string) => SecureContext | undefined;

/** The context for servers that have signed their certificate themselves: this machine stands in for them. */
export const standInContext = ({ server }: ClusterCertificates): SecureContext =>
  createSecureContext({ key: server.key, cert: server.certificate });

/** The contexts of a server. A certificate that is none, or whose key is another's, counts as none. */
export function contextsOf(
  certificateFor: NonNullable<ConnectedServer['certificateFor']>,
  standIn: SecureContext,
): ContextFor {
  return (serverName) => {
    const found = certificateFor(serverName);
    if (found === undefined) return undefined;
    if (found === 'selfSigned') return standIn;
    try {
      return createSecureContext({ key: found.key, cert: found.certificate });
    } catch {
      return undefined;
    }
  };
}
