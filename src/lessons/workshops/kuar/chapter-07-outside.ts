import { answers, asks, type Chapter, fails, has, lines, objects, prints, table, unchanged } from '../../model';

const READINESS = objects('kuar-services/02-readiness');

const DESCRIBED = (type: string): string[] => [
  'Name: alpaca-prod',
  'Namespace: default',
  'Labels: app=alpaca',
  'env=prod',
  'ver=1',
  'Annotations: <none>',
  'Selector: app=alpaca,env=prod,ver=1',
  `Type: ${type}`,
  'IP Family Policy: SingleStack',
  'IP Families: IPv4',
  'IP: {{services/alpaca-prod .spec.clusterIP}}',
  'IPs: {{services/alpaca-prod .spec.clusterIP}}',
];

/** Behind every type of Service the same three Pods. */
const PORTS = [
  'Port: <unset> 8080/TCP',
  'TargetPort: 8080/TCP',
  'NodePort: <unset> {{services/alpaca-prod .spec.ports[0].nodePort}}/TCP',
  'Endpoints: {{ip}}:8080,{{ip}}:8080,{{ip}}:8080',
  'Session Affinity: None',
  'External Traffic Policy: Cluster',
  'Internal Traffic Policy: Cluster',
];

/** The way in from outside of the cluster. */
export const outside: Chapter = {
  workshop: 'KUAR',
  title: '7. Service Discovery: looking beyond the cluster',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR07-05',
      title: 'NodePort',
      goal: 'A port of every node leads to alpaca.',
      nature: 'normal',
      stack: 'kuar-services/03-nodeport',
      continues: true,
      begin: { running: [READINESS] },
      steps: [
        {
          task: 'Open the Service in an editor and change its type to NodePort.',
          run: 'KUBE_EDITOR="sed -i \'s/type: ClusterIP/type: NodePort/\'" kubectl edit service alpaca-prod',
          original: {
            run: 'kubectl edit service alpaca-prod',
            why: 'sed does what your hands would do in the editor.',
          },
          see: [
            prints('service/alpaca-prod edited'),
            has('services/alpaca-prod', { spec: { type: 'NodePort' } }),
            answers('{{url svc/alpaca-prod}}', 200, 'served by <b id="hostname">alpaca-prod-'),
          ],
        },
        {
          task: 'The type can also be named when a Service is made. Make a second one for the same Pods, under another name.',
          run: 'kubectl expose deployment alpaca-prod --type=NodePort --name=alpaca-nodeport',
          original: {
            run: 'kubectl expose --type=NodePort',
            why: 'The text does not say what is exposed, and the name alpaca-prod is taken.',
            fails: [
              'error: You must provide one or more resources by argument or filename.',
              'Example resource specifications include:',
              "   '-f rsrc.yaml'",
              "   '--filename=rsrc.json'",
              "   '<resource> <name>'",
              "   '<resource>'",
            ].join('\n'),
          },
          see: [
            prints('service/alpaca-nodeport exposed'),
            has('services/alpaca-nodeport', { spec: { type: 'NodePort', selector: { app: 'alpaca' } } }),
            unchanged(
              asks(
                'kubectl expose deployment alpaca-prod --type=NodePort',
                fails(1),
                prints('Error from server (AlreadyExists): services "alpaca-prod" already exists'),
              ),
            ),
          ],
        },
        {
          task: 'Which port was chosen for alpaca-prod?',
          run: 'kubectl describe service alpaca-prod',
          see: [lines(...DESCRIBED('NodePort'), ...PORTS, 'Events: <none>')],
          moral: 'A NodePort Service is a ClusterIP Service with a port of the nodes, from 30000 to 32767, before it.',
        },
        {
          task:
            'Where nodes cannot be reached, a tunnel through SSH leads to their ports. Make one from your port 8080 to that of ' +
            'the node, and ask it: http://localhost:8080/ready.',
          run: 'workshop cluster ssh minikube -L 8080:localhost:{{services/alpaca-prod .spec.ports[0].nodePort}} -- sleep 1h',
          original: {
            run: 'ssh <node> -L 8080:localhost:32711',
            why: 'workshop leads to the nodes of this cluster, for as long as its command runs; and the port is the one that was assigned to you, 32711 was another day’s.',
          },
          course: 'stays',
          terminal: 'tunnel',
          see: [
            lines(
              '127.0.0.1:8080 leads to localhost:{{services/alpaca-prod .spec.ports[0].nodePort}} through minikube',
            ),
            answers('http://localhost:8080/ready', 200, 'ok'),
          ],
        },
      ],
    },
    {
      id: 'KUAR07-06',
      title: 'LoadBalancer',
      goal: 'alpaca has an address for the world.',
      nature: 'normal',
      stack: 'kuar-services/04-loadbalancer',
      continues: true,
      begin: { running: [objects('kuar-services/03-nodeport')] },
      steps: [
        {
          task: 'Make the Service one of the type LoadBalancer. A cloud assigns an address then; here it takes some seconds.',
          run: `kubectl patch service alpaca-prod -p '{"spec":{"type":"LoadBalancer"}}'`,
          see: [
            prints('service/alpaca-prod patched'),
            asks(
              'kubectl get service alpaca-prod',
              table({
                NAME: 'alpaca-prod',
                TYPE: 'LoadBalancer',
                'CLUSTER-IP': '{{services/alpaca-prod .spec.clusterIP}}',
                'EXTERNAL-IP': '{{ip}}',
                'PORT(S)': '8080:{{services/alpaca-prod .spec.ports[0].nodePort}}/TCP',
              }),
            ),
          ],
        },
        {
          task: 'Look for the address.',
          run: 'kubectl describe service alpaca-prod',
          see: [
            lines(
              ...DESCRIBED('LoadBalancer'),
              'LoadBalancer Ingress: {{services/alpaca-prod .status.loadBalancer.ingress[0].ip}} (VIP)',
              ...PORTS,
              'Events:',
              'Normal Type {{age}} service-controller NodePort -> LoadBalancer',
              'Normal EnsuringLoadBalancer {{age}} service-controller Ensuring load balancer',
              'Normal EnsuredLoadBalancer {{age}} service-controller Ensured load balancer',
            ),
            unchanged(answers('{{url svc/alpaca-prod}}', 200, 'served by <b id="hostname">alpaca-prod-')),
          ],
          moral: 'How a balancer is made differs from cloud to cloud; the Service looks the same everywhere.',
        },
      ],
    },
  ],
};
