import type { Section } from '../section';

/** What the cluster offers, and what kubectl knows by itself. */
export const ask: Section = {
  name: 'ask',
  commands: [
    { id: 'api-resources', line: 'kubectl api-resources' },
    { id: 'api-resources-group', line: 'kubectl api-resources --api-group=apps -o wide' },
    { id: 'api-resources-names', line: 'kubectl api-resources --namespaced=false --verbs=list -o name --sort-by=name' },
    { id: 'api-versions', line: 'kubectl api-versions' },
    { id: 'cluster-info', line: 'kubectl cluster-info' },
    { id: 'cluster-info-dump', line: 'kubectl cluster-info dump -n kube-public -o name | head -n 3' },
    { id: 'version', line: "kubectl version -o yaml | sed -n '/serverVersion/,$p'" },
    { id: 'config-view', line: 'kubectl config view' },
    { id: 'config-view-minify', line: "kubectl config view --minify -o jsonpath='{.contexts[0].context}'" },
    { id: 'config-contexts', line: 'kubectl config get-contexts' },
    { id: 'config-current', line: 'kubectl config current-context' },
    {
      id: 'config-namespace',
      line: 'kubectl config set-context --current --namespace=kube-system; kubectl get svc; kubectl config set-context --current --namespace=',
    },
    { id: 'config-use', line: 'kubectl config use-context nothing' },
    { id: 'explain', line: 'kubectl explain pod' },
    { id: 'explain-nested', line: 'kubectl explain pod.spec.containers.livenessProbe.httpGet' },
    { id: 'explain-field', line: 'kubectl explain deployment.spec.replicas' },
    { id: 'explain-enum', line: 'kubectl explain pod.spec.restartPolicy' },
    { id: 'explain-recursive', line: 'kubectl explain ingress.spec --recursive' },
    { id: 'explain-version', line: 'kubectl explain hpa.spec --api-version=autoscaling/v1' },
    { id: 'explain-openapi', line: 'kubectl explain service.spec.ports --output=plaintext-openapiv2' },
    { id: 'explain-no-field', line: 'kubectl explain pod.spec.nothing' },
    { id: 'explain-no-kind', line: 'kubectl explain thing' },
    { id: 'explain-no-version', line: 'kubectl explain deployment --api-version=apps/v9' },
    { id: 'no-server', line: 'kubectl --server=https://127.0.0.1:1 get pods 2>&1 | tail -n 1' },
    { id: 'no-command', line: 'kubectl fly' },
    { id: 'no-argument', line: 'kubectl scale deployment/web' },
  ],
};
