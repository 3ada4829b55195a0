import {
  type Beginning,
  type Chapter,
  amount,
  answers,
  asks,
  event,
  file,
  has,
  lines,
  objects,
  prints,
  table,
  unchanged,
} from '../../model';

const EXPOSED = 'kuar-services/01-expose';
const READINESS = 'kuar-services/02-readiness';

const IMAGE = 'gcr.io/kuar-demo/kuard-amd64';

const READ_POD = "ALPACA_POD=$(kubectl get pods -l app=alpaca -o jsonpath='{.items[0].metadata.name}')";

const FORWARD = 'kubectl port-forward $ALPACA_POD 48858:8080';

const exposed: Beginning = { running: [objects(EXPOSED)], commands: READ_POD };

/** An editor without hands: adds the probe of the text to the only container. */
const addProbe = `#!/bin/sh
sed -i '/terminationMessagePath:/i\\
        readinessProbe:\\
          httpGet:\\
            path: /ready\\
            port: 8080\\
          periodSeconds: 2\\
          initialDelaySeconds: 0\\
          failureThreshold: 3\\
          successThreshold: 1' "$1"
`;

/** What is deprecated is said each time. */
export const DEPRECATED = 'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';

const ONE = '{{ip}}:8080';

/** A line of the watch: so many Pods are behind the Service. */
export const behind = (count: number): string =>
  `alpaca-prod ${count === 0 ? '<none>' : Array.from({ length: count }, () => ONE).join()} {{age}}`;

const oldRun = (name: string, colour: string, replicas: number, labels: string) => ({
  run: `kubectl run ${name} --image=${IMAGE}:${colour} --replicas=${replicas} --port=8080 --labels="${labels}"`,
  why: 'kubectl run makes a single Pod today: a Deployment with labels needs a manifest.',
  fails: "error: unknown flag: --replicas\nSee 'kubectl run --help' for usage.",
});

/** The Service leads to this Deployment, and is labelled like it. */
const leadsTo = (name: string, labels: Readonly<Record<string, string>>, count: number) => [
  prints(`service/${name} exposed`),
  has(`services/${name}`, {
    metadata: { labels },
    spec: { type: 'ClusterIP', clusterIP: '{{ip}}', selector: labels, ports: [{ port: 8080, targetPort: 8080 }] },
  }),
  amount(1, 'endpointslices', `kubernetes.io/service-name=${name}`, {
    endpoints: Array.from({ length: count }, () => ({ conditions: { ready: true } })),
  }),
];

const ALPACA = { ver: '1', app: 'alpaca', env: 'prod' };
const BANDICOOT = { ver: '2', app: 'bandicoot', env: 'prod' };

const pods = (count: number, labels: string) =>
  amount(count, 'pods', labels, { status: { phase: 'Running', containerStatuses: [{ ready: true }] } });

