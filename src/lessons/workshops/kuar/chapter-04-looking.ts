import { asks, type Chapter, event, gone, lines, objects, prints, rows, table, unchanged } from '../../model';

const BAR = objects('kuard-pods/bar');
const DASHBOARD = objects('cluster-system');

/** The Pod of the dashboard, whose name is made by chance. */
const POD = 'kubernetes-dashboard:pods k8s-app=kubernetes-dashboard';

const runs = { READY: '1/1', STATUS: 'Running', RESTARTS: '0', AGE: '{{age}}' };

/** Where to look, and how to look at objects. */
export const lookingAtObjects: Chapter = {
  workshop: 'KUAR',
  title: '4. Common Kubectl Commands: looking at objects',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR04-01',
      title: 'Namespaces on the command line',
      goal: 'You see the Pods of one namespace, of another one, and of all.',
      nature: 'normal',
      stack: 'cluster-system',
      begin: { running: [BAR, DASHBOARD] },
      steps: [
        {
          task: 'List the Pods of the namespace xxx. Compare with what kubectl lists when you name none, and another one.',
          run: 'kubectl get pods --namespace=xxx',
          see: [
            prints('No resources found in xxx namespace.'),
            unchanged(asks('kubectl get pods', table({ NAME: 'bar', ...runs }))),
            unchanged(
              asks('kubectl get pods --namespace=kubernetes-dashboard', table({ NAME: `{{${POD}}}`, ...runs })),
            ),
            unchanged(gone('namespaces/xxx')),
          ],
          moral: 'Without a name, default is meant. A namespace that does not exist is as empty as any other.',
        },
        {
          task: 'List the Pods of all namespaces.',
          run: 'kubectl get pods --all-namespaces',
          see: [
            lines('NAMESPACE NAME READY STATUS RESTARTS AGE'),
            rows(
              { NAMESPACE: 'default', NAME: 'bar', ...runs },
              { NAMESPACE: 'kube-system', NAME: '{{kube-system:pods k8s-app=kube-dns}}', ...runs },
              { NAMESPACE: 'kube-system', NAME: '{{kube-system:pods k8s-app=kube-proxy}}', ...runs },
              { NAMESPACE: 'kubernetes-dashboard', NAME: `{{${POD}}}`, ...runs },
            ),
          ],
          moral: 'A namespace is a folder: names are unique in it, not in the cluster.',
        },
      ],
    },
    {
      id: 'KUAR04-02',
      title: 'Contexts',
      goal: 'A context changes the default namespace permanently.',
      nature: 'normal',
      begin: {
        running: [BAR],
        commands:
          'kubectl create namespace mystuff\nkubectl run mine -n mystuff --image=gcr.io/kuar-demo/kuard-amd64:blue',
      },
      steps: [
        {
          task: 'Write a context into the file of kubectl, with a namespace that shall be the default.',
          run: 'kubectl config set-context my-context --namespace=mystuff',
          see: [
            prints('Context "my-context" created.'),
            asks(
              'kubectl config get-contexts',
              table(
                { CURRENT: '', NAME: 'my-context', CLUSTER: '', AUTHINFO: '', NAMESPACE: 'mystuff' },
                {
                  CURRENT: '*',
                  NAME: 'workshop',
                  CLUSTER: 'workshop',
                  AUTHINFO: 'kubernetes-admin',
                  NAMESPACE: 'default',
                },
              ),
            ),
            asks('kubectl config view', lines('- context:', 'namespace: mystuff', 'name: my-context')),
          ],
          moral:
            'The file is $HOME/.kube/config, unless KUBECONFIG names another one. The new context has neither cluster nor user.',
        },
        {
          task: 'Give the context your cluster and your user, and take it into use. The Pods of mystuff are the ones you see now.',
          run: [
            'kubectl config set-context my-context --cluster=workshop --user=kubernetes-admin --namespace=mystuff',
            'kubectl config use-context my-context',
          ].join('\n'),
          original: {
            run: 'kubectl config set-context my-context --users=kubernetes-admin --clusters=workshop',
            why: 'A context joins one cluster and one user: the options are called --cluster and --user.',
            fails: "error: unknown flag: --users\nSee 'kubectl config set-context --help' for usage.",
          },
          see: [
            prints('Context "my-context" modified.\nSwitched to context "my-context".'),
            asks('kubectl config current-context', prints('my-context')),
            asks('kubectl get pods', table({ NAME: 'mine', ...runs })),
            unchanged(asks('kubectl get pods --context=workshop', table({ NAME: 'bar', ...runs }))),
          ],
          moral:
            'Every kubectl in every terminal uses the context from now on. kubectl config use-context workshop leads back.',
        },
      ],
    },
    {
      id: 'KUAR04-03',
      title: 'Get objects in several formats',
      goal: 'You know tables, wide tables, JSON, rows without a head, and single fields.',
      nature: 'normal',
      begin: {
        running: [BAR, DASHBOARD],
        commands: 'kubectl run my-pod --image=gcr.io/kuar-demo/kuard-amd64:blue',
      },
      steps: [
        {
          task: 'Get one object: the resource, then the name.',
          run: 'kubectl get pods bar',
          original: { run: 'kubectl get <resource-name> <obj-name>', why: 'Any object will do; this Pod is there.' },
          see: [table({ NAME: 'bar', ...runs })],
        },
        {
          task: 'Get more columns of all Pods: their addresses, for instance.',
          run: 'kubectl get pods -o wide',
          see: [
            table(
              { NAME: 'bar', ...runs, IP: '{{pods/bar .status.podIP}}', NODE: 'minikube', 'NOMINATED NODE': '<none>' },
              { NAME: 'my-pod', ...runs, IP: '{{pods/my-pod .status.podIP}}', NODE: 'minikube' },
            ),
          ],
        },
        {
          task: 'Get everything there is to know about them, as JSON.',
          run: 'kubectl get pods -o json',
          see: [
            lines(
              '{',
              '"apiVersion": "v1",',
              '"items": [',
              '"kind": "Pod",',
              '"name": "bar",',
              '"uid": "{{pods/bar .metadata.uid}}"',
              '"image": "gcr.io/kuar-demo/kuard-amd64:blue",',
              '"nodeName": "minikube",',
              '"phase": "Running",',
              '"podIP": "{{pods/bar .status.podIP}}",',
              '"kind": "Pod",',
              '"name": "my-pod",',
              '"podIP": "{{pods/my-pod .status.podIP}}",',
              '"kind": "List",',
              '}',
            ),
          ],
          moral: 'A table shows some fields. The objects have many more: what was asked for, and how it is.',
        },
        {
          task: 'Get rows without the head, for programs that take words out of lines, such as awk.',
          run: 'kubectl get pods --no-headers',
          see: [
            prints('bar      1/1   Running   0     {{age}}\nmy-pod   1/1   Running   0     {{age}}'),
            unchanged(asks("kubectl get pods --no-headers | awk '{ print $1 }'", prints('bar\nmy-pod'))),
          ],
        },
        {
          task: 'Get a single field: the address of the Pod of the dashboard.',
          run: `kubectl get pods {{${POD}}} -o jsonpath --template={.status.podIP} --namespace=kubernetes-dashboard`,
          original: {
            run: 'kubectl get pods kubernetes-dashboard-57f4cb4545-9m2mx -o jsonpath --template={.status.podIP} --namespace=kubernetes-dashboard',
            why: 'In each cluster the Pod has another name.',
            fails: 'Error from server (NotFound): pods "kubernetes-dashboard-57f4cb4545-9m2mx" not found',
          },
          see: [prints(`{{${POD} .status.podIP}}`)],
          moral: 'The path is that of the field in the JSON.',
        },
        {
          task: 'Get an object as the API server sends it, by its path.',
          run: 'kubectl get --raw /api/v1/namespaces/default/pods/my-pod',
          original: {
            run: 'GET https://your-k8s.com/api/v1/namespaces/default/pods/my-pod',
            why: 'The server wants to know who asks: kubectl knows its address, and has your credentials.',
          },
          see: [
            unchanged(
              asks(
                "kubectl get --raw /api/v1/namespaces/default/pods/my-pod | tr , '\\n'",
                lines(
                  '{"kind":"Pod"',
                  '"apiVersion":"v1"',
                  '"metadata":{"name":"my-pod"',
                  '"namespace":"default"',
                  '"uid":"{{pods/my-pod .metadata.uid}}"',
                  '"podIP":"{{pods/my-pod .status.podIP}}"',
                ),
              ),
            ),
          ],
          moral: 'Each object has one path, and each command of kubectl is made of requests to such paths: try -v=6.',
        },
      ],
    },
    {
      id: 'KUAR04-04',
      title: 'Describe an object',
      goal: 'You have read what a Pod is made of, what belongs to it, and what has happened to it.',
      nature: 'normal',
      begin: { running: [DASHBOARD] },
      steps: [
        {
          task: 'Describe the Pod of the dashboard.',
          run: `kubectl describe pods {{${POD}}} --namespace=kubernetes-dashboard`,
          original: {
            run: 'kubectl describe pods kubernetes-dashboard-57f4cb4545-9m2mx --namespace=kubernetes-dashboard',
            why: 'In each cluster the Pod has another name.',
            fails: 'Error from server (NotFound): pods "kubernetes-dashboard-57f4cb4545-9m2mx" not found',
          },
          see: [
            lines(
              `Name: {{${POD}}}`,
              'Namespace: kubernetes-dashboard',
              'Service Account: default',
              'Node: minikube/192.168.64.3',
              'Start Time: {{time}}',
              'Labels: k8s-app=kubernetes-dashboard',
              'Status: Running',
              `IP: {{${POD} .status.podIP}}`,
              'Controlled By: ReplicaSet/{{kubernetes-dashboard:replicasets}}',
              'Containers:',
              'kubernetes-dashboard:',
              'Image: kubernetesui/dashboard:v2.7.0',
              'Port: 8443/TCP',
              'State: Running',
              'Started: {{time}}',
              'Ready: True',
              'Restart Count: 0',
              'Mounts:',
              'Conditions:',
              'Ready True',
              'Volumes:',
              'ConfigMapName: kube-root-ca.crt',
              'QoS Class: BestEffort',
              'Events:',
              `Normal Scheduled {{age}} default-scheduler Successfully assigned kubernetes-dashboard/{{${POD}}} to minikube`,
            ),
            unchanged(event(`pods/{{${POD}}}`, 'Normal', 'Started', 'Container started', 'kubernetes-dashboard')),
          ],
          moral:
            'Get tells what an object says; describe also asks for others that have to do with it, such as events.',
        },
      ],
    },
  ],
};
