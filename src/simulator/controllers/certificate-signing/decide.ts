import { type CertificateRequest, type CertificateSigningRequest, DerError, parseCertificateRequest } from '../../api';
import { KUBELET_CLIENT, SIGNERS } from './request-rules';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const hasCondition = ({ status }: CertificateSigningRequest, type: string): boolean =>
  status.conditions?.some((each) => each.type === type && each.status === 'True') ?? false;

function parsed({ spec }: CertificateSigningRequest): CertificateRequest | undefined {
  try {
    return parseCertificateRequest(spec.request);
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

/** Rights that let a request be approved without anybody looking at it. */
export interface AutoApproval {
  /** Subresource of CertificateSigningRequests that the asker must be allowed to create. */
  readonly subresource: 'selfnodeclient' | 'nodeclient';
  /** What is noted with the approval. */
  readonly message: string;
}

/**
 * By which rights a request could be approved at once, in the order in which they are looked at; none when somebody
 * must decide. Source: Kubernetes 1.36, pkg/controller/certificates/approver/sarapprove.go.
 */
export function autoApprovals(csr: CertificateSigningRequest): readonly AutoApproval[] {
  if ((csr.status.certificate ?? '') !== '' || hasCondition(csr, 'Approved') || hasCondition(csr, 'Denied')) return [];
  if (csr.spec.signerName !== KUBELET_CLIENT) return [];
  const request = parsed(csr);
  if (request === undefined) return [];
  if (SIGNERS.get(KUBELET_CLIENT)?.({ request, usages: csr.spec.usages ?? [] }) !== undefined) return [];
  const other: AutoApproval = {
    subresource: 'nodeclient',
    message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
  };
  if (csr.spec.username !== request.commonName) return [other];
  const self: AutoApproval = {
    subresource: 'selfnodeclient',
    message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
  };
  return [self, other];
}

/** Source: kube-controller-manager, the default of --cluster-signing-duration: a year. */
const VALID_MS = 365 * 24 * HOUR_MS;
const VALID_MS_MIN = 10 * MINUTE_MS;
/** Certificates begin earlier, for clocks that are behind. */
const BACKDATE_MS = 5 * MINUTE_MS;
/** Shorter ones end so much earlier too. */
const SHORT_MS = 8 * HOUR_MS;

/** What a signer makes of a request. */
export type Signing =
  | { readonly kind: 'sign'; readonly fromMs: number; readonly untilMs: number }
  | { readonly kind: 'fail'; readonly message: string };

/**
 * What becomes of a request; undefined when it is not approved, has its certificate, or is for another signer.
 * Source: Kubernetes 1.36, pkg/controller/certificates/signer/signer.go `handle`, `duration`,
 * authority/policies.go `PermissiveSigningPolicy`.
 */
export function decideSigning(csr: CertificateSigningRequest, nowMs: number): Signing | undefined {
  const { spec, status } = csr;
  if ((status.certificate ?? '') !== '' || !hasCondition(csr, 'Approved')) return undefined;
  if (hasCondition(csr, 'Denied') || hasCondition(csr, 'Failed')) return undefined;
  const rule = SIGNERS.get(spec.signerName);
  const request = parsed(csr);
  if (rule === undefined || request === undefined) return undefined;
  const problem = rule({ request, usages: spec.usages ?? [] });
  if (problem !== undefined) return { kind: 'fail', message: problem };
  const askedMs = spec.expirationSeconds === undefined ? VALID_MS : spec.expirationSeconds * 1000;
  const validMs = Math.min(Math.max(askedMs, VALID_MS_MIN), VALID_MS);
  const untilMs = nowMs + validMs - (validMs < SHORT_MS ? 0 : BACKDATE_MS);
  return { kind: 'sign', fromMs: nowMs - BACKDATE_MS, untilMs };
}

const PENDING_MS = 24 * HOUR_MS;
const DECIDED_MS = HOUR_MS;

/**
 * When a request is cleared away: a day after it came when nobody decides, an hour after the decision. One that is
 * approved and gets no certificate stays. Not modelled: certificates that end before.
 *
 * Source: Kubernetes 1.36, pkg/controller/certificates/cleaner/cleaner.go.
 */
export function cleaningMs({ metadata, status }: CertificateSigningRequest): number | undefined {
  const conditions = status.conditions ?? [];
  if (conditions.length === 0) return Date.parse(metadata.creationTimestamp ?? '') + PENDING_MS;
  const isIssued = (status.certificate ?? '') !== '';
  const decided = conditions
    .filter(({ type }) => type === 'Denied' || (type === 'Approved' && isIssued))
    // Whoever writes conditions may leave out when; the server fills that in.
    .flatMap(({ lastUpdateTime }) => (lastUpdateTime === undefined ? [] : [Date.parse(lastUpdateTime) + DECIDED_MS]));
  return decided.length === 0 ? undefined : Math.min(...decided);
}
