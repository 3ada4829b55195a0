import { amount, asks, type Chapter, fails, file, gone, has, objects, prints, table, unchanged } from '../../model';

const FLASK = objects('helloflask', 'Deployment/helloflask');
const SERVICE = objects('helloflask', 'Service/hello-service');
const DEBUG = objects('py-debug');

/** The Service leads to one Pod: the one that is there now. */
const leadsToPod = amount(1, 'endpointslices', 'kubernetes.io/service-name=hello-service', {
  ports: [{ name: 'helloflask', port: 5000 }],
  endpoints: [{ addresses: ['{{pods app=helloflask .status.podIP}}'], conditions: { ready: true } }],
});

/** An address that stays, whatever becomes of the Pods behind it. */
export const services: Chapter = {
  workshop: 'TACC',
  title: 'Services',
  profile: 'tacc',
  exercises: [
    {
      id: 'TACC-06',
      title: 'Service hello-service',
      goal: 'An address of its own stands in front of the web server.',
      nature: 'normal',
      stack: 'helloflask',
      continues: true,
      begin: { running: [FLASK] },
      steps: [
        {
          task:
            'Save a Service as hello-flask-service.yml: it passes port 5000 on to port 5000 of the Pods that are labelled ' +
            'app: helloflask.',
          writes: { 'hello-flask-service.yml': SERVICE },
          see: [
            file(
              'hello-flask-service.yml',
              ...['kind: Service', 'name: hello-service', '- name: helloflask', 'port: 5000', 'targetPort: 5000'],
              ...['selector:', 'app: helloflask'],
            ),
          ],
        },
        {
          task: 'Create it.',
          run: 'kubectl apply -f hello-flask-service.yml',
          see: [
            prints('service/hello-service created'),
            has('services/hello-service', { spec: { type: 'ClusterIP', selector: { app: 'helloflask' } } }),
            leadsToPod,
          ],
        },
        {
          task: 'Look up its address.',
          run: 'kubectl get services',
          see: [
            table(
              {
                NAME: 'hello-service',
                TYPE: 'ClusterIP',
                'CLUSTER-IP': '{{services/hello-service .spec.clusterIP}}',
                'EXTERNAL-IP': '<none>',
                'PORT(S)': '5000/TCP',
              },
              { NAME: 'kubernetes', TYPE: 'ClusterIP', 'PORT(S)': '443/TCP' },
            ),
          ],
          moral: 'The other one leads to the API server itself; each cluster has it.',
        },
      ],
    },
    {
      id: 'TACC-07',
      title: 'Call the Service from a Pod',
      goal: 'The web server answers at the address of its Service.',
      nature: 'normal',
      stack: 'helloflask',
      continues: true,
      begin: { running: [FLASK, SERVICE, DEBUG] },
      steps: [
        {
          task: 'Open a shell in the Pod for debugging: only inside is the address of a Service good for anything.',
          run: 'kubectl exec -it {{pods app=py-app}} -- /bin/bash',
          original: {
            run: 'kubectl exec -it py-debug-deployment-5cc8cdd65f-xzhzq -- /bin/bash',
            why: 'Your Pod has another name.',
          },
          course: 'enters',
          terminal: 'inside',
          see: [unchanged(has('pods/{{pods app=py-app}}', { status: { phase: 'Running' } }))],
        },
        {
          task: 'Ask at the address of the Service.',
          run: 'curl -s {{services/hello-service .spec.clusterIP}}:5000/hello-service',
          original: { run: 'curl 10.108.58.137:5000/hello-service', why: 'Your Service has another address.' },
          terminal: 'inside',
          see: [prints('Hello world')],
        },
      ],
    },
    {
      id: 'TACC-08',
      title: 'The Service follows the Pod',
      goal: 'A new Pod, with another address, answers at the same one.',
      nature: 'normal',
      stack: 'helloflask',
      continues: true,
      begin: { running: [FLASK, SERVICE, DEBUG] },
      steps: [
        {
          task: 'Note the address of the Pod of the web server, and delete the Pod.',
          hand: 'echo {{pods app=helloflask .status.podIP}} >old-address.txt',
          run: 'kubectl delete pods {{pods app=helloflask}}',
          original: { run: 'kubectl delete pods helloflask-86d4c7d8db-2rkg5', why: 'Your Pod has another name.' },
          speed: 60,
          see: [
            prints('pod "helloflask-{{hash as TEMPLATE}}-{{suffix as OLD}}" deleted from default namespace'),
            unchanged(
              amount(1, 'pods', 'app=helloflask', {
                metadata: { deletionTimestamp: undefined },
                status: { phase: 'Running' },
              }),
            ),
          ],
        },
        {
          task: 'Look whether there is a new one.',
          run: 'kubectl get pods',
          see: [
            table(
              { NAME: 'helloflask-{{$TEMPLATE}}-{{suffix}}', READY: '1/1', STATUS: 'Running', RESTARTS: '0' },
              { NAME: 'py-debug-deployment-{{hash}}-{{suffix}}', READY: '1/1', STATUS: 'Running', RESTARTS: '0' },
            ),
            unchanged(gone('pods/helloflask-{{$TEMPLATE}}-{{$OLD}}')),
          ],
          moral: 'The first part of the random name stays: it stands for the template, which is the same.',
        },
        {
          task: 'Compare its address with that of the old one.',
          run: 'kubectl get pods {{pods app=helloflask}} -o wide',
          original: { run: 'kubectl get pods helloflask-86d4c7d8db-vbn4g -o wide', why: 'Your Pod has another name.' },
          see: [
            table({
              NAME: 'helloflask-{{$TEMPLATE}}-{{suffix}}',
              READY: '1/1',
              STATUS: 'Running',
              IP: '{{pods app=helloflask .status.podIP}}',
              NODE: '{{pods app=helloflask .spec.nodeName}}',
            }),
            unchanged(asks('grep -c -x {{pods app=helloflask .status.podIP}} old-address.txt', fails(1), prints('0'))),
          ],
        },
        {
          task: 'Back in the Pod for debugging, ask once more at the address of the Service.',
          run: 'kubectl exec {{pods app=py-app}} -- curl -s {{services/hello-service .spec.clusterIP}}:5000/hello-service',
          original: {
            run: 'curl 10.108.58.137:5000/hello-service',
            why: 'It is typed in the shell of that Pod; kubectl exec runs a single command there as well.',
          },
          see: [prints('Hello world'), unchanged(leadsToPod)],
          moral:
            'Whoever knows the Service need not know how many Pods there are, where they are, and when they are replaced.',
        },
      ],
    },
  ],
};
