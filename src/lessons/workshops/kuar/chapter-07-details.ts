import { amount, asks, type Chapter, fails, file, lines, objects, prints, table, unchanged } from '../../model';
import { behind, DEPRECATED } from './chapter-07-services';

const EXPOSED = 'kuar-services/01-expose';

/** Each answer of kuard tells the name of its Pod. */
const WHO = `wget -qO- http://{{services/alpaca-prod .spec.clusterIP}}:8080/env/api | grep -o 'alpaca-prod-[a-z0-9]*-[a-z0-9]*' | head -1`;

/** What of the Service must not change. */
const SERVICE_BEFORE =
  "kubectl get service alpaca-prod -o jsonpath='{.metadata.uid} {.metadata.creationTimestamp} {.spec.clusterIP}'";

/** How it is done: endpoints, proxies and variables. */
export const details: Chapter = {
  workshop: 'KUAR',
  title: '7. Service Discovery: advanced details',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR07-07',
      title: 'Describe endpoints',
      goal: 'You know the addresses behind the Service.',
      nature: 'normal',
      stack: 'kuar-services/02-readiness',
      continues: true,
      begin: { running: [objects('kuar-services/02-readiness')] },
      steps: [
        {
          task: 'Describe the Endpoints of alpaca-prod, an object that Kubernetes keeps beside each Service with a selector.',
          run: 'kubectl describe endpoints alpaca-prod',
          see: [
            prints(
              [
                DEPRECATED,
                'Name:         alpaca-prod',
                'Namespace:    default',
                'Labels:       app=alpaca',
                '              endpoints.kubernetes.io/managed-by=endpoint-controller',
                '              env=prod',
                '              ver=1',
                'Annotations:  endpoints.kubernetes.io/last-change-trigger-time: {{time}}',
                'Subsets:',
                '  Addresses:          {{ip}},{{ip}},{{ip}}',
                '  NotReadyAddresses:  <none>',
                '  Ports:',
                '    Name     Port  Protocol',
                '    ----     ----  --------',
                '    <unset>  8080  TCP',
                '',
                'Events:  <none>',
              ].join('\n'),
            ),
          ],
          moral: 'Programs that want every address, not the one of the Service, read it there.',
        },
      ],
    },
    {
      id: 'KUAR07-08',
      title: 'Watch endpoints while the Deployment is replaced',
      goal: 'All Pods behind the Service have gone and come, and it has stayed.',
      nature: 'normal',
      stack: EXPOSED,
      continues: true,
      begin: {
        running: [objects(EXPOSED)],
        files: { 'alpaca-prod-deployment.yaml': objects(EXPOSED, 'Deployment/alpaca-prod') },
      },
      steps: [
        {
          task: 'Watch the endpoints of alpaca-prod in a terminal of their own. What is shown is also kept in replaced.txt.',
          run: 'kubectl get endpoints alpaca-prod --watch >replaced.txt 2>&1',
          original: { run: 'kubectl get endpoints alpaca-prod --watch', why: 'A file can be looked at later on.' },
          course: 'stays',
          terminal: 'endpoints',
          see: [file('replaced.txt', DEPRECATED, 'NAME ENDPOINTS AGE', behind(3))],
        },
        {
          task: 'Delete the Deployment and create it again. What happens to the Service, and what behind it?',
          hand: `${SERVICE_BEFORE} >before.txt`,
          run: 'kubectl delete deployment alpaca-prod && kubectl apply -f alpaca-prod-deployment.yaml',
          original: {
            run: `kubectl delete deployment alpaca-prod\nkubectl run alpaca-prod --image=gcr.io/kuar-demo/kuard-amd64:blue --replicas=3 --port=8080 --labels="ver=1,app=alpaca,env=prod"`,
            why: 'kubectl run makes a single Pod today.',
          },
          see: [
            prints('deployment.apps "alpaca-prod" deleted from default namespace\ndeployment.apps/alpaca-prod created'),
            file('replaced.txt', behind(3), behind(0), behind(3)),
            unchanged(asks(`${SERVICE_BEFORE} | diff - before.txt && echo the same`, prints('the same'))),
          ],
          moral:
            'For a moment there was nobody behind the address, and nobody who knows only the address had to learn anything new.',
        },
      ],
    },
    {
      id: 'KUAR07-09',
      title: 'Service discovery by hand',
      goal: 'The API itself tells where the Pods are.',
      nature: 'normal',
      stack: EXPOSED,
      continues: true,
      begin: { running: [objects(EXPOSED)] },
      steps: [
        {
          task: 'List the Pods of alpaca in production with their addresses.',
          run: 'kubectl get pods -o wide --selector=app=alpaca,env=prod',
          see: [
            table(
              ...[1, 2, 3].map((number) => ({
                NAME: `{{pods app=alpaca #${number}}}`,
                READY: '1/1',
                STATUS: 'Running',
                RESTARTS: '0',
                AGE: '{{age}}',
                IP: `{{pods app=alpaca #${number} .status.podIP}}`,
                NODE: 'minikube',
                'NOMINATED NODE': '<none>',
                'READINESS GATES': '<none>',
              })),
            ),
          ],
          moral: 'Whoever does this himself has to do it again and again: a Service with its selector never stops.',
        },
      ],
    },
    {
      id: 'KUAR07-10',
      title: 'kube-proxy balances cluster IPs',
      goal: 'One address spreads requests over all Pods, from every node.',
      nature: 'claim',
      nodes: 2,
      stack: EXPOSED,
      begin: {
        running: [objects(EXPOSED)],
        commands: [
          'for node in minikube minikube-m02; do',
          `  kubectl run from-$node --image=busybox --restart=Never --overrides="{\\"spec\\":{\\"nodeName\\":\\"$node\\"}}" -- sleep 1d`,
          'done',
        ].join('\n'),
      },
      steps: [
        {
          task:
            'From a Pod on each of two nodes, send 40 requests to the address of alpaca-prod. Who answers? Keep the ' +
            'names in minikube.txt and minikube-m02.txt.',
          hint: 'The page /env/api of kuard has the name of its Pod; the Pods to ask from are from-minikube and from-minikube-m02.',
          hand: ['minikube', 'minikube-m02']
            .map((node) => `kubectl exec from-${node} -- sh -c "for i in \\$(seq 40); do ${WHO}; done" >${node}.txt`)
            .join('\n'),
          see: [
            asks(
              'for each in minikube minikube-m02; do wc -l <$each.txt; sort -u $each.txt | wc -l; done',
              prints('40\n3\n40\n3'),
            ),
          ],
          moral:
            'No program listens at that address. kube-proxy tells the kernel of each node to send connections on to one of the Pods, ' +
            'whichever node they are on.',
        },
      ],
    },
    {
      id: 'KUAR07-11',
      title: 'Service variables in containers',
      goal: 'A container knows the Services that were there before it.',
      nature: 'normal',
      stack: EXPOSED,
      begin: {
        running: [
          objects(EXPOSED, 'Service/alpaca-prod', 'Service/bandicoot-prod'),
          objects(EXPOSED, 'Deployment/alpaca-prod', 'Deployment/bandicoot-prod'),
        ],
      },
      steps: [
        {
          task:
            'Look at the environment of a Pod that is younger than the Services. Then make a third Service, newcomer, ' +
            'and a Pod called after: do Pods of before know the Service, does that one?',
          hand: [
            'kubectl expose deployment bandicoot-prod --name=newcomer',
            'kubectl run after --image=gcr.io/kuar-demo/kuard-amd64:blue',
          ].join('\n'),
          run: 'kubectl exec {{pods app=alpaca}} -- env',
          see: [
            lines('ALPACA_PROD_SERVICE_HOST={{services/alpaca-prod .spec.clusterIP}}', 'ALPACA_PROD_SERVICE_PORT=8080'),
            asks(
              'kubectl exec after -- env | grep NEWCOMER_SERVICE',
              lines('NEWCOMER_SERVICE_HOST={{services/newcomer .spec.clusterIP}}', 'NEWCOMER_SERVICE_PORT=8080'),
            ),
            unchanged(asks('kubectl exec {{pods app=alpaca}} -- env | grep -c NEWCOMER', fails(1), prints('0'))),
          ],
          moral: 'Variables are set once, when a container starts. DNS has no such order, and is the better way.',
        },
      ],
    },
    {
      id: 'KUAR07-12',
      title: 'Clean up by label',
      goal: 'Only what was there from the beginning is left.',
      nature: 'normal',
      stack: EXPOSED,
      begin: { running: [objects(EXPOSED)] },
      steps: [
        {
          task: 'Delete all Services and Deployments that have a label app, whatever it says.',
          run: 'kubectl delete services,deployments -l app',
          see: [
            prints(
              [
                'service "alpaca-prod" deleted from default namespace',
                'service "bandicoot-prod" deleted from default namespace',
                'deployment.apps "alpaca-prod" deleted from default namespace',
                'deployment.apps "bandicoot-prod" deleted from default namespace',
              ].join('\n'),
            ),
            amount(0, 'pods'),
            asks(
              'kubectl get services,deployments --show-labels',
              table({
                NAME: 'service/kubernetes',
                TYPE: 'ClusterIP',
                LABELS: 'component=apiserver,provider=kubernetes',
              }),
            ),
          ],
          moral: 'The Service kubernetes has other labels, and stays.',
        },
      ],
    },
  ],
};
