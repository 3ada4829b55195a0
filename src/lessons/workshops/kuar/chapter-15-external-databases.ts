import {
  asks,
  type Chapter,
  fails,
  file,
  gone,
  has,
  lines,
  objects,
  prints,
  rows,
  table,
  unchanged,
} from '../../model';

const TEST_AND_PROD = 'kuar-external-db/test-and-prod';
const ENDPOINTS = 'kuar-external-db/endpoints';

/** A Pod to look around from, in a namespace. */
const look = (namespace: string): string => `kubectl run look -n ${namespace} --image=busybox -- sleep 1d`;

const ready = (namespace: string): string => `kubectl wait -n ${namespace} --for=condition=Ready pod/look`;

/** The Service of the text: nothing but a name. */
const bareService = `kind: Service
apiVersion: v1
metadata:
  name: external-ip-database
`;

const serviceWithPort = `${bareService}spec:
  ports:
    - port: 3306
`;

/** Endpoints are written by hand: `address` is where the database is. */
const endpointsAt = (address: string): string => `kind: Endpoints
apiVersion: v1
metadata:
  name: external-ip-database
subsets:
  - addresses:
      - ip: ${address}
    ports:
      - port: 3306
`;

/** Address of a machine that is no Pod: the node itself. */
const MACHINE = '{{nodes/minikube .status.addresses[0].address}}';

/** A database on that machine, as far as matters here: it listens, and says who connects. */
const DATABASE = 'workshop cluster ssh minikube -- nc -lkv 3306';

const CONNECT = 'kubectl exec look -- nc -zv -w 2 external-ip-database 3306';

const LISTENS = `until ${CONNECT} 2>&1 | grep -q open; do sleep 0.1; done`;

const slice = (address: string) => ({
  endpoints: [{ addresses: [address], conditions: { ready: true } }],
  ports: [{ port: 3306 }],
});

