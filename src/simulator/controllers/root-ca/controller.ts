import { equalJson, StatusError, type ApiClient } from '../../api';
import { WorkQueue, type Controller } from '../../client';
import { isNamespaceTerminating } from '../pod-control';

const NAME = 'kube-root-ca.crt';
const DESCRIPTION_KEY = 'kubernetes.io/description';

/** Source: Kubernetes 1.36, pkg/controller/certificates/rootcacertpublisher/publisher.go. */
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/**
 * Gives every Namespace the ConfigMap `kube-root-ca.crt` with the certificate of the cluster's authority, `authority` as
 * PEM text, and puts right what is changed in it.
 *
 * Source: Kubernetes 1.36, pkg/controller/certificates/rootcacertpublisher/publisher.go.
 */
export function rootCaController(authority: string): Controller {
  return {
    name: 'root-ca-certificate-publisher-controller',
    account: 'root-ca-cert-publisher',
    start({ client, loop }) {
      const queue = new WorkQueue(loop, (namespace) => publish(client, namespace, authority));
      client.watch('namespaces', ({ type, object }) => {
        if (type !== 'DELETED') queue.add(object.metadata.name);
      });
      client.watch('configmaps', ({ type, object }) => {
        if (type !== 'ADDED' && object.metadata.name === NAME) queue.add(object.metadata.namespace);
      });
    },
  };
}

function publish(client: ApiClient, namespace: string, authority: string): void {
  const phase = client.get('namespaces', '', namespace)?.status.phase;
  if (phase === undefined || phase === 'Terminating') return;
  const current = client.get('configmaps', namespace, NAME);
  const annotations = { ...current?.metadata.annotations, [DESCRIPTION_KEY]: DESCRIPTION };
  const data = { 'ca.crt': authority };
  try {
    if (current === undefined) client.create('configmaps', { metadata: { name: NAME, namespace, annotations }, data });
    else if (!equalJson(current.data, data) || !equalJson(current.metadata.annotations, annotations)) {
      client.update('configmaps', { ...current, metadata: { ...current.metadata, annotations }, data });
    }
  } catch (error) {
    if (!(error instanceof StatusError) || !isNamespaceTerminating(error)) throw error;
  }
}
