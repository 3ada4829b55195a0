import type { TLSSocket } from 'node:tls';
import type { UserInfo } from '..';

/** What a connection proved: a user, nothing at all, or a certificate that this cluster did not sign. */
export type PeerIdentity = UserInfo | 'none' | 'refused';

const known = new WeakMap<TLSSocket, PeerIdentity>();

function readIdentity(socket: TLSSocket): PeerIdentity {
  const { subject, fingerprint256 = '' } = socket.getPeerCertificate() as {
    subject?: { CN?: string; O?: string | string[] };
    fingerprint256?: string;
  };
  if (subject === undefined) return 'none';
  if (!socket.authorized || subject.CN === undefined) return 'refused';
  const credential = `X509SHA256=${fingerprint256.replace(/:/g, '').toLowerCase()}`;
  return {
    username: subject.CN,
    groups: [subject.O ?? []].flat(),
    extra: { 'authentication.kubernetes.io/credential-id': [credential] },
  };
}

/**
 * Who is at the other end, read once for each connection: common name and organizations of the client certificate.
 * Source: Kubernetes 1.36, apiserver/pkg/authentication/request/x509 `CommonNameUserConversion`.
 */
export function peerIdentity(socket: TLSSocket): PeerIdentity {
  const identity = known.get(socket) ?? readIdentity(socket);
  known.set(socket, identity);
  return identity;
}
