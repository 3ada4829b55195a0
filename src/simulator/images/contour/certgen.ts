import type { Coroutine, Process } from '../../process';
import { ApiError, KubernetesClient, NotInCluster } from '../clients/kubernetes/client';
import { flagValue } from '../system/flags';
import { log } from './log';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const LINES = 16;
const LINE_LETTERS = 64;

/** A text in the form of certificates and keys; what it holds is drawn, for nobody here reads it. */
function pem({ random }: Process, kind: string): string {
  const line = (): string => Array.from({ length: LINE_LETTERS }, () => LETTERS[random.below(64)]).join('');
  return [`-----BEGIN ${kind}-----`, ...Array.from({ length: LINES }, line), `-----END ${kind}-----`, ''].join('\n');
}

/** The Secrets that Contour and Envoy use to know each other. Source: Contour 1.33, internal/certgen/output.go. */
const NAMES = ['contourcert', 'envoycert'];

function* write(process: Process, client: KubernetesClient, name: string, authority: string): Coroutine<void> {
  const { argv } = process;
  const namespace = flagValue(argv, '--namespace') ?? client.namespace;
  const path = `/api/v1/namespaces/${namespace}/secrets`;
  const stringData = {
    'ca.crt': authority,
    'tls.crt': pem(process, 'CERTIFICATE'),
    'tls.key': pem(process, 'RSA PRIVATE KEY'),
  };
  const metadata = { name, namespace };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'kubernetes.io/tls', stringData };
  try {
    yield* client.call('POST', path, secret);
    yield* process.print(`secret/${name} created\n`);
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error;
    yield* client.call('PUT', `${path}/${name}`, secret);
    yield* process.print(`secret/${name} updated\n`);
  }
}

/** `contour certgen`: writes the certificates of a new installation into its cluster. Not modelled: writing them to files. */
export function* certgen(process: Process): Coroutine<number> {
  try {
    const client = KubernetesClient.inCluster(process);
    const authority = pem(process, 'CERTIFICATE');
    for (const name of NAMES) yield* write(process, client, name, authority);
    return 0;
  } catch (error) {
    if (!(error instanceof ApiError) && !(error instanceof NotInCluster)) throw error;
    yield* log(process, 'fatal', 'failed to generate certificates', { error: error.message });
    return 1;
  }
}
