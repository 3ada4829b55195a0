import {
  type Beginning,
  type Chapter,
  event,
  fails,
  file,
  gone,
  has,
  lines,
  objects,
  prints,
  table,
} from '../../model';

const PLAIN = objects('kuard-pods/plain');

/** The text calls its manifest so. */
const plainFile = { 'kuard-pod.yaml': PLAIN };

/** kuard runs, as that manifest says. */
export const plainRuns: Beginning = { running: [PLAIN], files: plainFile };

const IMAGE = 'gcr.io/kuar-demo/kuard-amd64:blue';

/** No other exercise of this chapter has brought it to the node. */
const NEW_IMAGE = 'gcr.io/kuar-demo/kuard-amd64:3';

const running = { status: { phase: 'Running', containerStatuses: [{ ready: true, restartCount: 0 }] } };

/** Follows all Pods in the background; those of the cluster itself tell when it has begun. */
const WATCHING = 'rm -f pods.txt\nkubectl get pods -A --watch >pods.txt &\nuntil [ -s pods.txt ]; do sleep 0.05; done';

const DELETED = 'pod "kuard" deleted from default namespace';

/** One Pod, from its birth to its end. */
export const pods: Chapter = {
  workshop: 'KUAR',
  title: '5. Pods',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR05-01',
      title: 'Run a kuard Pod imperatively',
      goal: 'A Pod has run that no manifest describes.',
      nature: 'normal',
      stack: 'kuard-pods/run',
      steps: [
        {
          task: 'Run the demo server of the book, kuard, as a Pod of the same name.',
          run: `kubectl run kuard --image=${IMAGE}`,
          original: {
            run: `kubectl run kuard --generator=run-pod/v1 --image=${IMAGE}`,
            why: 'Generators are gone: since 1.18 kubectl run makes nothing but Pods.',
            fails: "error: unknown flag: --generator\nSee 'kubectl run --help' for usage.",
          },
          see: [
            prints('pod/kuard created'),
            has('pods/kuard', {
              metadata: { labels: { run: 'kuard' } },
              spec: { containers: [{ name: 'kuard', image: IMAGE }] },
              ...running,
            }),
          ],
        },
        {
          task: 'Look how it is.',
          run: 'kubectl get pods',
          see: [table({ NAME: 'kuard', READY: '1/1', STATUS: 'Running', RESTARTS: '0', AGE: '{{age}}' })],
        },
        {
          task: 'Delete it.',
          run: 'kubectl delete pods/kuard',
          see: [prints(DELETED), gone('pods/kuard')],
          moral: 'A bare Pod that was deleted does not come back: nothing wants it to be there.',
        },
      ],
    },
    {
      id: 'KUAR05-02',
      title: 'Create the Pod from a manifest',
      goal: 'What kuard-pod.yaml describes runs on a node.',
      nature: 'normal',
      stack: 'kuard-pods/plain',
      steps: [
        {
          task:
            'Write the Pod down in kuard-pod.yaml: its name, the image, and the port under a name. Apply it, and follow in ' +
            'another terminal through which states it goes; keep that in pods.txt.',
          writes: plainFile,
          hand: WATCHING,
          run: 'kubectl apply -f kuard-pod.yaml',
          see: [
            prints('pod/kuard created'),
            file(
              'kuard-pod.yaml',
              'kind: Pod',
              'name: kuard',
              `image: ${IMAGE}`,
              '- name: http',
              'containerPort: 8080',
            ),
            has('pods/kuard', { spec: { nodeName: 'minikube' }, ...running }),
            event('pods/kuard', 'Normal', 'Scheduled', 'Successfully assigned default/kuard to minikube'),
            event('pods/kuard', 'Normal', 'Started'),
            file(
              'pods.txt',
              'default kuard 0/1 Pending 0 {{age}}',
              'default kuard 0/1 ContainerCreating 0 {{age}}',
              'default kuard 1/1 Running 0 {{age}}',
            ),
          ],
          hint: 'kubectl get pods -A --watch >pods.txt, before you apply the manifest.',
          moral:
            'The scheduler chose a node, and the kubelet there started the container and watches it from now on. Before that ' +
            'the Pod was Pending: accepted, but on no node yet.',
        },
        {
          task: 'List the Pods.',
          run: 'kubectl get pods',
          see: [table({ NAME: 'kuard', READY: '1/1', STATUS: 'Running', RESTARTS: '0', AGE: '{{age}}' })],
        },
      ],
    },
    {
      id: 'KUAR05-03',
      title: 'Describe the Pod',
      goal: 'You know what is in the Pod, how it is, and what has happened to it.',
      nature: 'normal',
      stack: 'kuard-pods/plain',
      continues: true,
      begin: plainRuns,
      steps: [
        {
          task:
            'Read the description of the Pod from top to bottom: what it is called and where it is, its containers, its ' +
            'conditions, its volumes, and the events. Run a Pod ' +
            'newcomer as well: its image has a tag that the node has not seen before, so that it is pulled first.',
          hand: `kubectl run newcomer --image=${NEW_IMAGE}`,
          run: 'kubectl describe pods kuard',
          see: [
            lines(
              'Name: kuard',
              'Namespace: default',
              'Priority: 0',
              'Service Account: default',
              'Node: minikube/192.168.64.3',
              'Start Time: {{time}}',
              'Labels: <none>',
              'Annotations: <none>',
              'Status: Running',
              'IP: {{pods/kuard .status.podIP}}',
              'IPs:',
              'IP: {{pods/kuard .status.podIP}}',
              'Containers:',
              'kuard:',
              'Container ID: {{pods/kuard .status.containerStatuses[0].containerID}}',
              `Image: ${IMAGE}`,
              'Image ID: {{pods/kuard .status.containerStatuses[0].imageID}}',
              'Port: 8080/TCP (http)',
              'State: Running',
              'Started: {{time}}',
              'Ready: True',
              'Restart Count: 0',
              'Environment: <none>',
              'Mounts:',
              '/var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-{{suffix as Volume}} (ro)',
              'Conditions:',
              'PodReadyToStartContainers True',
              'Initialized True',
              'Ready True',
              'ContainersReady True',
              'PodScheduled True',
              'Volumes:',
              'kube-api-access-{{$Volume}}:',
              'Type: Projected (a volume that contains injected data from multiple sources)',
              'QoS Class: BestEffort',
              'Node-Selectors: <none>',
              'Tolerations: node.kubernetes.io/not-ready:NoExecute op=Exists for 300s',
              'node.kubernetes.io/unreachable:NoExecute op=Exists for 300s',
              'Events:',
              'Normal Scheduled {{age}} default-scheduler Successfully assigned default/kuard to minikube',
              'Normal Created {{age}} kubelet spec.containers{kuard}: Container created',
              'Normal Started {{age}} kubelet spec.containers{kuard}: Container started',
            ),
            event('pods/newcomer', 'Normal', 'Pulling', `Pulling image "${NEW_IMAGE}"`),
            event(
              'pods/newcomer',
              'Normal',
              'Pulled',
              `Successfully pulled image "${NEW_IMAGE}" in {{age}} ({{age}} including waiting). Image size: 11553137 bytes.`,
            ),
          ],
          moral:
            'Nobody asked for a volume: every Pod gets one with the credentials of its ServiceAccount. When something goes ' +
            'wrong, the events at the end are the first place to look.',
        },
      ],
    },
    {
      id: 'KUAR05-04',
      title: 'Delete the Pod',
      goal: 'The Pod has ended in order, and its files with it.',
      nature: 'normal',
      stack: 'kuard-pods/plain',
      continues: true,
      begin: plainRuns,
      steps: [
        {
          task: 'Delete the Pod, and follow in another terminal how it ends; keep that in pods.txt.',
          hand: WATCHING,
          run: 'kubectl delete pods/kuard',
          see: [
            prints(DELETED),
            gone('pods/kuard'),
            event('pods/kuard', 'Normal', 'Killing', 'Stopping container kuard'),
            file('pods.txt', 'default kuard 1/1 Running 0 {{age}}', 'default kuard 1/1 Terminating 0 {{age}}'),
          ],
          moral:
            'The Pod is Terminating for up to 30 seconds, in which its containers may finish what they do; then they are ' +
            'killed. kuard ends at once when it is asked to.',
        },
        {
          task: 'Create it again, leave a file in it, /tmp/note.txt, and delete it by its manifest.',
          hand: [
            'kubectl apply -f kuard-pod.yaml',
            'kubectl wait --for=condition=Ready pod/kuard',
            "kubectl exec kuard -- sh -c 'echo remember me >/tmp/note.txt'",
          ].join('\n'),
          hint: 'kubectl exec runs commands in a container: echo remember me >/tmp/note.txt, in a shell there.',
          run: 'kubectl delete -f kuard-pod.yaml',
          see: [
            prints(DELETED),
            file(
              'pods.txt',
              'default kuard 1/1 Terminating 0 {{age}}',
              'default kuard 0/1 Pending 0 {{age}}',
              'default kuard 1/1 Running 0 {{age}}',
              'default kuard 1/1 Terminating 0 {{age}}',
            ),
          ],
        },
        {
          task: 'Create it once more and look for the file.',
          run: 'kubectl apply -f kuard-pod.yaml\nkubectl wait --for=condition=Ready pod/kuard\nkubectl exec kuard -- cat /tmp/note.txt',
          see: [
            fails(1),
            prints(
              [
                'pod/kuard created',
                'pod/kuard condition met',
                "cat: can't open '/tmp/note.txt': No such file or directory",
                'command terminated with exit code 1',
              ].join('\n'),
            ),
            has('pods/kuard', { spec: { terminationGracePeriodSeconds: 30 }, ...running }),
          ],
          moral:
            'The name is the same, the Pod is a new one, with files as fresh as those of its image. PersistentVolumes keep data.',
        },
      ],
    },
  ],
};