/** Addresses and names that stay, and the ways to find them. */
export const services: Chapter = {
  workshop: 'KUAR',
  title: '7. Service Discovery: the Service object',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR07-01',
      title: 'Two Deployments and their Services',
      goal: 'Each application has an address of its own.',
      nature: 'normal',
      stack: EXPOSED,
      steps: [
        {
          task: 'Run three Pods of alpaca, which listen on port 8080.',
          writes: { 'alpaca-prod-deployment.yaml': objects(EXPOSED, 'Deployment/alpaca-prod') },
          run: 'kubectl apply -f alpaca-prod-deployment.yaml',
          original: oldRun('alpaca-prod', 'blue', 3, 'ver=1,app=alpaca,env=prod'),
          see: [
            prints('deployment.apps/alpaca-prod created'),
            has('deployments/alpaca-prod', {
              spec: { replicas: 3, template: { spec: { containers: [{ ports: [{ containerPort: 8080 }] }] } } },
            }),
            pods(3, 'app=alpaca,ver=1,env=prod'),
          ],
        },
        {
          task: 'Put a Service before it. Which Pods it means and at which port, kubectl reads from the Deployment.',
          run: 'kubectl expose deployment alpaca-prod',
          see: leadsTo('alpaca-prod', ALPACA, 3),
        },
        {
          task: 'Run two Pods of bandicoot.',
          writes: { 'bandicoot-prod-deployment.yaml': objects(EXPOSED, 'Deployment/bandicoot-prod') },
          run: 'kubectl apply -f bandicoot-prod-deployment.yaml',
          original: oldRun('bandicoot-prod', 'green', 2, 'ver=2,app=bandicoot,env=prod'),
          see: [prints('deployment.apps/bandicoot-prod created'), pods(2, 'app=bandicoot,ver=2,env=prod')],
        },
        {
          task: 'Put a Service before these as well.',
          run: 'kubectl expose deployment bandicoot-prod',
          see: leadsTo('bandicoot-prod', BANDICOOT, 2),
        },
        {
          task: 'List the Services with their selectors.',
          run: 'kubectl get services -o wide',
          see: [
            table(
              ...(
                [
                  ['alpaca-prod', '{{services/alpaca-prod .spec.clusterIP}}', '8080/TCP', 'app=alpaca,env=prod,ver=1'],
                  [
                    'bandicoot-prod',
                    '{{services/bandicoot-prod .spec.clusterIP}}',
                    '8080/TCP',
                    'app=bandicoot,env=prod,ver=2',
                  ],
                  ['kubernetes', '10.96.0.1', '443/TCP', '<none>'],
                ] as const
              ).map(([NAME, address, ports, SELECTOR]) => ({
                NAME,
                TYPE: 'ClusterIP',
                'CLUSTER-IP': address,
                'EXTERNAL-IP': '<none>',
                'PORT(S)': ports,
                AGE: '{{age}}',
                SELECTOR,
              })),
            ),
          ],
          moral:
            'The address of a Service is no machine’s: it stays, and leads to whatever Pods fit the selector. kubernetes is there ' +
            'from the start, for programs that talk to the API.',
        },
      ],
    },
    {
      id: 'KUAR07-02',
      title: 'Forward to one alpaca Pod',
      goal: 'The page of one of the three Pods is open on your machine.',
      nature: 'normal',
      stack: EXPOSED,
      continues: true,
      begin: { running: [objects(EXPOSED)] },
      steps: [
        {
          task: 'Keep the name of the first Pod of alpaca in a variable.',
          run: `${READ_POD}\necho $ALPACA_POD`,
          original: { run: READ_POD, why: 'echo shows what was found.' },
          see: [prints('alpaca-prod-{{hash}}-{{suffix}}')],
        },
        {
          task: 'Open a tunnel to it, and its page at http://localhost:48858.',
          run: FORWARD,
          course: 'stays',
          browse: async (page) => {
            await page.open('http://localhost:48858/');
            await page.shows(/served by alpaca-prod-\w+-\w{5} at/);
          },
          see: [
            lines('Forwarding from 127.0.0.1:48858 -> 8080'),
            answers('http://localhost:48858/', 200, 'served by <b id="hostname">alpaca-prod-'),
          ],
          moral: 'A tunnel leads to one Pod, even where it is opened to a Service.',
        },
      ],
    },
    {
      id: 'KUAR07-03',
      title: 'Service DNS',
      goal: 'A name leads to the address of a Service.',
      nature: 'normal',
      stack: EXPOSED,
      continues: true,
      begin: exposed,
      steps: [
        {
          task:
            'Ask for the address of alpaca-prod from within the cluster, by its full name; then have kuard ask for the short ' +
            'name, as on its page DNS Query.',
          run: 'kubectl run -it --rm --restart=Never --image=busybox dns -- nslookup alpaca-prod.default.svc.cluster.local',
          see: [
            lines('Name: alpaca-prod.default.svc.cluster.local', 'Address: {{services/alpaca-prod .spec.clusterIP}}'),
            unchanged(
              asks(
                `kubectl exec {{pods app=alpaca}} -- wget -qO- --post-data '{"type":"A","name":"alpaca-prod"}' http://localhost:8080/dns/api | sed 's/\\\\n/\\n/g; s/\\\\t/ /g'`,
                lines(
                  ';; ANSWER SECTION:',
                  'alpaca-prod.default.svc.cluster.local. 30 IN A {{services/alpaca-prod .spec.clusterIP}}',
                ),
              ),
            ),
          ],
          moral:
            'The name has four parts: Service, namespace, svc for its kind, and the domain of the cluster. Within the namespace ' +
            'the first is enough. The address stays, so that it does no harm when somebody remembers it for too long.',
        },
      ],
    },
    {
      id: 'KUAR07-04',
      title: 'Readiness decides the endpoints',
      goal: 'A Pod has left the Service and come back.',
      nature: 'normal',
      stack: READINESS,
      continues: true,
      begin: { ...exposed, files: { 'add-probe.sh': addProbe } },
      steps: [
        {
          task:
            'Open the Deployment in an editor, and give the container a readiness probe: /ready on port 8080, every 2 seconds, ' +
            'at once, 3 failures to be out, 1 success to be in.',
          run: "KUBE_EDITOR='sh add-probe.sh' kubectl edit deployment/alpaca-prod",
          original: {
            run: 'kubectl edit deployment/alpaca-prod',
            why: 'The script does what your hands would do in the editor.',
          },
          see: [
            prints('deployment.apps/alpaca-prod edited'),
            has('deployments/alpaca-prod', {
              spec: {
                template: {
                  spec: {
                    containers: [
                      {
                        readinessProbe: {
                          httpGet: { path: '/ready', port: 8080 },
                          periodSeconds: 2,
                          failureThreshold: 3,
                          successThreshold: 1,
                        },
                      },
                    ],
                  },
                },
              },
              status: { readyReplicas: 3, updatedReplicas: 3, replicas: 3 },
            }),
            amount(1, 'replicasets', 'app=alpaca', { status: { replicas: 0 } }),
            amount(3, 'pods', 'app=alpaca', { spec: { containers: [{ readinessProbe: { periodSeconds: 2 } }] } }),
          ],
          moral: 'Another template means other Pods: none was changed, all were replaced.',
        },
        {
          task: 'The tunnel has ended with its Pod. Try the old name, then read the new one and open the tunnel again.',
          run: `${FORWARD}\n${READ_POD}\n${FORWARD}`,
          original: { run: FORWARD, why: 'The variable still names a Pod of before, which is gone.' },
          course: 'stays',
          see: [
            lines(
              'Error from server (NotFound): pods "alpaca-prod-{{hash}}-{{suffix}}" not found',
              'Forwarding from 127.0.0.1:48858 -> 8080',
            ),
            answers('http://localhost:48858/', 200, 'served by <b id="hostname">alpaca-prod-'),
          ],
        },
        {
          task:
            'In another terminal, watch who gets the requests to the Service. What is shown is also kept in endpoints.txt. Since ' +
            '1.33 EndpointSlices say it better.',
          run: 'kubectl get endpoints alpaca-prod --watch >endpoints.txt 2>&1',
          original: {
            run: 'kubectl get endpoints alpaca-prod --watch',
            why: 'A file can be looked at later on.',
          },
          course: 'stays',
          terminal: 'endpoints',
          see: [
            file('endpoints.txt', DEPRECATED, 'NAME ENDPOINTS AGE', behind(3)),
            unchanged(
              asks(
                'kubectl get endpointslices -l kubernetes.io/service-name=alpaca-prod',
                table({
                  NAME: 'alpaca-prod-{{suffix}}',
                  ADDRESSTYPE: 'IPv4',
                  PORTS: '8080',
                  ENDPOINTS: '{{ip}},{{ip}},{{ip}}',
                  AGE: '{{age}}',
                }),
              ),
            ),
          ],
        },
        {
          task: 'Through the tunnel, let the Pod fail its probe for some seconds, and then succeed again.',
          run: [
            `curl -s -X PUT -d '{"failNext": -1}' localhost:48858/ready/api`,
            'sleep 0.6',
            `curl -s -X PUT -d '{"failNext": 0}' localhost:48858/ready/api`,
          ].join('\n'),
          see: [
            file('endpoints.txt', behind(3), behind(2), behind(3)),
            event(
              'pods/alpaca-prod-{{hash}}-{{suffix}}',
              'Warning',
              'Unhealthy',
              'Readiness probe failed: HTTP probe failed with statuscode: 500',
            ),
            unchanged(amount(3, 'pods', 'app=alpaca', { status: { containerStatuses: [{ restartCount: 0 }] } })),
          ],
          moral:
            'After three failures, some six seconds, nobody asks the Pod any more; after one success it is back. Nothing was ' +
            'restarted.',
        },
      ],
    },
  ],
};
