import { humanDuration } from '../../api';
import { AGE, documentOf, NAME, text, wide } from './column';
import { defineTable, orNone, type Named } from './table';

interface Binding extends Named {
  readonly roleRef?: { readonly kind?: string; readonly name?: string };
  readonly subjects?: readonly { readonly kind?: string; readonly name?: string; readonly namespace?: string }[];
}

function subjects(binding: Binding, kind: string): string {
  return (binding.subjects ?? [])
    .filter((subject) => subject.kind === kind)
    .map(({ name = '', namespace = '' }) => (namespace === '' ? name : `${namespace}/${name}`))
    .join(', ');
}

const bindingTable = (word: string, role: string): ReturnType<typeof defineTable> =>
  defineTable<Binding>({
    columns: [
      NAME,
      text('Role', role),
      AGE,
      wide('Users', `Users in the ${word}`),
      wide('Groups', `Groups in the ${word}`),
      wide('ServiceAccounts', `ServiceAccounts in the ${word}`),
    ],
    cells: (binding, { age }) => [
      binding.metadata.name,
      `${binding.roleRef?.kind ?? ''}/${binding.roleRef?.name ?? ''}`,
      age,
      subjects(binding, 'User'),
      subjects(binding, 'Group'),
      subjects(binding, 'ServiceAccount'),
    ],
  });

const UNRESOLVED = 'If the RoleRef cannot be resolved, the Authorizer must return an error.';

/** RoleBindings. The role is described as in v1beta1, whose documentation the server shows. */
export const roleBindingTable = bindingTable(
  'roleBinding',
  `RoleRef can reference a Role in the current namespace or a ClusterRole in the global namespace. ${UNRESOLVED}`,
);
/** ClusterRoleBindings. */
export const clusterRoleBindingTable = bindingTable(
  'clusterRoleBinding',
  `RoleRef can only reference a ClusterRole in the global namespace. ${UNRESOLVED}`,
);

interface SigningRequest extends Named {
  readonly spec?: {
    readonly signerName?: string;
    readonly username?: string;
    readonly expirationSeconds?: number;
  };
  readonly status?: {
    readonly certificate?: string;
    readonly conditions?: readonly { readonly type: string }[];
  };
}

function signingStatus({ status }: SigningRequest): string {
  const has = (type: string): boolean => status?.conditions?.some((condition) => condition.type === type) ?? false;
  const words = [has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending'];
  if (has('Failed')) words.push('Failed');
  if ((status?.certificate ?? '') !== '') words.push('Issued');
  return words.join(',');
}

/** CertificateSigningRequests. */
export const certificateSigningRequestTable = defineTable<SigningRequest>({
  columns: [
    NAME,
    AGE,
    text('SignerName', documentOf('certificates.v1.CertificateSigningRequestSpec', 'signerName')),
    text('Requestor', documentOf('certificates.v1.CertificateSigningRequestSpec', 'request')),
    text('RequestedDuration', documentOf('certificates.v1.CertificateSigningRequestSpec', 'expirationSeconds')),
    text('Condition', documentOf('certificates.v1.CertificateSigningRequestStatus', 'conditions')),
  ],
  cells: (request, { age }) => {
    const seconds = request.spec?.expirationSeconds;
    return [
      request.metadata.name,
      age,
      orNone(request.spec?.signerName),
      request.spec?.username ?? '',
      seconds === undefined ? '<none>' : humanDuration(seconds * 1000),
      signingStatus(request),
    ];
  },
});

interface TrustBundle extends Named {
  readonly spec?: { readonly signerName?: string };
}

/** ClusterTrustBundles. */
export const clusterTrustBundleTable = defineTable<TrustBundle>({
  columns: [NAME, text('SignerName', documentOf('certificates.v1beta1.ClusterTrustBundleSpec', 'signerName'))],
  cells: ({ metadata, spec }) => [metadata.name, orNone(spec?.signerName)],
});
