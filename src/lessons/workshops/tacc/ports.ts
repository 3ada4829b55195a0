import { asks, type Chapter, fails, file, has, objects, prints, table, unchanged } from '../../model';

const FLASK = objects('helloflask', 'Deployment/helloflask');

/** Pods have addresses, which are good inside of the cluster only. */
export const ports: Chapter = {
  workshop: 'TACC',
  title: 'k8s Networking Overview; Ports',
  profile: 'tacc',
  exercises: [
    {
      id: 'TACC-01',
      title: 'Private IP of a Pod',
      goal: 'You know where to read the address of a Pod, and its node.',
      nature: 'normal',
      stack: 'helloflask',
      begin: { running: [FLASK], commands: 'kubectl exec deployment/helloflask -- kill -INT 1 || true', wait: '10s' },
      steps: [
        {
          task: 'A Pod of an earlier lesson runs, and was restarted once. Look up its address in the private network of the cluster.',
          run: 'kubectl get pods {{pods app=helloflask}} -o wide',
          original: {
            run: 'kubectl get pods <pod_name> -o wide\nkubectl get pods hello-deployment-9794b4889-mk6qw -o wide',
            why: 'The name of a Pod is made anew for each Pod.',
          },
          see: [
            table({
              NAME: '{{pods app=helloflask}}',
              READY: '1/1',
              STATUS: 'Running',
              RESTARTS: '1 ({{age}} ago)',
              IP: '{{pods app=helloflask .status.podIP}}',
              NODE: '{{pods app=helloflask .spec.nodeName}}',
              'NOMINATED NODE': '<none>',
              'READINESS GATES': '<none>',
            }),
          ],
          moral:
            'Every Pod has an address of its own, whatever node it is on, and keeps it when its container is restarted.',
        },
      ],
    },
    {
      id: 'TACC-02',
      title: 'Deploy hello-flask',
      goal: 'A Pod with a small web server listens on port 5000.',
      nature: 'normal',
      stack: 'helloflask',
      steps: [
        {
          task:
            'Save a Deployment of one hello-flask as hello-flask-deployment.yml: its image is always pulled, FLASK_APP names ' +
            'its program, and port 5000, on which it listens, is called http.',
          writes: { 'hello-flask-deployment.yml': FLASK },
          see: [
            file(
              'hello-flask-deployment.yml',
              ...['kind: Deployment', 'name: helloflask', 'app: helloflask', 'replicas: 1'],
              ...['- name: FLASK_APP', 'value: app.py', 'image: jstubbs/hello-flask', 'imagePullPolicy: Always'],
              ...['- name: http', 'containerPort: 5000'],
            ),
          ],
        },
        {
          task: 'Create it.',
          run: 'kubectl apply -f hello-flask-deployment.yml',
          see: [
            prints('deployment.apps/helloflask created'),
            has('deployments/helloflask', { status: { readyReplicas: 1 } }),
          ],
        },
        {
          task: 'Look for its Pod.',
          run: 'kubectl get pods',
          see: [
            table({
              NAME: 'helloflask-{{hash}}-{{suffix}}',
              READY: '1/1',
              STATUS: 'Running',
              RESTARTS: '0',
              AGE: '{{age}}',
            }),
          ],
        },
        {
          task: 'Find out its address and its node.',
          run: 'kubectl get pods {{pods app=helloflask}} -o wide',
          original: {
            run: 'kubectl get pods helloflask-86d4c7d8db-2rkg5 -o wide',
            why: 'Your Pod has another name.',
          },
          see: [
            table({
              NAME: '{{pods app=helloflask}}',
              IP: '{{pods app=helloflask .status.podIP}}',
              NODE: '{{pods app=helloflask .spec.nodeName}}',
            }),
            unchanged(has('nodes/{{pods app=helloflask .spec.nodeName}}', { metadata: { name: '{{name}}' } })),
          ],
        },
      ],
    },
    {
      id: 'TACC-03',
      title: 'The Pod network is closed to the outside',
      goal: 'You have seen that nobody outside of the cluster reaches a Pod.',
      nature: 'negative',
      stack: 'helloflask',
      continues: true,
      begin: { running: [FLASK] },
      steps: [
        {
          task: 'Ask the Pod for a page from the login node, which is a machine outside of the cluster.',
          run: 'workshop cluster outside -- curl -sS {{pods app=helloflask .status.podIP}}:5000',
          original: {
            run: 'curl 10.244.7.95:5000',
            why: 'The address differs; and workshop cluster outside leads to such a machine.',
          },
          speed: 400,
          see: [
            fails(7),
            prints(
              "curl: (7) Failed to connect to {{pods app=helloflask .status.podIP}} port 5000 after {{count}} ms: Couldn't connect to server",
            ),
            unchanged(
              asks(
                'workshop cluster ssh c01 -- curl -s {{pods app=helloflask .status.podIP}}:5000/hello-service',
                prints('Hello world'),
              ),
            ),
          ],
          moral: 'Addresses of Pods mean something to nodes and Pods only; no way leads there from elsewhere.',
        },
      ],
    },
  ],
};
