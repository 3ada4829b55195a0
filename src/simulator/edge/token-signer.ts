import { createHmac } from 'node:crypto';
import type { Sign } from '..';
import type { ClusterCertificates } from './cluster-certificates';

/** Signs tokens of service accounts with a key that only this server has: tokens live as long as its certificates. */
export function tokenSigner({ server }: ClusterCertificates): Sign {
  return (text) => createHmac('sha256', server.key).update(text).digest('base64url');
}
