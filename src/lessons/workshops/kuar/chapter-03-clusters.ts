import { asks, type Chapter, fails, has, lines, objects, prints, rows, table, unchanged } from '../../model';

const NO_CLOUD = 'A cluster at a provider needs an account there, and costs money.';

/** Begins a cluster in the background, and waits until its kubeconfig is there. */
const begins = (cluster: string, options: string): string =>
  [
    `workshop simulate --empty ${options} --port 0 --kubeconfig ${cluster}.yaml >${cluster}.txt 2>&1 &`,
    `${cluster.toUpperCase()}=$!`,
    `until [ -s ${cluster}.yaml ] || ! kill -0 $!; do sleep 0.05; done`,
  ].join('\n');

const nodesOf = (cluster: string): string => `kubectl --kubeconfig ${cluster}.yaml get nodes`;

const ready = { STATUS: 'Ready', AGE: '{{age}}', VERSION: 'v1.36.2' };

/** What tells kubectl where a cluster is and who asks. */
const oneContext = table({
  CURRENT: '*',
  NAME: 'workshop',
  CLUSTER: 'workshop',
  AUTHINFO: 'kubernetes-admin',
  NAMESPACE: 'default',
});

/** An API server that says it is 1.20: the proxy of kubectl can serve files as well. */
const AN_OLD_SERVER = [
  'rm -f proxy.txt',
  'kubectl proxy --port=0 --www=old --www-prefix=/old/ >proxy.txt 2>&1 &',
  'until grep -qs "^Starting to serve" proxy.txt; do sleep 0.05; done',
].join('\n');

const ASK_THE_OLD_SERVER = 'kubectl --server=http://$(sed -n "s/^Starting to serve on //p" proxy.txt)/old version';

