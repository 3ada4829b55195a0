import { answers, asks, type Chapter, fails, has, lines, objects, prints, table, unchanged } from '../../model';

/** What sleepy-server says to each request. */
const PAGE = '{{pods app=sleepy-server}} - Getting a little sleepy...\nHello World!';

/** The first Services: what types there are, and a page that is reached from outside. */
export const exposingAPort: Chapter = {
  workshop: 'COINS',
  title: 'Basic service types; Exposing a port',
  profile: 'workshop',
  exercises: [
    {
      id: 'COINS-01',
      title: 'The four Service types',
      goal: 'Four Services lead to the same Pod, each as far as its type does.',
      nature: 'claim',
      stack: 'sleepy',
      begin: { running: [objects('sleepy', 'Deployment/sleepy')] },
      steps: [
        {
          task:
            'Put one Service of each type in front of the Deployment sleepy, and find out from where each of them is ' +
            'reached: from a Pod, and from a machine outside of the cluster. Also try the highest port that the text ' +
            'names for node ports, 32768.',
          run: [
            'kubectl expose deployment sleepy --name=hello --port=80',
            'kubectl expose deployment sleepy --name=hello-node --port=80 --type=NodePort',
            'kubectl expose deployment sleepy --name=hello-balancer --port=80 --type=LoadBalancer',
            'kubectl create service externalname hello-alias --external-name=hello.example.com',
            'kubectl run look --image=busybox --restart=Never -- sleep 1h',
          ].join('\n'),
          see: [
            prints(
              'service/hello exposed\nservice/hello-node exposed\nservice/hello-balancer exposed\nservice/hello-alias created\npod/look created',
            ),
            asks(
              'kubectl get services',
              table(
                {
                  NAME: 'hello',
                  TYPE: 'ClusterIP',
                  'CLUSTER-IP': '{{ip}}',
                  'EXTERNAL-IP': '<none>',
                  'PORT(S)': '80/TCP',
                },
                {
                  NAME: 'hello-node',
                  TYPE: 'NodePort',
                  'CLUSTER-IP': '{{ip}}',
                  'EXTERNAL-IP': '<none>',
                  'PORT(S)': '80:{{port}}/TCP',
                },
                {
                  NAME: 'hello-balancer',
                  TYPE: 'LoadBalancer',
                  'CLUSTER-IP': '{{ip}}',
                  'EXTERNAL-IP': '{{ip}}',
                  'PORT(S)': '80:{{port}}/TCP',
                },
                {
                  NAME: 'hello-alias',
                  TYPE: 'ExternalName',
                  'CLUSTER-IP': '<none>',
                  'EXTERNAL-IP': 'hello.example.com',
                  'PORT(S)': '<none>',
                },
                { NAME: 'kubernetes', TYPE: 'ClusterIP' },
              ),
            ),
            // A name for each Service, and the port of the program behind it: from a Pod.
            asks('kubectl exec look -- wget -qO- http://hello/', prints(PAGE)),
            asks(
              'kubectl exec look -- nslookup -type=cname hello-alias.default.svc.cluster.local',
              lines('hello-alias.default.svc.cluster.local canonical name = hello.example.com'),
            ),
            // From outside the address of the Service leads nowhere; node port and balancer do.
            asks(
              'workshop cluster outside -- curl -sS -m 3 http://{{services/hello .spec.clusterIP}}/',
              fails(28),
              lines('curl: (28) Connection timed out after {{count}} milliseconds'),
            ),
            answers('{{url svc/hello-node}}', 200, 'Hello World!'),
            answers('{{url svc/hello-balancer}}', 200, 'Hello World!'),
            unchanged(
              asks(
                'kubectl create service nodeport too-high --tcp=80 --node-port=32768',
                fails(1),
                prints(
                  'error: failed to create NodePort service: Service "too-high" is invalid: spec.ports[0].nodePort: Invalid value: 32768: provided port is not in the valid range. The range of valid ports is 30000-32767',
                ),
              ),
            ),
          ],
          hint: 'kubectl expose has --type; an alias is made by kubectl create service externalname.',
          moral:
            'Each type adds to the one before it: an address inside, a port on every node, a balancer in front of the ' +
            'nodes. An ExternalName is nothing of this: only an alias in DNS. Node ports end at 32767.',
        },
      ],
    },
    {
      id: 'COINS-02',
      title: 'Deploy sleepy and open it from outside',
      goal: 'A page outside of the cluster shows the name of the Pod that serves it.',
      nature: 'normal',
      stack: 'sleepy',
      begin: { files: { 'sleepy.yaml': objects('sleepy') } },
      steps: [
        {
          task: 'Create the Deployment and the Service that sleepy.yaml holds.',
          run: 'kubectl apply -f sleepy.yaml',
          see: [
            prints('deployment.apps/sleepy created\nservice/sleepy-svc created'),
            has('deployments/sleepy', { status: { readyReplicas: 1 } }),
            has('services/sleepy-svc', { status: { loadBalancer: { ingress: [{ ip: '{{ip}}' }] } } }),
          ],
        },
        {
          task: 'Read at which address the load balancer listens, and, behind 80:, which port every node has for it.',
          run: 'kubectl get svc sleepy-svc',
          see: [
            table({
              NAME: 'sleepy-svc',
              TYPE: 'LoadBalancer',
              'CLUSTER-IP': '{{ip}}',
              'EXTERNAL-IP': '{{ip}}',
              'PORT(S)': '80:{{port}}/TCP',
            }),
          ],
        },
        {
          task: 'Open the page; here that address is {{url svc/sleepy-svc}}. Who answers says so at once, and then takes its time.',
          hand: 'curl -sf {{url svc/sleepy-svc}} >/dev/null',
          see: [
            unchanged(answers('{{url svc/sleepy-svc}}', 200, PAGE)),
            asks('kubectl logs deployment/sleepy', lines('{{ip}} - - "GET / HTTP/1.1" 200 -')),
          ],
          moral: 'The page names the Pod, not a machine: whoever opens it needs to know neither.',
        },
      ],
    },
    {
      id: 'COINS-03',
      title: 'Stress test with one worker',
      goal: 'Ten requests, one after the other, take ten times half a second.',
      nature: 'normal',
      stack: 'sleepy',
      continues: true,
      begin: { running: [objects('sleepy')] },
      steps: [
        {
          task:
            'Ask for the page ten times from a machine outside of the cluster, each time as soon as the answer before is ' +
            'complete, and measure how long that takes.',
          run:
            "workshop cluster outside -- 'begin=$(date +%s%N)\n" +
            'for i in 1 2 3 4 5 6 7 8 9 10; do curl -s http://{{nodes/node2 .status.addresses[0].address}}:{{services/sleepy-svc .spec.ports[0].nodePort}}/; done\n' +
            "echo $((($(date +%s%N) - begin) / 1000000000)) s'",
          original: {
            run: 'docker run --rm -t yokogawa/siege -d0 -r10 -c1 [node2 IP]:8080',
            why: 'Nothing exposes port 8080, the node port does; and a loop around curl counts to ten as well as siege.',
          },
          see: [prints([...Array.from({ length: 10 }, () => PAGE), '5 s'].join('\n'))],
          moral: 'Two requests a second is all that one Pod which sleeps in each of them can serve to one client.',
        },
      ],
    },
  ],
};
