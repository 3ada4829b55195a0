import { deployment } from '../files';
import type { Section } from '../section';

const ROLES = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: default}
rules: [{apiGroups: [""], resources: [pods, services], verbs: [get, list, watch]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers, namespace: default}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: User, name: ann, apiGroup: rbac.authorization.k8s.io}]
`;

const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: coins.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Coin, plural: coins, singular: coin, shortNames: [co]}
  versions:
    - name: v1
      served: true
      storage: true
      additionalPrinterColumns: [{name: Value, type: integer, jsonPath: .spec.value}]
      schema:
        openAPIV3Schema:
          type: object
          description: A coin that was mined.
          properties:
            spec:
              type: object
              required: [value]
              properties: {value: {type: integer, minimum: 1, description: What it is worth.}}
`;

const coin = (value: string): string =>
  `apiVersion: example.com/v1\nkind: Coin\nmetadata: {name: penny}\nspec: {value: ${value}}\n`;

/** Nodes are emptied, rights are asked for and given, certificates are signed, kinds are added. */
export const administer: Section = {
  name: 'administer',
  files: {
    'web.yaml': deployment('web', 3),
    'roles.yaml': ROLES,
    'more-roles.yaml': ROLES.replace('[pods, services]', '[configmaps]'),
    'coins.yaml': DEFINITION,
    'penny.yaml': coin('1'),
    'bare.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: bare}\nspec: {nodeName: node-1, terminationGracePeriodSeconds: 2, containers: [{name: main, image: "nginx:1.27"}]}\n',
    'signing.sh': `openssl req -new -newkey rsa:2048 -nodes -keyout ann.key -subj /CN=ann -out ann.csr 2>/dev/null
cat <<END | kubectl create -f -
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: $1}
spec:
  signerName: kubernetes.io/kube-apiserver-client
  usages: [client auth]
  request: $(base64 -w0 ann.csr)
END
`,
  },
  commands: [
    { id: 'create', line: 'kubectl create -f web.yaml -f bare.yaml' },
    { id: 'cordon', line: 'kubectl cordon node-1' },
    { id: 'cordon-again', line: 'kubectl cordon node-1' },
    { id: 'nodes-cordoned', line: 'kubectl get nodes' },
    { id: 'drain-refused', line: 'kubectl drain node-1' },
    {
      id: 'drain',
      line: "kubectl drain node-1 --force --ignore-daemonsets 2>&1 | sed 's/web-\\([0-9a-z]*\\)-...../web-\\1-xxxxx/' | sort",
      waits: 'polls',
    },
    {
      id: 'drain-result',
      line: "kubectl get pods -l app=web -o jsonpath='{.items[*].spec.nodeName}' | tr ' ' '\\n' | sort -u",
    },
    { id: 'uncordon', line: 'kubectl uncordon node-1' },
    { id: 'budget', line: 'kubectl create pdb web --selector=app=web --min-available=3' },
    {
      id: 'drain-budget',
      line: "kubectl drain node-2 --timeout=3s 2>&1 | sed 's/web-\\([0-9a-z]*\\)-...../web-\\1-xxxxx/g' | sort -u",
    },
    { id: 'uncordon-again', line: 'kubectl uncordon node-2' },
    { id: 'drain-not-found', line: 'kubectl drain nothing' },
    { id: 'taint', line: 'kubectl taint nodes node-2 dedicated=db:NoSchedule' },
    { id: 'taint-again', line: 'kubectl taint nodes node-2 dedicated=db:NoSchedule' },
    { id: 'taint-overwrite', line: 'kubectl taint nodes node-2 dedicated=web:NoSchedule --overwrite' },
    { id: 'taint-show', line: 'kubectl describe node node-2 | grep -A1 ^Taints' },
    { id: 'taint-remove', line: 'kubectl taint nodes node-2 dedicated-' },
    { id: 'taint-remove-again', line: 'kubectl taint nodes node-2 dedicated-' },
    { id: 'node-label', line: 'kubectl label node node-3 disk=fast node-role.kubernetes.io/worker=' },
    { id: 'node-roles', line: 'kubectl get nodes -L disk' },
    { id: 'node-describe', line: 'kubectl describe node node-3' },
    { id: 'whoami', line: 'kubectl auth whoami' },
    { id: 'whoami-as', line: 'kubectl auth whoami --as=ann --as-group=staff -o yaml' },
    { id: 'can-i', line: 'kubectl auth can-i create deployments' },
    { id: 'can-i-as', line: 'kubectl auth can-i list pods --as=ann' },
    { id: 'reconcile', line: 'kubectl auth reconcile -f roles.yaml' },
    { id: 'can-i-now', line: 'kubectl auth can-i list pods --as=ann' },
    { id: 'can-i-list', line: 'kubectl auth can-i --list --as=ann' },
    { id: 'can-i-kind', line: 'kubectl auth can-i get things' },
    { id: 'can-i-quiet', line: 'kubectl auth can-i delete pods --as=ann -q' },
    { id: 'can-i-url', line: 'kubectl auth can-i get /metrics --as=ann' },
    { id: 'reconcile-adds', line: 'kubectl auth reconcile -f more-roles.yaml' },
    { id: 'reconciled', line: "kubectl get role reader -o jsonpath='{.rules}'" },
    { id: 'reconcile-removes', line: 'kubectl auth reconcile -f roles.yaml --remove-extra-permissions' },
    { id: 'as-ann', line: 'kubectl get pods --as=ann -o name -l app=nothing' },
    { id: 'as-ann-create', line: 'kubectl create configmap hers --as=ann' },
    { id: 'as-ann-delete', line: 'kubectl delete pod bare --as=ann' },
    {
      id: 'token-user',
      line: 'kubectl create sa robot; kubectl --kubeconfig=/dev/null --insecure-skip-tls-verify --server="$(kubectl config view -o jsonpath={.clusters[0].cluster.server})" --token="$(kubectl create token robot)" auth whoami',
    },
    {
      id: 'anonymous',
      line: 'kubectl --kubeconfig=/dev/null --insecure-skip-tls-verify --server="$(kubectl config view -o jsonpath={.clusters[0].cluster.server})" --token=wrong get --raw /api',
    },
    { id: 'csr-create', line: 'sh signing.sh ann' },
    { id: 'csr', line: 'kubectl get csr' },
    { id: 'csr-approve', line: 'kubectl certificate approve ann' },
    {
      id: 'csr-approved',
      line: "kubectl get csr ann -o jsonpath='{.status.conditions[0].type} {.status.conditions[0].reason}: {.status.conditions[0].message}'",
    },
    { id: 'csr-deny', line: 'sh signing.sh bob; kubectl certificate deny bob; kubectl get csr' },
    { id: 'csr-not-found', line: 'kubectl certificate approve nobody' },
    { id: 'crd', line: 'kubectl apply -f coins.yaml' },
    { id: 'crd-wait', line: 'kubectl wait --for=condition=Established crd/coins.example.com' },
    { id: 'crd-create', line: 'kubectl apply -f penny.yaml' },
    { id: 'crd-get', line: 'kubectl get co' },
    { id: 'crd-describe', line: 'kubectl describe coin penny' },
    { id: 'crd-invalid', line: 'kubectl apply -f -', stdin: coin('0') },
    { id: 'crd-unknown-field', line: 'kubectl apply -f -', stdin: coin('1, shape: round') },
    { id: 'crd-explain', line: 'kubectl explain coin.spec' },
    { id: 'crd-patch', line: `kubectl patch coin penny --type=merge -p '{"spec":{"value":5}}'` },
    { id: 'crd-delete', line: 'kubectl delete crd coins.example.com', waits: 'watches' },
    { id: 'crd-gone', line: 'kubectl get coins' },
  ],
};
