import { asks, type Chapter, edited, event, fails, has, lines, objects, prints, rows } from '../../model';

const HEALTH = objects('kuard-pods/health');
const ALPACA = objects('kuar-services/02-readiness', 'Deployment/alpaca-prod', 'Service/alpaca-prod');

/** A question of the kubelet, in the log of kuard. */
const PROBED = '{{time}} {{ip}}:{{port}} GET /healthy';

/** kuard under another name, which is not well from the beginning, and may or may not be restarted. */
const unwell = (name: string, restartPolicy: string) =>
  edited(
    HEALTH,
    ['name: kuard\n', `name: ${name}\n`],
    ['spec:\n', `spec:\n  restartPolicy: ${restartPolicy}\n`],
    [/( +)image: .*\n/, '$&$1command: ["/kuard", "--liveness-fail-next=3"]\n'],
  );

/** A Pod that gives the same answer to every request, and a probe that asks for it. */
const answering = (name: string, status: string): string => `---
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  containers:
    - name: server
      image: busybox
      command:
        - sh
        - -c
        - >-
          while true; do printf 'HTTP/1.1 ${status}\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n' | nc -l -p 8080; done
      readinessProbe:
        httpGet: {path: /, port: 8080}
        periodSeconds: 1
`;

/** Probes that open a port, and probes that run a command: of either kind one that succeeds and one that fails. */
const OTHER_PROBES = `apiVersion: v1
kind: Pod
metadata: {name: redis}
spec:
  containers:
    - name: redis
      image: redis:alpine
      readinessProbe: {tcpSocket: {port: 6379}, periodSeconds: 1}
---
apiVersion: v1
kind: Pod
metadata: {name: no-redis}
spec:
  containers:
    - name: sleep
      image: busybox
      command: [sleep, 1h]
      readinessProbe: {tcpSocket: {port: 6379}, periodSeconds: 1}
---
apiVersion: v1
kind: Pod
metadata: {name: file}
spec:
  containers:
    - name: sleep
      image: busybox
      command: [sh, -c, 'echo yes >/tmp/ready; sleep 1h']
      readinessProbe: {exec: {command: [cat, /tmp/ready]}, periodSeconds: 1}
---
apiVersion: v1
kind: Pod
metadata: {name: no-file}
spec:
  containers:
    - name: sleep
      image: busybox
      command: [sleep, 1h]
      readinessProbe: {exec: {command: [cat, /tmp/ready]}, periodSeconds: 1}
`;

/** Tells kuard through a tunnel how many of the next answers are failures; -1 is all of them. */
const told = (pod: string, port: number, path: string, failNext: number): readonly string[] => [
  'rm -f forward.txt',
  `kubectl port-forward ${pod} ${port}:8080 >forward.txt 2>&1 &`,
  'until grep -qs Forwarding forward.txt; do sleep 0.1; done',
  `curl -s -X PUT -d '{"failNext": ${failNext}}' localhost:${port}/${path}/api`,
  'kill $!',
];

const ready = (is: boolean) => ({ status: { phase: 'Running', containerStatuses: [{ ready: is, restartCount: 0 }] } });

