import { type Chapter, event, file, gone, has, unchanged } from '../../model';

const IMAGE = 'gcr.io/kuar-demo/kuard-amd64:blue';

const NO_DOCKER = 'Docker runs containers on a machine of its own; a Pod of the same image shows the same.';

/** The Pod that docker run would be, with what its container may use. */
const limited = (resources: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: kuard
spec:
  containers:
    - name: kuard
      image: ${IMAGE}
      resources:
        ${resources}
`;

const isReady = { status: { phase: 'Running', containerStatuses: [{ ready: true }] } };

/** A node that has an image already does not pull it again. */
const nodeHasImage = event(
  'pods/again',
  'Normal',
  'Pulled',
  `Container image "${IMAGE}" already present on machine and can be accessed by the pod`,
);

/** Containers of Docker beside the Pods that they correspond to. */
export const runningContainers: Chapter = {
  workshop: 'KUAR',
  title: '2. Creating and Running Containers: the container runtime',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR02-05',
      title: 'Run kuard with docker, limit memory and CPU',
      goal: 'A container gets only as much of a machine as it was granted.',
      nature: 'outside',
      steps: [
        {
          task: 'Run kuard in the background, with its port as port 8080 of your machine. In a cluster, kubectl run does that.',
          run: `docker run -d --name kuard --publish 8080:8080 ${IMAGE}`,
          outside: NO_DOCKER,
          hand: `kubectl run kuard --image=${IMAGE}`,
          see: [has('pods/kuard', isReady)],
        },
        {
          task: 'Stop and remove it; of a Pod there is nothing left to remove once it was deleted.',
          run: 'docker stop kuard\ndocker rm kuard',
          outside: NO_DOCKER,
          hand: 'kubectl delete pod kuard',
          see: [gone('pods/kuard')],
        },
        {
          task: 'Run the image of your own Dockerfile, and save what corresponds to it: a Pod without limits.',
          run: 'docker run -d --name kuard --publish 8080:8080 kuard-multistage',
          outside: `${NO_DOCKER} The text never tags kuard-multistage: the image was built as kuard.`,
          writes: { 'kuard.yaml': limited('{}') },
          hand: 'kubectl apply -f kuard.yaml',
          see: [has('pods/kuard', { status: { qosClass: 'BestEffort', ...isReady.status } })],
        },
        {
          task: 'Run it with at most 200 MiB of memory; the container before must be removed first, because it has the name. Then let kuard take 300 MiB.',
          run: 'docker run -d --name kuard --publish 8080:8080 --memory 200m --memory-swap 1G  kuard-multistage',
          outside: NO_DOCKER,
          writes: { 'kuard.yaml': limited('limits: { memory: 200Mi }') },
          hand: [
            'kubectl replace --force -f kuard.yaml',
            'kubectl wait --for=condition=Ready pod/kuard',
            "kubectl exec kuard -- wget -qO- --post-data '' 'http://localhost:8080/mem/api/alloc?size=314572800' >alloc.txt 2>&1; true",
          ].join('\n'),
          see: [
            has('pods/kuard', {
              spec: { containers: [{ resources: { limits: { memory: '200Mi' } } }] },
              status: {
                containerStatuses: [
                  { restartCount: 1, lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } } },
                ],
              },
            }),
          ],
          moral: 'Who takes more memory than was granted is killed. In a cluster somebody starts it again.',
        },
        {
          task: 'Give it a share of the processor as well: 1024 shares are what Kubernetes calls one CPU.',
          run: 'docker run -d --name kuard --publish 8080:8080 --memory 200m --memory-swap 1G --cpu-shares 1024 kuard-multistage',
          outside: NO_DOCKER,
          writes: { 'kuard.yaml': limited("{ limits: { memory: 200Mi }, requests: { cpu: '1' } }") },
          hand: 'kubectl replace --force -f kuard.yaml',
          see: [
            file('kuard.yaml', "{ limits: { memory: 200Mi }, requests: { cpu: '1' } }"),
            has('pods/kuard', {
              spec: { containers: [{ resources: { limits: { memory: '200Mi' }, requests: { cpu: '1' } } }] },
              ...isReady,
            }),
          ],
          moral: 'Shares count only when several want the processor at once; memory is limited always.',
        },
      ],
    },
    {
      id: 'KUAR02-06',
      title: 'Remove images',
      goal: 'You know how long images stay.',
      nature: 'outside',
      begin: { commands: `kubectl run kuard --image=${IMAGE}\nkubectl wait --for=condition=Ready pod/kuard` },
      steps: [
        {
          task:
            'Remove an image by its name. Nobody else does: on the node of a cluster, too, it stays when its last Pod is deleted, ' +
            'as another Pod of the image shows.',
          run: 'docker rmi <image_name>',
          outside: NO_DOCKER,
          hand: `kubectl delete pod kuard\nkubectl run again --image=${IMAGE}`,
          see: [gone('pods/kuard'), nodeHasImage],
        },
        {
          task: 'Clean up everything that no container uses. Think before: it asks only once.',
          run: 'docker system prune',
          outside: NO_DOCKER,
          see: [unchanged(nodeHasImage)],
          moral:
            'A kubelet cleans up by itself when its disk is nearly full. With Docker alone, docker-gc does so by the clock.',
        },
      ],
    },
  ],
};
