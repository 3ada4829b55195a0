import { asks, type Chapter, gone, has, lines, prints, table, unchanged } from '../../model';
import { ADDRESS, CONTOUR, PROXY } from './ingress-parts';

const OBJECTS = `namespace/projectcontour
serviceaccount/contour
configmap/contour
customresourcedefinition.apiextensions.k8s.io/ingressroutes.contour.heptio.com
customresourcedefinition.apiextensions.k8s.io/tlscertificatedelegations.contour.heptio.com
customresourcedefinition.apiextensions.k8s.io/httpproxies.projectcontour.io
customresourcedefinition.apiextensions.k8s.io/tlscertificatedelegations.projectcontour.io
serviceaccount/contour-certgen
rolebinding.rbac.authorization.k8s.io/contour
role.rbac.authorization.k8s.io/contour-certgen
job.batch/contour-certgen
clusterrolebinding.rbac.authorization.k8s.io/contour
clusterrole.rbac.authorization.k8s.io/contour
role.rbac.authorization.k8s.io/contour-leaderelection
rolebinding.rbac.authorization.k8s.io/contour-leaderelection
service/contour
service/envoy
deployment.apps/contour
daemonset.apps/envoy`;

const NAMES = ['be-default', 'alpaca', 'bandicoot'];

/** Asks a machine outside of the cluster what both names mean to it. */
const ELSEWHERE = "workshop cluster outside -- 'getent hosts alpaca.example.com; getent hosts bandicoot.example.com'";
const BOTH_NAMES = Array.from({ length: 2 }, () => `${ADDRESS} alpaca.example.com bandicoot.example.com`);

/** Three Pods each, in colours by which answers are told apart. */
const COLOURS = { 'be-default': 'blue', alpaca: 'green', bandicoot: 'purple' };

const backendLines = (verb: (name: string, colour: string) => string): string =>
  Object.entries(COLOURS)
    .map(([name, colour]) => `${verb(name, colour)}\nkubectl expose deployment ${name}`)
    .join('\n');

const IMAGE = 'gcr.io/kuar-demo/kuard-amd64';

