import type { Access } from './access';
import { ClusterError } from './cluster-error';
import type { TransportError } from './transport';

/** What Node.js calls what may go wrong on the way to a server, in words, with what to do. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^ECONNREFUSED$/, 'nothing listens there'],
  [/^ENOTFOUND$|^EAI_AGAIN$/, 'its name cannot be resolved'],
  [/^ETIMEDOUT$|^EHOSTUNREACH$|^ENETUNREACH$/, 'it does not answer'],
  [/^CERT_HAS_EXPIRED$/, 'its certificate has expired'],
  [/^CERT_NOT_YET_VALID$/, 'its certificate is not valid yet: see whether the clock of this machine is right'],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    'its certificate is for another name: see server and tls-server-name of the cluster',
  ],
  [
    /^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_)/,
    'its certificate is not signed by the authority of the kubeconfig: see certificate-authority of the cluster',
  ],
  [/^(EPROTO|ERR_SSL|HPE_INVALID)/, 'it does not speak HTTPS'],
  [/^ECONNRESET$|^EPIPE$/, 'it ends connections'],
];

/** Handshakes that a server ends because of our certificate, and certificates that cannot even be shown. */
const OUR_CERTIFICATE: readonly (readonly [RegExp, string])[] = [
  [/^ERR_SSL_.*(CERTIFICATE_EXPIRED|ALERT_CERTIFICATE)/, 'the server does not accept the client certificate'],
  [
    /^ERR_SSL_.*(BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|ACCESS_DENIED)/,
    'the server does not accept the client certificate',
  ],
  [/^ERR_OSSL_X509_KEY_VALUES_MISMATCH$/, 'the client-key is not the key of the client-certificate'],
  [/^ERR_OSSL/, 'a certificate or key of the kubeconfig cannot be read'],
];

const wordsOf = (table: typeof WORDS, code: string): string | undefined =>
  table.find(([pattern]) => pattern.test(code))?.[1];

/** What is wrong with a certificate or key of ours, by the code of it; undefined when it is about something else. */
export const certificateProblem = (code: string): string | undefined => wordsOf(OUR_CERTIFICATE, code);

/** Where a cluster is said to be: `context 'a' (config)`. */
const placeOf = ({ target: { context, source } }: Access): string => `context '${context}' (${source})`;

/** Why no answer came from a cluster. */
export function lostError(access: Access, { code, message }: TransportError): ClusterError {
  const { server } = access.target;
  const way = access.proxy === undefined ? '' : ` through proxy ${access.proxy}`;
  const ours = certificateProblem(code);
  if (ours !== undefined) {
    const more = access.whyRefused();
    return new ClusterError(
      'credentials',
      `${server} cannot be reached${way}: ${ours}${more === '' ? '' : `: ${more}`} (${code}); ${placeOf(access)}`,
    );
  }
  const words = wordsOf(WORDS, code);
  // Some servers say nothing, and end the connection.
  const hint = code === 'ECONNRESET' ? access.whyRefused() : '';
  // Names are what is to be compared.
  const names = code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? `; ${message}` : '';
  const why = words === undefined ? message : `${words}${names} (${code})`;
  return new ClusterError(
    'unreachable',
    `${server} cannot be reached${way}: ${why}${hint === '' ? '' : `; ${hint}`}; ${placeOf(access)}`,
  );
}

/** Credentials that a cluster does not take. */
export function refusedCredentials(access: Access): ClusterError {
  const why = access.whyRefused() || 'they are wrong or have expired';
  return new ClusterError(
    'credentials',
    `${access.target.server} does not accept the credentials of ${placeOf(access)}: ${why}; ` +
      'log in again, or have a new kubeconfig written',
  );
}
