import type { CertificateRequest } from '../../api';

/** What is signed, and for what it will be good. */
export interface SigningDemand {
  readonly request: CertificateRequest;
  readonly usages: readonly string[];
}

const SIGNATURE = 'digital signature';
const ENCIPHERMENT = 'key encipherment';
const CLIENT = 'client auth';
const SERVER = 'server auth';

/** Whether usages are `wanted`, with or without the one that only RSA keys need. */
const areUsages = (usages: readonly string[], purpose: string): boolean => {
  const given = new Set(usages);
  const optional = given.has(ENCIPHERMENT) ? 1 : 0;
  return given.has(SIGNATURE) && given.has(purpose) && given.size === 2 + optional;
};

const mismatch = (purpose: string): string =>
  `usages did not match [${[SIGNATURE, ENCIPHERMENT, purpose].sort().join(' ')}]`;

const isOfNodes = ({ organizations }: CertificateRequest): boolean =>
  organizations.length === 1 && organizations[0] === 'system:nodes';

const NOT_OF_NODES = 'subject organization is not system:nodes';
const NOT_A_NODE = 'subject common name does not begin with system:node:';

/** Source: Kubernetes 1.36, pkg/apis/certificates/helpers.go `ValidateKubeletServingCSR`. */
function kubeletServing({ request, usages }: SigningDemand): string | undefined {
  if (!isOfNodes(request)) return NOT_OF_NODES;
  if (request.dnsNames.length === 0 && request.ipAddresses.length === 0) return 'DNS or IP subjectAltName is required';
  if (request.emailAddresses.length > 0) return 'Email subjectAltNames are not allowed';
  if (request.uris.length > 0) return 'URI subjectAltNames are not allowed';
  if (!areUsages(usages, SERVER)) return mismatch(SERVER);
  return request.commonName.startsWith('system:node:') ? undefined : NOT_A_NODE;
}

/** Source: Kubernetes 1.36, the same file, `ValidateKubeletClientCSR`. */
function kubeletClient({ request, usages }: SigningDemand): string | undefined {
  if (!isOfNodes(request)) return NOT_OF_NODES;
  if (request.dnsNames.length > 0) return 'DNS subjectAltNames are not allowed';
  if (request.emailAddresses.length > 0) return 'Email subjectAltNames are not allowed';
  if (request.ipAddresses.length > 0) return 'IP subjectAltNames are not allowed';
  if (request.uris.length > 0) return 'URI subjectAltNames are not allowed';
  if (!request.commonName.startsWith('system:node:')) return NOT_A_NODE;
  return areUsages(usages, CLIENT) ? undefined : mismatch(CLIENT);
}

/** Source: Kubernetes 1.36, pkg/controller/certificates/signer/signer.go `validAPIServerClientUsages`. */
function serverClient({ usages }: SigningDemand): string | undefined {
  const other = usages.find((usage) => ![SIGNATURE, ENCIPHERMENT, CLIENT].includes(usage));
  if (other !== undefined) return `invalid usage for client certificate: ${other}`;
  return usages.includes(CLIENT) ? undefined : `missing required usage for client certificate: ${CLIENT}`;
}

/** Signer of the certificates by which node agents are known to the API server. */
export const KUBELET_CLIENT = 'kubernetes.io/kube-apiserver-client-kubelet';

/**
 * What each signer of a cluster demands; undefined when all is well. Requests of other signers are somebody else's.
 * Source: Kubernetes 1.36, pkg/controller/certificates/signer/signer.go `getCSRVerificationFuncForSignerName`.
 */
export const SIGNERS: ReadonlyMap<string, (demand: SigningDemand) => string | undefined> = new Map([
  ['kubernetes.io/kubelet-serving', kubeletServing],
  [KUBELET_CLIENT, kubeletClient],
  ['kubernetes.io/kube-apiserver-client', serverClient],
  ['kubernetes.io/legacy-unknown', () => undefined],
]);
