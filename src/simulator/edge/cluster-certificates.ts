import type { KeyObject } from 'node:crypto';
import {
  type Authority,
  type CertifiedKey,
  certify,
  newKey,
  newSigningKey,
  type Subject,
  type Usage,
} from './certificate';

/** What a cluster proves itself with, and what its administrator does. */
export interface ClusterCertificates {
  /** Certificate of the authority, as PEM text; its key is thrown away. */
  readonly authority: string;
  readonly server: CertifiedKey;
  readonly admin: CertifiedKey;
  /** Authority that signs what is asked for through the API. */
  readonly signer: CertifiedKey;
  /** End of their validity, milliseconds since 1970. */
  readonly validUntilMs: number;
}

/** Names and addresses of the server, inside and outside. Source: kubeadm, phases/certs, the apiserver certificate. */
const HOSTS = [
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  '127.0.0.1',
  '::1',
  // First addresses of the ranges of Services: one of each profile.
  '10.0.0.1',
  '10.96.0.1',
  '10.100.0.1',
];

/** User and group of the kubeconfig. */
const ADMIN: Subject = { commonName: 'kubernetes-admin', organizations: ['system:masters'] };

/** Name of the authority for certificates that are asked for. */
export const SIGNER: Subject = { commonName: 'kubernetes-csr-signer' };

const DAY_MS = 24 * 60 * 60 * 1000;
const VALID_DAYS = 365;

const keyText = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }) as string;

/**
 * Makes an authority and the certificates of the server and of its administrator, valid for a year from `nowMs`. They
 * begin a day earlier, for clients whose clock is behind.
 */
export function makeClusterCertificates(nowMs: number): ClusterCertificates {
  const authority: Authority = { subject: { commonName: 'kubernetes' }, ...newKey() };
  const validUntilMs = nowMs + VALID_DAYS * DAY_MS;
  const valid = { from: new Date(nowMs - DAY_MS), until: new Date(validUntilMs) };
  const issue = (subject: Subject, usage: Usage): CertifiedKey => {
    const { privateKey, publicKey } = newKey();
    return { certificate: certify(subject, publicKey, usage, authority, valid), key: keyText(privateKey) };
  };
  return {
    authority: certify(authority.subject, authority.publicKey, { kind: 'authority' }, authority, valid),
    server: issue({ commonName: 'kube-apiserver' }, { kind: 'server', hosts: HOSTS }),
    admin: issue(ADMIN, { kind: 'client' }),
    signer: selfSignedAuthority(SIGNER, valid),
    validUntilMs,
  };
}

function selfSignedAuthority(subject: Subject, valid: { readonly from: Date; readonly until: Date }): CertifiedKey {
  const authority: Authority = { subject, ...newSigningKey() };
  const certificate = certify(subject, authority.publicKey, { kind: 'authority' }, authority, valid);
  return { certificate, key: keyText(authority.privateKey) };
}

/** A certificate for the server `host`, signed with its own key, valid for a year from `nowMs`. */
export function selfSigned(host: string, nowMs: number): CertifiedKey {
  const keys = newKey();
  const authority: Authority = { subject: { commonName: host }, ...keys };
  const valid = { from: new Date(nowMs - DAY_MS), until: new Date(nowMs + VALID_DAYS * DAY_MS) };
  const usage: Usage = { kind: 'server', hosts: [host] };
  return {
    certificate: certify(authority.subject, keys.publicKey, usage, authority, valid),
    key: keyText(keys.privateKey),
  };
}