/** A cluster, and what it says about itself. */
export const clusters: Chapter = {
  workshop: 'KUAR',
  title: '3. Deploying a Kubernetes Cluster: clusters and their health',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR03-01',
      title: 'Create a cluster',
      goal: 'You know how clusters are ordered from three providers, and have made one on your own machine.',
      nature: 'outside',
      steps: [
        {
          task:
            'At Azure a cluster belongs to a resource group: make one, order the cluster, and get its credentials. Here, one of ' +
            'three nodes takes its place: workshop simulate --empty --nodes 3 --kubeconfig cloud.yaml.',
          run: [
            'az group create --name=kuar --location=westus',
            'az aks create --resource-group=kuar --name=kuar-cluster --node-vm-size=Standard_D1 --generate-ssh-keys',
            'az aks get-credentials --resource-group=kuar --name=kuar-cluster',
          ].join('\n'),
          original: {
            run: 'az aks create --resource-group=kuar --name=kuar-cluster --node-vm-size=Standard_D1 --generate-ssh-key',
            why: 'The option is called --generate-ssh-keys.',
          },
          outside: NO_CLOUD,
          hand: begins('cloud', '--nodes 3'),
          see: [
            asks(
              nodesOf('cloud'),
              table({ NAME: 'node-1', ...ready }, { NAME: 'node-2', ...ready }, { NAME: 'node-3', ...ready }),
            ),
          ],
          moral: 'The provider runs the control plane: you see, and pay for, the nodes that work.',
        },
        {
          task:
            'At Google, choose a zone and order the cluster. The last command writes where the cluster is, and who you are, to ' +
            'the file of kubectl.',
          run: [
            'gcloud config set compute/zone us-west1-a',
            'gcloud container clusters create kuar-cluster',
            'gcloud container clusters get-credentials kuar-cluster',
          ].join('\n'),
          original: {
            run: 'gcloud auth application-default login',
            why: 'That is for programs that talk to Google themselves; kubectl gets credentials with get-credentials.',
          },
          outside: NO_CLOUD,
          see: [unchanged(asks('kubectl --kubeconfig cloud.yaml config get-contexts', oneContext))],
          moral: 'A cluster, a user, and a context that joins them: this is all that kubectl has to know.',
        },
        {
          task: 'At Amazon, eksctl orders everything at once, and writes the file of kubectl as well.',
          run: 'eksctl create cluster --name kuar-cluster',
          outside: NO_CLOUD,
          see: [
            unchanged(
              asks(
                'kubectl --kubeconfig cloud.yaml get namespaces',
                table(
                  { NAME: 'default', STATUS: 'Active' },
                  { NAME: 'kube-node-lease', STATUS: 'Active' },
                  { NAME: 'kube-public', STATUS: 'Active' },
                  { NAME: 'kube-system', STATUS: 'Active' },
                ),
              ),
            ),
          ],
          moral: 'Whoever makes it, a new cluster begins with these four namespaces.',
        },
        {
          task:
            'On your own machine, minikube makes a cluster of one node, and kind one whose nodes are containers of Docker. Here: ' +
            'workshop simulate --empty --profile minikube --kubeconfig minikube.yaml.',
          run: 'minikube start',
          outside: 'It needs a virtual machine or Docker; the simulated one is a process.',
          hand: begins('minikube', '--profile minikube'),
          see: [asks(nodesOf('minikube'), table({ NAME: 'minikube', ROLES: 'control-plane', ...ready }))],
          moral: 'One node is good for learning. When it fails, everything does.',
        },
        {
          task: 'Stop the cluster and delete it: end workshop simulate with Ctrl-C.',
          run: 'minikube stop\nminikube delete',
          outside: 'There is no virtual machine to stop.',
          hand: 'kill $MINIKUBE\nwait $MINIKUBE\ntrue',
          see: [
            asks(
              nodesOf('minikube'),
              fails(1),
              lines(
                'The connection to the server 127.0.0.1:{{port}} was refused - did you specify the right host or port?',
              ),
            ),
            unchanged(asks(nodesOf('cloud'), rows({ NAME: 'node-1', STATUS: 'Ready' }))),
          ],
          moral: 'The file of kubectl may outlive its cluster: then nobody answers at that address.',
        },
      ],
    },
    {
      id: 'KUAR03-02',
      title: 'Client and server version',
      goal: 'You know both versions, and how far they may be apart.',
      nature: 'normal',
      stack: 'cluster-system',
      begin: {
        files: { 'old/version': '{"major": "1", "minor": "20", "gitVersion": "v1.20.0"}\n' },
        commands: AN_OLD_SERVER,
      },
      steps: [
        {
          task:
            'Ask kubectl which version it is, and which one the cluster is. A server that says it is 1.20 answers as well: ' +
            `${ASK_THE_OLD_SERVER} asks it.`,
          run: 'kubectl version',
          see: [
            lines('Client Version: v{{name}}', 'Kustomize Version: v{{name}}', 'Server Version: v1.36.2'),
            unchanged(
              asks(
                ASK_THE_OLD_SERVER,
                lines(
                  'Server Version: v1.20.0',
                  'Warning: version difference between client ({{name}}) and server (1.20) exceeds the supported minor version skew of +/-1',
                ),
              ),
            ),
          ],
          moral:
            'One minor version apart, in either direction, is what is promised: not two major ones, as the notes say. Beyond ' +
            'that kubectl warns, and goes on.',
        },
      ],
    },
    {
      id: 'KUAR03-03',
      title: 'Component statuses',
      goal: 'scheduler, controller-manager and etcd-0 are listed, and healthy.',
      nature: 'normal',
      stack: 'cluster-system',
      steps: [
        {
          task: 'Ask how the parts of the control plane are.',
          run: 'kubectl get componentstatuses',
          see: [
            lines('Warning: v1 ComponentStatus is deprecated in v1.19+'),
            table(
              { NAME: 'scheduler', STATUS: 'Healthy', MESSAGE: 'ok', ERROR: '' },
              { NAME: 'controller-manager', STATUS: 'Healthy', MESSAGE: 'ok', ERROR: '' },
              { NAME: 'etcd-0', STATUS: 'Healthy', MESSAGE: 'ok', ERROR: '' },
            ),
          ],
          moral:
            'The scheduler finds nodes for Pods, the controllers make what is like what was asked for, etcd keeps all of it. ' +
            'The list is on its way out: where parts are elsewhere, it is wrong. kubectl get --raw /readyz?verbose knows more.',
        },
      ],
    },
    {
      id: 'KUAR03-04',
      title: 'List and describe nodes',
      goal: 'You know the nodes, and what is free on one.',
      nature: 'normal',
      stack: 'cluster-system',
      begin: { running: [objects('kuard-pods/resources')] },
      steps: [
        {
          task: 'List the nodes.',
          run: 'kubectl get nodes',
          see: [table({ NAME: 'minikube', ROLES: 'control-plane', ...ready })],
          moral: 'The only node does both: it runs the API server and the scheduler, and your containers.',
        },
        {
          task:
            'Describe it: how it is, how large, with what software, and what runs there. A Pod that asks for half a core is there ' +
            'already.',
          run: 'kubectl describe nodes minikube',
          see: [
            lines(
              'Name: minikube',
              'Roles: control-plane',
              'Labels: beta.kubernetes.io/arch=amd64',
              'kubernetes.io/hostname=minikube',
              'Taints: <none>',
              'Unschedulable: false',
              'Conditions:',
              'MemoryPressure False {{time}} {{time}} KubeletHasSufficientMemory kubelet has sufficient memory available',
              'DiskPressure False {{time}} {{time}} KubeletHasNoDiskPressure kubelet has no disk pressure',
              'PIDPressure False {{time}} {{time}} KubeletHasSufficientPID kubelet has sufficient PID available',
              'Ready True {{time}} {{time}} KubeletReady kubelet is posting ready status',
              'InternalIP: 192.168.64.3',
              'Capacity:',
              'cpu: 2',
              'memory: 3936948Ki',
              'pods: 110',
              'Allocatable:',
              'System Info:',
              'Kernel Version: 6.6.95',
              'OS Image: Buildroot 2025.02',
              'Operating System: linux',
              'Architecture: amd64',
              'Container Runtime Version: docker://28.4.0',
              'Kubelet Version: v1.36.2',
              'Non-terminated Pods: (5 in total)',
              'Namespace Name CPU Requests CPU Limits Memory Requests Memory Limits Age',
              'default kuard 500m (25%) 1 (50%) 128Mi (3%) 256Mi (6%) {{age}}',
              'kube-system {{kube-system:pods k8s-app=kube-dns}} 0 (0%) 0 (0%) 70Mi (1%) 170Mi (4%) {{age}}',
              'Allocated resources:',
              'cpu 500m (25%) 1 (50%)',
              'memory 398Mi (10%) 426Mi (11%)',
            ),
            unchanged(has('pods/kuard', { spec: { nodeName: 'minikube' } })),
          ],
          moral:
            'Requests are what the scheduler counts: whether a Pod fits is about the sum of these, not about what is in use.',
        },
      ],
    },
    {
      id: 'KUAR03-05',
      title: 'kube-proxy is a DaemonSet',
      goal: 'Each of three nodes has its kube-proxy.',
      nature: 'normal',
      nodes: 3,
      stack: 'cluster-system',
      steps: [
        {
          task: 'Look at the DaemonSet that puts kube-proxy, which makes Services work, on every node.',
          run: 'kubectl get daemonSets --namespace=kube-system kube-proxy',
          see: [
            table({
              NAME: 'kube-proxy',
              DESIRED: '3',
              CURRENT: '3',
              READY: '3',
              'UP-TO-DATE': '3',
              AVAILABLE: '3',
              'NODE SELECTOR': 'kubernetes.io/os=linux',
              AGE: '{{age}}',
            }),
            unchanged(
              asks(
                'kubectl get pods -n kube-system -l k8s-app=kube-proxy -o wide',
                table(
                  { NAME: 'kube-proxy-{{suffix}}', STATUS: 'Running', NODE: 'minikube' },
                  { NAME: 'kube-proxy-{{suffix}}', STATUS: 'Running', NODE: 'minikube-m02' },
                  { NAME: 'kube-proxy-{{suffix}}', STATUS: 'Running', NODE: 'minikube-m03' },
                ),
              ),
            ),
            unchanged(asks('kubectl get nodes -o name | wc -l', prints('3'))),
          ],
          moral:
            'Much of Kubernetes runs on Kubernetes, in the namespace kube-system. Names of resources may be written in any case.',
        },
      ],
    },
  ],
};