/** Databases that run outside of the cluster, under names of Services. */
export const externalDatabases: Chapter = {
  workshop: 'KUAR',
  title: '15. Storage: databases outside of the cluster',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR15-01',
      title: 'One name, another database per namespace',
      goal: 'The name my-database leads to a test database in one namespace, and to the real one in another.',
      nature: 'claim',
      stack: TEST_AND_PROD,
      steps: [
        {
          task:
            'In the namespace test make a Service my-database for a small MySQL that runs there; in prod one of the same name ' +
            'that only refers to the machine database.company.com. (Of both the text shows two lines: an apiVersion and a ' +
            'spec are missing.) Then look the name up, from a Pod in test and from one in prod.',
          writes: {
            'fragment.yaml': 'kind: Service\nmetadata:\n  name: my-database\n  namespace: test\n',
            'my-database.yaml': objects(TEST_AND_PROD),
          },
          hand: `kubectl apply -f my-database.yaml\n${look('test')}\n${look('prod')}`,
          see: [
            asks(
              'kubectl apply -f fragment.yaml',
              fails(1),
              prints(
                'error: error validating "fragment.yaml": error validating data: apiVersion not set; if you choose to ignore ' +
                  'these errors, turn validation off with --validate=false',
              ),
            ),
            has('services/my-database', { spec: { type: 'ClusterIP', ports: [{ port: 3306 }] } }, 'test'),
            has(
              'services/my-database',
              { spec: { type: 'ExternalName', externalName: 'database.company.com' } },
              'prod',
            ),
            asks(
              'kubectl exec -n test look -- nslookup my-database.test.svc.cluster.local',
              lines(
                'Name: my-database.test.svc.cluster.local',
                'Address: {{test:services/my-database .spec.clusterIP}}',
              ),
            ),
            asks(
              'kubectl exec -n test look -- nc -zv -w 2 my-database 3306',
              prints('my-database ({{test:services/my-database .spec.clusterIP}}:3306) open'),
            ),
            asks(
              'kubectl exec -n prod look -- nslookup my-database',
              fails(1),
              lines('my-database.prod.svc.cluster.local canonical name = database.company.com'),
            ),
          ],
          hint: 'A name without dots is first looked for in the namespace of the Pod that asks.',
          moral:
            'An application that asks for my-database needs no other configuration in test than in production: its namespace ' +
            'decides. (In full the name ends in svc.cluster.local.)',
        },
      ],
    },
    {
      id: 'KUAR15-02',
      title: 'ExternalName Service',
      goal: 'A name of the cluster is an alias of a name outside.',
      nature: 'normal',
      stack: 'kuar-external-db/external-name',
      steps: [
        {
          task: 'Write dns-service.yaml, a Service external-database of type ExternalName for database.company.com. Create it.',
          writes: { 'dns-service.yaml': objects('kuar-external-db/external-name') },
          run: 'kubectl apply -f dns-service.yaml',
          see: [
            prints('service/external-database created'),
            asks(
              'kubectl get services external-database',
              table({
                NAME: 'external-database',
                TYPE: 'ExternalName',
                'CLUSTER-IP': '<none>',
                'EXTERNAL-IP': 'database.company.com',
                'PORT(S)': '<none>',
                AGE: '{{age}}',
              }),
            ),
            unchanged(gone('endpoints/external-database')),
          ],
          moral: 'There is nothing to forward and nothing to choose from: no address, no ports, no endpoints.',
        },
        {
          task: 'Look the name up, in a Pod that is there for this one question.',
          run: 'kubectl run -it --rm --restart=Never --image=busybox dns -- nslookup external-database.default.svc.cluster.local',
          see: [
            lines('external-database.default.svc.cluster.local canonical name = database.company.com'),
            lines('pod "dns" deleted from default namespace'),
          ],
          moral:
            'DNS answers with a CNAME: whoever asks goes on with the other name. The name of the company is made up, so ' +
            'no address follows. (The text has the parts of the name of the Service in another order.)',
        },
      ],
    },
    {
      id: 'KUAR15-03',
      title: 'External IP address with hand-written Endpoints',
      goal: 'A Service leads to an address outside of the cluster.',
      nature: 'normal',
      stack: ENDPOINTS,
      begin: { commands: `${look('default')}\n${ready('default')}` },
      steps: [
        {
          task:
            'The database has an address and no name. Make a Service external-ip-database without a selector, in ' +
            'modern/external-ip-service.yaml with its port 3306, and see what it leads to.',
          writes: { 'external-ip-service.yaml': bareService, 'modern/external-ip-service.yaml': serviceWithPort },
          run: 'kubectl apply -f modern/external-ip-service.yaml',
          original: {
            run: 'kubectl apply -f external-ip-service.yaml',
            why: 'The text has a Service without ports, which is refused.',
            fails: 'The Service "external-ip-database" is invalid: spec.ports: Required value',
          },
          see: [
            prints('service/external-ip-database created'),
            has('services/external-ip-database', {
              spec: { type: 'ClusterIP', clusterIP: '{{ip}}', selector: undefined, ports: [{ port: 3306 }] },
            }),
            unchanged(gone('endpoints/external-ip-database')),
            asks(
              'kubectl exec look -- nslookup external-ip-database.default.svc.cluster.local',
              lines('Address: {{services/external-ip-database .spec.clusterIP}}'),
            ),
            asks(
              CONNECT,
              fails(1),
              lines(
                'nc: external-ip-database ({{services/external-ip-database .spec.clusterIP}}:3306): Connection refused',
              ),
            ),
          ],
          moral:
            'It has an address and a record in DNS, and nobody behind it: without a selector there are no endpoints.',
        },
        {
          task: 'Write the endpoints by hand: the address 192.168.0.1, port 3306, under the name of the Service.',
          writes: { 'external-ip-endpoints.yaml': endpointsAt('192.168.0.1') },
          run: 'kubectl apply -f external-ip-endpoints.yaml',
          see: [
            prints(
              'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n' +
                'endpoints/external-ip-database created',
            ),
            asks(
              'kubectl get endpoints external-ip-database',
              rows({ NAME: 'external-ip-database', ENDPOINTS: '192.168.0.1:3306' }),
            ),
            has('endpointslices/external-ip-database-{{suffix}}', slice('192.168.0.1')),
          ],
          hint: 'Endpoints belong to the Service of the same name.',
          moral:
            'Today such addresses are written as an EndpointSlice with the label kubernetes.io/service-name; from Endpoints the ' +
            'cluster makes one by itself.',
        },
        {
          task:
            'Connect to external-ip-database:3306 from a Pod. At 192.168.0.1 nobody is at home here; so change the address to ' +
            'that of the machine under this cluster, let a small server listen there, and connect again.',
          writes: { 'external-ip-endpoints.yaml': endpointsAt(MACHINE) },
          hand: [
            `${CONNECT} >before.txt 2>&1; grep -q 'nc: timed out' before.txt`,
            'kubectl apply -f external-ip-endpoints.yaml',
            `${DATABASE} >database.txt 2>&1 &`,
            LISTENS,
          ].join('\n'),
          see: [
            has('endpointslices/external-ip-database-{{suffix}}', slice(MACHINE)),
            asks(CONNECT, prints('external-ip-database ({{services/external-ip-database .spec.clusterIP}}:3306) open')),
            file('database.txt', 'Connection received on {{ip}} {{port}}'),
          ],
          moral: 'What goes to the address of the Service goes on to the endpoint, wherever in the world that is.',
        },
      ],
    },
    {
      id: 'KUAR15-04',
      title: 'No health checks for external services',
      goal: 'A dead database stays among the endpoints.',
      nature: 'claim',
      stack: ENDPOINTS,
      begin: {
        files: { 'service.yaml': serviceWithPort, 'endpoints.yaml': endpointsAt(MACHINE) },
        commands: [
          'kubectl apply -f service.yaml -f endpoints.yaml',
          look('default'),
          ready('default'),
          `${DATABASE} >database.txt 2>&1 &`,
          'echo $! >database.pid',
          LISTENS,
        ].join('\n'),
      },
      steps: [
        {
          task:
            'external-ip-database leads to a server beside the cluster, which answers. Stop that server. What does the ' +
            'cluster do about it?',
          hand: 'kill -- -$(cat database.pid)',
          advance: '10m',
          see: [
            unchanged(has('endpointslices/external-ip-database-{{suffix}}', slice(MACHINE))),
            asks(
              CONNECT,
              fails(1),
              lines(
                'nc: external-ip-database ({{services/external-ip-database .spec.clusterIP}}:3306): Connection refused',
              ),
            ),
          ],
          moral:
            'Nothing. Endpoints of a selector come and go with the probes of Pods; those written by hand are the business of ' +
            'whoever wrote them.',
        },
      ],
    },
  ],
};