/** How the kubelet asks programs whether they are well, and what follows from their answers. */
export const health: Chapter = {
  workshop: 'KUAR',
  title: '5. Pods: health checks',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR05-09',
      title: 'Liveness probe',
      goal: 'A container that says it is not well is started anew.',
      nature: 'normal',
      stack: 'kuard-pods/health',
      steps: [
        {
          task:
            'Write kuard-pod-health.yaml: kuard with a liveness probe, which asks for its path /healthy 5 seconds after the ' +
            'start and every 10 seconds from then on. Create it, and see in its log that it is asked. Two more Pods, in ' +
            'codes.yaml, answer every question with the code 399 or 400.',
          writes: {
            'kuard-pod-health.yaml': HEALTH,
            'codes.yaml': answering('answers-399', '399 Odd') + answering('answers-400', '400 Bad Request'),
          },
          run: 'kubectl apply -f kuard-pod-health.yaml -f codes.yaml',
          advance: '30s',
          see: [
            prints('pod/kuard created\npod/answers-399 created\npod/answers-400 created'),
            has('pods/kuard', {
              spec: {
                restartPolicy: 'Always',
                containers: [
                  {
                    livenessProbe: {
                      httpGet: { path: '/healthy', port: 8080, scheme: 'HTTP' },
                      initialDelaySeconds: 5,
                      timeoutSeconds: 1,
                      periodSeconds: 10,
                      failureThreshold: 3,
                    },
                  },
                ],
              },
              ...ready(true),
            }),
            asks('kubectl logs kuard', lines(PROBED, PROBED)),
            has('pods/answers-399', ready(true)),
            has('pods/answers-400', ready(false)),
            event(
              'pods/answers-400',
              'Warning',
              'Unhealthy',
              'Readiness probe failed: HTTP probe failed with statuscode: 400',
            ),
          ],
          moral:
            'A process that has hung is still there: only a question tells. An answer within a second and with a code from 200 ' +
            'to 399 is a good one.',
        },
        {
          task:
            'kuard can be told to fail: on its page Liveness Probe, or as here. Through a tunnel, have it fail the next three ' +
            'questions, and wait for half a minute. Two more Pods fail from their start, with the restart policies OnFailure ' +
            'and Never.',
          writes: {
            'on-failure.yaml': unwell('on-failure', 'OnFailure'),
            'never.yaml': unwell('never', 'Never'),
          },
          run: [...told('kuard', 18080, 'healthy', 3), 'kubectl apply -f on-failure.yaml -f never.yaml'].join('\n'),
          see: [
            lines('pod/on-failure created', 'pod/never created'),
            event(
              'pods/kuard',
              'Warning',
              'Unhealthy',
              'Liveness probe failed: HTTP probe failed with statuscode: 500',
            ),
            event('pods/kuard', 'Normal', 'Killing', 'Container kuard failed liveness probe, will be restarted'),
            asks(
              'kubectl get pods',
              rows(
                { NAME: 'kuard', READY: '1/1', STATUS: 'Running', RESTARTS: '1 ({{age}} ago)' },
                { NAME: 'on-failure', READY: '1/1', STATUS: 'Running', RESTARTS: '1 ({{age}} ago)' },
                { NAME: 'never', READY: '0/1', STATUS: 'Error', RESTARTS: '0' },
              ),
            ),
            asks('kubectl logs kuard --previous', lines(PROBED, PROBED, PROBED, PROBED, PROBED)),
            has('pods/never', {
              status: {
                phase: 'Failed',
                containerStatuses: [{ restartCount: 0, state: { terminated: { exitCode: 2 } } }],
              },
            }),
          ],
          moral:
            'Three failures in a row are needed, so that one slow answer does no harm. The container is replaced, the Pod ' +
            'stays; with the restart policy Never it has failed for good.',
        },
      ],
    },
    {
      id: 'KUAR05-10',
      title: 'Readiness decides about traffic',
      goal: 'A Pod that is not ready is asked no more, and lives on.',
      nature: 'claim',
      stack: 'kuar-services/02-readiness',
      begin: {
        running: [ALPACA],
        commands: 'kubectl run look --image=busybox --restart=Never -- sleep 1d',
      },
      steps: [
        {
          task:
            'Three Pods stand behind the Service alpaca-prod, and are asked for /ready every two seconds. Tell the first, ' +
            '{{pods app=alpaca}}, to fail from now on. Who gets the requests to the Service then?',
          hand: told('{{pods app=alpaca}}', 28080, 'ready', -1).join('\n'),
          hint: 'kubectl port-forward opens the tunnel; PUT {"failNext": -1} to /ready/api, or open the page Readiness Probe.',
          see: [
            asks(
              'kubectl get pods -l app=alpaca',
              rows(
                { NAME: '{{pods app=alpaca}}', READY: '0/1', STATUS: 'Running', RESTARTS: '0' },
                { NAME: '{{pods app=alpaca #2}}', READY: '1/1', STATUS: 'Running', RESTARTS: '0' },
                { NAME: '{{pods app=alpaca #3}}', READY: '1/1', STATUS: 'Running', RESTARTS: '0' },
              ),
            ),
            event(
              'pods/{{pods app=alpaca}}',
              'Warning',
              'Unhealthy',
              'Readiness probe failed: HTTP probe failed with statuscode: 500',
            ),
            asks(
              "kubectl get endpointslices -l kubernetes.io/service-name=alpaca-prod -o jsonpath='{.items[*].endpoints[?(@.conditions.ready==false)].targetRef.name}'",
              prints('{{pods app=alpaca}}'),
            ),
            asks(
              `kubectl exec look -- sh -c 'for i in $(seq 30); do wget -qO- http://alpaca-prod:8080/env/api | grep -o "alpaca-prod-[a-z0-9]*-[a-z0-9]*" | head -1; done | sort -u >seen; wc -l <seen; grep -c {{pods app=alpaca}} seen'`,
              fails(1),
              prints('2\n0\ncommand terminated with exit code 1'),
            ),
          ],
          moral:
            'Liveness asks whether a container should be started anew, readiness whether it should be asked by others. Who is ' +
            'busy for a while fails the second only, and comes back by itself.',
        },
      ],
    },
    {
      id: 'KUAR05-11',
      title: 'TCP and exec probes',
      goal: 'Programs without HTTP are asked in other ways.',
      nature: 'claim',
      stack: 'kuard-pods/plain',
      steps: [
        {
          task:
            'Give Pods probes of two other kinds: tcpSocket, which only opens a port, and exec, which runs a command in the ' +
            'container. Of each kind let one succeed and one fail: probes.yaml has four Pods. (The text writes tcpSocker once: try that as well.)',
          writes: { 'probes.yaml': OTHER_PROBES },
          hand: 'kubectl apply -f probes.yaml',
          see: [
            has('pods/redis', ready(true)),
            has('pods/no-redis', ready(false)),
            event(
              'pods/no-redis',
              'Warning',
              'Unhealthy',
              'Readiness probe failed: dial tcp {{pods/no-redis .status.podIP}}:6379: connect: connection refused',
            ),
            has('pods/file', ready(true)),
            has('pods/no-file', ready(false)),
            event(
              'pods/no-file',
              'Warning',
              'Unhealthy',
              "Readiness probe failed: cat: can't open '/tmp/ready': No such file or directory\n",
            ),
            asks(
              'sed s/tcpSocket/tcpSocker/ probes.yaml | kubectl replace -f -',
              fails(1),
              lines(
                'Error from server (BadRequest): error when replacing "STDIN": Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].readinessProbe.tcpSocker"',
              ),
            ),
          ],
          hint: 'kubectl explain pod.spec.containers.readinessProbe',
          moral:
            'A database speaks no HTTP, but it listens; and a command may ask anything, as long as it ends with 0 when all is ' +
            'well.',
        },
      ],
    },
  ],
};
