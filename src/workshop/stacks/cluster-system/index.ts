import { Namespace, WebService } from '../../constructs';
import type { StackDefinition } from '../stack';

const NAME = 'kubernetes-dashboard';

/** What a user adds to a fresh cluster. CoreDNS and kube-proxy are there already: they belong to the cluster. */
export const clusterSystem: StackDefinition = {
  id: 'cluster-system',
  title: 'The dashboard of a fresh cluster',
  source: 'Notes on "Kubernetes: Up and Running": 3. Deploying a Kubernetes Cluster; 4. Common Kubectl Commands',
  lessons: [
    {
      summary: 'The dashboard in a namespace of its own, reached through kubectl proxy by HTTPS and an unnamed port.',
      build: (scope) => {
        new Namespace(scope, 'Namespace', { name: NAME });
        new WebService(scope, NAME, {
          namespace: NAME,
          selector: { 'k8s-app': NAME },
          serviceLabels: { 'k8s-app': NAME },
          replicas: 1,
          port: 443,
          targetPort: 8443,
          containers: [{ image: 'kubernetesui/dashboard:v2.7.0', ports: [8443] }],
        });
      },
    },
  ],
};