/** One address for many applications, told apart by host and path. */
export const ingresses: Chapter = {
  workshop: 'KUAR',
  title: '8. HTTP Load Balancing with Ingress',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR08-01',
      title: 'Install Contour',
      goal: 'An ingress controller runs, and you know the address at which it answers.',
      nature: 'normal',
      stack: 'kuar-ingress',
      begin: { files: { 'contour.yaml': CONTOUR } },
      steps: [
        {
          task:
            'Kubernetes itself does nothing about Ingresses: a controller must be installed. Install Contour, which tells ' +
            'the proxy Envoy, on every node, where requests lead.',
          run: 'kubectl apply -f contour.yaml',
          original: {
            run: 'kubectl apply -f https://projectcontour.io/quickstart/contour.yaml',
            why: 'What lies behind that address changes; contour.yaml has the same 19 objects as it had then.',
          },
          see: [
            prints(OBJECTS.replace(/$/gm, ' created')),
            has('deployments/contour', { status: { readyReplicas: 2 } }, 'projectcontour'),
            has('daemonsets/envoy', { status: { desiredNumberScheduled: 1, numberReady: 1 } }, 'projectcontour'),
            has('jobs/contour-certgen', { status: { succeeded: 1 } }, 'projectcontour'),
            asks('kubectl get httpproxies -A', prints('No resources found')),
          ],
          moral: 'Four kinds were defined on the way: Contour also has Ingresses of its own, called HTTPProxy.',
        },
        {
          task: 'Look up the external address. Requests come in through Envoy, so it is its Service that has one.',
          run: 'kubectl get -n projectcontour service envoy -o wide',
          original: {
            run: 'kubectl get -n projectcontour service contour -o wide',
            why: 'The Service contour is for Envoy only: it has the type ClusterIP, and no external address.',
          },
          see: [
            table({
              NAME: 'envoy',
              TYPE: 'LoadBalancer',
              'CLUSTER-IP': '{{ip}}',
              'EXTERNAL-IP': ADDRESS,
              'PORT(S)': '80:{{port}}/TCP,443:{{port}}/TCP',
              AGE: '{{age}}',
              SELECTOR: 'app=envoy',
            }),
            unchanged(
              asks(
                'kubectl get -n projectcontour service contour -o wide',
                table({
                  NAME: 'contour',
                  TYPE: 'ClusterIP',
                  'CLUSTER-IP': '{{ip}}',
                  'EXTERNAL-IP': '<none>',
                  'PORT(S)': '8001/TCP',
                  AGE: '{{age}}',
                  SELECTOR: 'app=contour',
                }),
              ),
            ),
          ],
          moral:
            'A cloud gives such addresses by itself; on a minikube of your own somebody has to run minikube tunnel, which ' +
            'this one always does.',
        },
      ],
    },
    {
      id: 'KUAR08-02',
      title: 'Host names for the ingress',
      goal: 'Two names lead to the same address, that of the ingress controller.',
      nature: 'normal',
      stack: 'kuar-ingress',
      continues: true,
      begin: { running: [CONTOUR] },
      steps: [
        {
          task:
            'DNS would map both names to the external address; a line in /etc/hosts does the same for one machine. On this ' +
            'machine name the host in a header instead, at {{url svc/projectcontour/envoy:80}}. Before there is any Ingress ' +
            'nobody answers: let there be a first one, nobody, which leads to a Service that does not exist.',
          hand: [
            "kubectl create ingress nobody --rule='/*=nobody:80'",
            `workshop cluster outside -- 'echo "${ADDRESS} alpaca.example.com bandicoot.example.com" >>/etc/hosts'`,
          ].join('\n'),
          run: ['alpaca', 'bandicoot']
            .map((name) => `curl -s -w ' (%{http_code})\\n' -H "Host: ${name}.example.com" ${PROXY}`)
            .join('\n'),
          original: {
            run: '# in /etc/hosts\n192.168.0.101 alpaca.example.com bandicoot.example.com',
            why: 'The address of the cluster is known to this machine under another one, which /etc/hosts cannot say.',
          },
          see: [prints('no healthy upstream (503)\nno healthy upstream (503)'), asks(ELSEWHERE, lines(...BOTH_NAMES))],
          moral:
            'Envoy itself has answered, twice at one address: what tells requests apart is the name in their Host header.',
        },
        {
          task: 'A Mac remembers what names meant before; tell it to forget that.',
          run: 'sudo killall -HUP mDNSResponder',
          outside: 'Only a Mac has this program, and the simulator asks no resolver of yours.',
          hand: 'kubectl delete ingress nobody',
          see: [gone('ingresses/nobody'), unchanged(asks(ELSEWHERE, lines(...BOTH_NAMES)))],
        },
      ],
    },
    {
      id: 'KUAR08-03',
      title: 'Three upstream Services',
      goal: 'Three applications wait for requests: be-default in blue, alpaca in green, bandicoot in purple.',
      nature: 'normal',
      stack: 'kuar-ingress',
      continues: true,
      begin: { running: [CONTOUR] },
      steps: [
        {
          task: 'Make three Deployments of three Pods each, and a Service in front of each.',
          run: backendLines(
            (name, colour) => `kubectl create deployment ${name} --image=${IMAGE}:${colour} --replicas=3 --port=8080`,
          ),
          original: {
            run: backendLines(
              (name, colour) => `kubectl run ${name} --image=${IMAGE}:${colour} --replicas=3 --port=8080`,
            ),
            why: 'kubectl run makes one Pod, no Deployment. With create deployment the label is app=NAME instead of run=NAME.',
            fails: NAMES.map(
              (name) =>
                "error: unknown flag: --replicas\nSee 'kubectl run --help' for usage.\n" +
                `Error from server (NotFound): deployments.apps "${name}" not found`,
            ).join('\n'),
          },
          see: [
            prints(NAMES.map((name) => `deployment.apps/${name} created\nservice/${name} exposed`).join('\n')),
            ...Object.entries(COLOURS).flatMap(([name, colour]) => [
              has(`deployments/${name}`, {
                spec: { template: { spec: { containers: [{ image: `${IMAGE}:${colour}` }] } } },
                status: { readyReplicas: 3 },
              }),
              has(`services/${name}`, { spec: { ports: [{ port: 8080, targetPort: 8080 }] } }),
            ]),
          ],
        },
        {
          task: 'Look at the Services. They are of no use to anybody outside yet.',
          run: 'kubectl get services -o wide',
          see: [
            table(
              ...[
                ...NAMES.map((NAME) => ({ NAME, 'PORT(S)': '8080/TCP', SELECTOR: `app=${NAME}` })),
                { NAME: 'kubernetes', 'PORT(S)': '443/TCP', SELECTOR: '<none>' },
              ].map((row) => ({
                TYPE: 'ClusterIP',
                'CLUSTER-IP': '{{ip}}',
                'EXTERNAL-IP': '<none>',
                AGE: '{{age}}',
                ...row,
              })),
            ),
          ],
        },
      ],
    },
  ],
};
