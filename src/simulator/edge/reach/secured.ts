import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import type { ClusterCertificates } from '../cluster-certificates';

/** First byte of a TLS handshake. Source: RFC 8446, section 5.1. */
const HANDSHAKE = 0x16;

/** The context in which this machine stands in for the servers of a cluster. */
export const contextOf = ({ server }: ClusterCertificates): SecureContext =>
  createSecureContext({ key: server.key, cert: server.certificate });

/** A client, and whether it speaks TLS. */
export interface Client {
  readonly socket: Socket;
  readonly isSecure: boolean;
}

/** Certificate and key for a name, in PEM; undefined for none of its own. */
export type CertificateFor = (serverName: string) => { readonly certificate: string; readonly key: string } | undefined;

/** The context for a name; undefined where it has no certificate, or one that is none. */
function contextFor(serverName: string, certificateFor: CertificateFor): SecureContext | undefined {
  const found = certificateFor(serverName);
  if (found === undefined) return undefined;
  try {
    return createSecureContext({ key: found.key, cert: found.certificate });
  } catch {
    return undefined;
  }
}

/**
 * Waits for the first byte of a client of a secure port, and takes TLS off when it is that of a handshake: the network
 * inside carries messages, and only knows that they are secure. Names without a certificate of their own get that of the
 * simulator.
 */
export async function withoutTls(
  socket: Socket,
  context: SecureContext,
  certificateFor: CertificateFor,
): Promise<Client> {
  await Promise.race([once(socket, 'readable'), once(socket, 'close')]);
  const first = socket.read(1) as Buffer | null;
  if (first === null) return { socket, isSecure: false };
  socket.unshift(first);
  if (first.readUInt8(0) !== HANDSHAKE) return { socket, isSecure: false };
  const secure = new TLSSocket(socket, {
    isServer: true,
    secureContext: context,
    ALPNProtocols: ['http/1.1'],
    SNICallback: (name, done) => done(null, contextFor(name, certificateFor) ?? context),
  });
  // A client that ends the handshake is gone.
  secure.on('error', () => socket.destroy());
  await Promise.race([once(secure, 'secure'), once(secure, 'close')]);
  return { socket: secure, isSecure: true };
}
