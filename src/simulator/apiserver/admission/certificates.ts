import { DerError, equalJson, parseCertificateRequest } from '../../api';
import { type Fields, fieldsAt, textAt } from '../../resources/fields';
import { forbidden } from './forbid';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin';

const REQUESTS = 'certificates.k8s.io/certificatesigningrequests';
const CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client';

const isAbout = ({ resource, verb, subresource }: AdmissionAttributes, wanted: string, on: string): boolean =>
  resource.storage === REQUESTS && verb === wanted && subresource === on;

const signerOf = (request: Fields | undefined): string => textAt(fieldsAt(request, 'spec'), 'signerName');

/**
 * Whether a user may do something in the name of a signer, or of all signers of its domain.
 * Source: Kubernetes 1.36, pkg/certauthorization `IsAuthorizedForSignerName`.
 */
function maySpeakFor(signer: string, verb: string, { server, user }: AdmissionAttributes): boolean {
  const domain = signer.split('/')[0] ?? '';
  return [signer, `${domain}/*`].some(
    (name) =>
      server.authorizer.authorize({
        user,
        verb,
        isResourceRequest: true,
        group: 'certificates.k8s.io',
        version: '*',
        resource: 'signers',
        subresource: '',
        namespace: '',
        name,
        path: '',
      }).isAllowed,
  );
}

/** Only who may approve for a signer approves. Source: Kubernetes 1.36, plugin/pkg/admission/certificates/approval. */
export const certificateApproval: AdmissionPlugin = {
  name: 'CertificateApproval',
  resources: [REQUESTS],
  validate(object, attributes) {
    if (!isAbout(attributes, 'update', 'approval')) return;
    const signer = signerOf(attributes.old);
    if (maySpeakFor(signer, 'approve', attributes)) return;
    const text = `user not permitted to approve requests with signerName ${JSON.stringify(signer)}`;
    throw forbidden(object, attributes, text);
  },
};

/** Only who may sign for a signer sets certificates. Source: Kubernetes 1.36, plugin/pkg/admission/certificates/signing. */
export const certificateSigning: AdmissionPlugin = {
  name: 'CertificateSigning',
  resources: [REQUESTS],
  validate(object, attributes) {
    if (!isAbout(attributes, 'update', 'status')) return;
    const [status, old] = [fieldsAt(object, 'status'), fieldsAt(attributes.old, 'status')];
    const isSame = (field: string): boolean => equalJson(status?.[field] ?? null, old?.[field] ?? null);
    if (isSame('certificate') && isSame('conditions')) return;
    const signer = signerOf(attributes.old);
    if (maySpeakFor(signer, 'sign', attributes)) return;
    const text = `user not permitted to sign requests with signerName ${JSON.stringify(signer)}`;
    throw forbidden(object, attributes, text);
  },
};

/**
 * Nobody gets a certificate that makes them a master.
 * Source: Kubernetes 1.36, plugin/pkg/admission/certificates/subjectrestriction.
 */
export const certificateSubjectRestriction: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  resources: [REQUESTS],
  validate(object, attributes) {
    if (!isAbout(attributes, 'create', '') || signerOf(object) !== CLIENT_SIGNER) return;
    const groups = organizationsOf(textAt(fieldsAt(object, 'spec'), 'request'));
    if (!groups.includes('system:masters')) return;
    const text = `use of ${CLIENT_SIGNER} signer with system:masters group is not allowed`;
    throw forbidden(object, attributes, text);
  },
};

/** Groups that a request asks for; one that cannot be read was refused before. */
function organizationsOf(request: string): readonly string[] {
  try {
    return parseCertificateRequest(request).organizations;
  } catch (error) {
    if (error instanceof DerError) return [];
    throw error;
  }
}
