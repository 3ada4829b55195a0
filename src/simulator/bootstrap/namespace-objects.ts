import { seed, type SeedObject } from './seed-object';

/** Source: Kubernetes 1.36, pkg/controller/certificates/rootcacertpublisher/publisher.go. */
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** What a namespace of a new cluster holds: the default service account and the certificate of the cluster's authority. */
export function namespaceObjects(namespace: string, authority: string): SeedObject[] {
  return [
    seed('serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } }),
    seed('configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'kube-root-ca.crt',
        namespace,
        annotations: { 'kubernetes.io/description': DESCRIPTION },
      },
      data: { 'ca.crt': authority },
    }),
  ];
}
