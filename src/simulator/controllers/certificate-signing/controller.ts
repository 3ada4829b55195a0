import { type CertificateSigningRequest, toTimestamp } from '../../api';
import { type Controller, type ControllerContext, WorkQueue } from '../../client';
import { autoApprovals, cleaningMs, decideSigning } from './decide';

const REQUESTS = 'certificates.k8s.io/certificatesigningrequests';
const ACCOUNT = 'certificate-controller';
/** Source: Kubernetes 1.36, pkg/controller/certificates/cleaner/cleaner.go `pollingInterval`. */
const CLEANING_INTERVAL_MS = 60 * 60 * 1000;

/** What a signed certificate is to say. */
export interface CertificateDemand {
  /** The request: PEM text in base64, as an object of the API holds it. */
  readonly request: string;
  /** Usages in the words of the API: `client auth`. */
  readonly usages: readonly string[];
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * Signs a request and returns the certificate as PEM text; undefined when the request does not prove that whoever asks
 * has the key. Equal demands give equal texts.
 */
export type SignCertificate = (demand: CertificateDemand) => string | undefined;

/** Somebody who asks for a certificate. */
export interface Asker {
  readonly username: string;
  readonly groups: readonly string[];
}

/** What the controllers of certificates work with. */
export interface CertificateAuthority {
  /** @default - approved requests stay without certificates */
  readonly sign?: SignCertificate;
  /** Whether a user may create a subresource of CertificateSigningRequests. */
  readonly mayCreate: (asker: Asker, subresource: string) => boolean;
}

/** Looks at each request whenever it changes. */
function watchRequests({ client }: ControllerContext, queue: WorkQueue): void {
  client.watch(REQUESTS, ({ type, object }) => {
    if (type !== 'DELETED') queue.add(object.metadata.name);
  });
}

const withCondition = (
  csr: CertificateSigningRequest,
  type: string,
  reason: string,
  message: string,
): CertificateSigningRequest => ({
  ...csr,
  status: { ...csr.status, conditions: [...(csr.status.conditions ?? []), { type, status: 'True', reason, message }] },
});

function approver({ mayCreate }: CertificateAuthority): Controller {
  return {
    name: 'certificatesigningrequest-approving-controller',
    account: ACCOUNT,
    start(context) {
      const { client, loop, trace } = context;
      const queue = new WorkQueue(loop, (name) => {
        const csr = client.get(REQUESTS, '', name);
        if (csr === undefined) return;
        const { username = '', groups = [] } = csr.spec;
        const approval = autoApprovals(csr).find((each) => mayCreate({ username, groups }, each.subresource));
        if (approval === undefined) return;
        trace(csr, `approved: ${username} may create ${approval.subresource}`);
        client.updateApproval(withCondition(csr, 'Approved', 'AutoApproved', approval.message));
      });
      watchRequests(context, queue);
    },
  };
}

function signer({ sign }: CertificateAuthority): Controller {
  return {
    name: 'certificatesigningrequest-signing-controller',
    account: ACCOUNT,
    start(context) {
      const { client, loop, trace } = context;
      if (sign === undefined) return;
      const queue = new WorkQueue(loop, (name) => {
        const csr = client.get(REQUESTS, '', name);
        const decision = csr === undefined ? undefined : decideSigning(csr, loop.nowMs);
        if (csr === undefined || decision === undefined) return;
        if (decision.kind === 'fail') {
          trace(csr, `refused: ${decision.message}`);
          const failed = withCondition(csr, 'Failed', 'SignerValidationFailure', decision.message);
          client.updateStatus(REQUESTS, failed);
          return;
        }
        const { request, usages = [] } = csr.spec;
        const certificate = sign({ request, usages, fromMs: decision.fromMs, untilMs: decision.untilMs });
        if (certificate === undefined) {
          trace(csr, 'not signed: its signature is wrong');
          return;
        }
        trace(csr, `signed until ${toTimestamp(decision.untilMs)}`);
        client.updateStatus(REQUESTS, { ...csr, status: { ...csr.status, certificate: btoa(certificate) } });
      });
      watchRequests(context, queue);
    },
  };
}

const cleaner: Controller = {
  name: 'certificatesigningrequest-cleaner-controller',
  account: ACCOUNT,
  start(context) {
    const { client, loop, trace } = context;
    const startMs = loop.nowMs;
    const queue = new WorkQueue(loop, (name) => {
      const csr = client.get(REQUESTS, '', name);
      const dueMs = csr === undefined ? undefined : cleaningMs(csr);
      if (csr === undefined || dueMs === undefined) return;
      if (dueMs < loop.nowMs) {
        trace(csr, 'deleted: nobody needs it any more');
        client.delete(REQUESTS, '', name, { uid: csr.metadata.uid });
        return;
      }
      // A real one looks at all of them once an hour.
      const rounds = Math.floor((dueMs - startMs) / CLEANING_INTERVAL_MS) + 1;
      queue.addAfter(name, startMs + rounds * CLEANING_INTERVAL_MS - loop.nowMs, true);
    });
    watchRequests(context, queue);
  },
};

/**
 * Approve, sign and clear away CertificateSigningRequests.
 * Source: Kubernetes 1.36, pkg/controller/certificates/{approver,signer,cleaner}.
 */
export const certificateControllers = (authority: CertificateAuthority): readonly Controller[] => [
  approver(authority),
  signer(authority),
  cleaner,
];
