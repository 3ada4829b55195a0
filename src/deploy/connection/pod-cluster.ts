import { existsSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { ClusterError } from './cluster-error';
import type { ChosenCluster } from './kubeconfig';

/** Where a Pod finds its ServiceAccount. Source: client-go, rest/config.go `InClusterConfig`. */
export const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

const NAME = 'in-cluster';

/**
 * The cluster of the Pod that this runs in, by what the kubelet gives its containers.
 *
 * @throws ClusterError when a part of that is missing: where the cluster is, a token, or the authority that signed it.
 */
export function podCluster(env: Readonly<Record<string, string | undefined>>, folder: string): ChosenCluster {
  const [tokenFile, caFile] = [join(folder, 'token'), join(folder, 'ca.crt')];
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  for (const file of [tokenFile, caFile]) {
    if (existsSync(file)) continue;
    throw new ClusterError(
      'kubeconfig',
      `the Pod's ServiceAccount is not complete: there is no '${file}'; see its automountServiceAccountToken, or give --kubeconfig`,
    );
  }
  if (host === undefined || host === '' || port === undefined || port === '') {
    throw new ClusterError(
      'kubeconfig',
      'the Pod does not know its cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be set, or give --kubeconfig',
    );
  }
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  return {
    target: { context: NAME, cluster: NAME, server, source: "the Pod's ServiceAccount" },
    cluster: { name: NAME, server, caFile, skipTLSVerify: false },
    user: { name: NAME, tokenFile },
  };
}
