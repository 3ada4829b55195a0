import {
  amount,
  asks,
  type Chapter,
  fails,
  gone,
  has,
  lines,
  objects,
  prints,
  rows,
  table,
  unchanged,
} from '../../model';

const ELASTIC = objects('elastic', 'Deployment/elastic');

/** Every container is an ElasticSearch of its own, with an id of its own. */
const IDS = 'grep cluster_uuid | sort -u | wc -l';

/** Four servers behind one address. */
export const openPorts: Chapter = {
  workshop: 'COINS',
  title: 'Running containers with open ports',
  profile: 'workshop',
  exercises: [
    {
      id: 'COINS-04',
      title: 'Start four ElasticSearch containers and watch',
      goal: 'Four Pods start before your eyes.',
      nature: 'normal',
      stack: 'elastic',
      steps: [
        {
          task: 'Start four containers of ElasticSearch, one Pod each.',
          run: 'kubectl create deployment elastic --image=elasticsearch:2 --replicas=4',
          original: {
            run: 'kubectl run elastic --image=elasticsearch:2 --replicas=4',
            why: 'Since 1.18 kubectl run makes a single Pod. The Deployment of today labels its Pods app=elastic, not run=elastic.',
            fails: "error: unknown flag: --replicas\nSee 'kubectl run --help' for usage.",
          },
          speed: 0.2,
          see: [
            prints('deployment.apps/elastic created'),
            has('deployments/elastic', { metadata: { labels: { app: 'elastic' } }, spec: { replicas: 4 } }),
            amount(4, 'pods', 'app=elastic'),
          ],
        },
        {
          task: 'Watch them start: a line is added for each change. End the watch with Ctrl-C.',
          run: 'kubectl get pods -w',
          course: 'watches',
          speed: 1,
          see: [
            rows(
              { NAME: '{{name as A}}', READY: '0/1', STATUS: 'ContainerCreating', RESTARTS: '0' },
              { NAME: '{{name as A}}', READY: '1/1', STATUS: 'Running', RESTARTS: '0' },
            ),
            rows(
              ...Array.from({ length: 4 }, () => ({
                NAME: 'elastic-{{hash}}-{{suffix}}',
                READY: '1/1',
                STATUS: 'Running',
              })),
            ),
            amount(4, 'pods', 'app=elastic', { status: { phase: 'Running' } }),
          ],
          moral: 'A watch tells of every change of an object; that is how all parts of Kubernetes learn what to do.',
        },
      ],
    },
    {
      id: 'COINS-05',
      title: 'ClusterIP for port 9200',
      goal: 'One address stands for the four Pods.',
      nature: 'normal',
      stack: 'elastic',
      continues: true,
      begin: { running: [ELASTIC] },
      steps: [
        {
          task:
            'Put a Service in front of the HTTP port of ElasticSearch. It is called as the Deployment; search would be a bad ' +
            'name, because there is a top-level domain of that name.',
          run: 'kubectl expose deploy/elastic --port 9200',
          see: [
            prints('service/elastic exposed'),
            amount(1, 'endpointslices', 'kubernetes.io/service-name=elastic', {
              ports: [{ port: 9200 }],
              endpoints: Array.from({ length: 4 }, () => ({ conditions: { ready: true } })),
            }),
          ],
        },
        {
          task: 'Look up the address that the Service was given.',
          run: 'kubectl get svc',
          see: [
            table(
              {
                NAME: 'elastic',
                TYPE: 'ClusterIP',
                'CLUSTER-IP': '{{services/elastic .spec.clusterIP}}',
                'EXTERNAL-IP': '<none>',
                'PORT(S)': '9200/TCP',
              },
              { NAME: 'kubernetes', TYPE: 'ClusterIP' },
            ),
          ],
        },
      ],
    },
    {
      id: 'COINS-06',
      title: 'A Service needs a port',
      goal: 'Nothing is exposed without a port.',
      nature: 'claim',
      stack: 'elastic',
      continues: true,
      begin: { running: [ELASTIC] },
      steps: [
        {
          task: 'Try to expose the Deployment without saying which port.',
          run: 'kubectl expose deploy/elastic',
          see: [fails(1), prints("error: couldn't find port via --port flag or introspection")],
          moral:
            'A Service is an address, a protocol and a port. kubectl would take the port that the Pods declare, but these ' +
            'declare none.',
        },
      ],
    },
    {
      id: 'COINS-07',
      title: 'Requests are balanced',
      goal: 'Requests to one address are answered by all four Pods.',
      nature: 'normal',
      stack: 'elastic',
      continues: true,
      begin: { running: [objects('elastic')] },
      steps: [
        {
          task: 'Keep the address of the Service in a variable.',
          run: "IP=$(kubectl get svc elastic -o go-template --template '{{ .spec.clusterIP }}')\necho $IP",
          see: [prints('{{services/elastic .spec.clusterIP}}')],
        },
        {
          task: 'Send a few requests to it, from a node of the cluster, and compare the names in the answers.',
          run: 'workshop cluster ssh node1 -- "for i in 1 2 3 4 5 6 7 8; do curl -s http://$IP:9200/; done"',
          original: {
            run: 'curl http://$IP:9200/',
            why: 'The address is known inside the cluster only: on its nodes and in its Pods.',
          },
          see: [
            lines(
              ...Array.from({ length: 8 }, () => [
                '"cluster_name" : "elasticsearch",',
                '"tagline" : "You Know, for Search"',
              ]).flat(),
            ),
            unchanged(
              asks(
                `workshop cluster ssh node1 -- 'for i in $(seq 40); do curl -s {{services/elastic .spec.clusterIP}}:9200; done | ${IDS}'`,
                prints('4'),
              ),
            ),
          ],
          moral: 'kube-proxy on each node spreads connections over the Pods; no program stands in between.',
        },
      ],
    },
    {
      id: 'COINS-08',
      title: 'Clean up ElasticSearch',
      goal: 'The Deployment and its Pods are gone.',
      nature: 'normal',
      stack: 'elastic',
      continues: true,
      begin: { running: [objects('elastic')] },
      steps: [
        {
          task: 'Delete the Deployment, and look what is left.',
          run: 'kubectl delete deploy/elastic',
          see: [
            prints('deployment.apps "elastic" deleted from default namespace'),
            gone('deployments/elastic'),
            amount(0, 'replicasets'),
            amount(0, 'pods'),
            asks('kubectl get endpoints elastic', rows({ NAME: 'elastic', ENDPOINTS: '<none>' })),
            unchanged(has('services/elastic', { spec: { ports: [{ port: 9200 }] } })),
          ],
          moral:
            'ReplicaSet and Pods belong to the Deployment and go with it. The Service belongs to nobody: it stays, with no ' +
            'one behind it, until it is deleted as well.',
        },
      ],
    },
  ],
};
