import { amount, asks, type Chapter, event, fails, file, has, lines, objects, prints, unchanged } from '../../model';
import { COUNTING, EXTREMES } from './rolling-updates';

const V2 = objects('dockercoins/06-worker-v0.2');
const V3 = 'dockercoins/worker:v0.3';

/** Ten workers of v0.2, and a rollout of a version that nobody has pushed. */
const stuck = { running: [V2], commands: `kubectl set image deploy worker worker=${V3}`, wait: '60s' };

/** Counts hashes for a minute, at port 30001 of node2, and rounds. */
const RATE = `workshop cluster outside -- '
hashes() { curl -s http://172.31.0.12:30001/json | sed "s/.*hashes[^0-9]*\\([0-9]*\\).*/\\1/"; }
BEFORE=$(hashes); sleep 60; AFTER=$(hashes)
echo $(((AFTER - BEFORE + 30) / 60)) hashes a second' >rate.txt`;

/** The patch of the text, word for word. */
const PATCH = `
spec:
  template:
    spec:
      containers:
      - name: worker
        image: $USERNAME/worker:latest
  strategy:
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 3
  minReadySeconds: 10
`;

const waitsFor = (reason: string) => ({ status: { containerStatuses: [{ state: { waiting: { reason } } }] } });

const updated = (count: number): string =>
  `Waiting for deployment "worker" rollout to finish: ${count} out of 10 new replicas have been updated...`;

/** Rollouts that go wrong, how to get back, and how to be more careful. */
export const badRollouts: Chapter = {
  workshop: 'COINS',
  title: 'Rolling updates: errors, rollback and parameters',
  profile: 'workshop',
  exercises: [
    {
      id: 'COINS-28',
      title: 'Roll out an image that does not exist',
      goal: 'The rollout is stuck, and the application goes on a little slower.',
      nature: 'negative',
      stack: 'dockercoins/07-worker-v0.3-missing',
      continues: true,
      begin: { running: [V2], commands: 'export USERNAME=dockercoins' },
      steps: [
        {
          task:
            'Make a mistake: give the worker a version that nobody has pushed, v0.3. The line of the text makes another one: see ' +
            'what becomes of it in a Deployment of its own, called nameless.',
          hand: 'kubectl create deployment nameless --image=$REGISTRY/worker:v0.3',
          run: 'kubectl set image deploy worker worker=$USERNAME/worker:v0.3',
          original: {
            run: 'export TAG=v0.3\nkubectl set image deploy worker worker=$REGISTRY/worker:$TAG',
            why: 'REGISTRY was never set: the image would be called /worker:v0.3, which is no name at all, and the Pods would show InvalidImageName, as those of the Deployment nameless do.',
          },
          see: [
            prints('deployment.apps/worker image updated'),
            amount(5, 'pods', 'app=worker', waitsFor('ImagePullBackOff')),
            unchanged(amount(8, 'pods', 'app=worker', { status: { phase: 'Running' } })),
            event(
              'pods/worker-{{hash}}-{{suffix}}',
              'Warning',
              'Failed',
              `Failed to pull image "${V3}": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/${V3}": failed to resolve reference "docker.io/${V3}": docker.io/${V3}: not found`,
            ),
            event('pods/worker-{{hash}}-{{suffix}}', 'Warning', 'Failed', 'Error: ErrImagePull'),
            event('pods/worker-{{hash}}-{{suffix}}', 'Warning', 'Failed', 'Error: ImagePullBackOff'),
            amount(1, 'pods', 'app=nameless', waitsFor('InvalidImageName')),
          ],
          moral: 'The Deployment accepts any image: whether there is one is found out on the nodes.',
        },
        {
          task: 'Look how the rollout gets on, until Kubernetes gives up waiting, and look at the web UI, at {{url svc/webui}}.',
          hand: RATE,
          run: 'kubectl rollout status deploy worker',
          speed: 400,
          see: [
            // Ten workers made eight: 10 / 1.2 s, rounded; eight of them make 6.7.
            unchanged(file('rate.txt', '7 hashes a second')),
            fails(1),
            prints(`${updated(5)}\nerror: deployment "worker" exceeded its progress deadline`),
            has('deployments/worker', {
              status: {
                replicas: 13,
                updatedReplicas: 5,
                availableReplicas: 8,
                conditions: [
                  { type: 'Available', status: 'True' },
                  { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' },
                ],
              },
            }),
          ],
          moral:
            'Of ten old workers two were given up for the new version, no more: the application is a fifth slower, not dead. When ' +
            'this text was written one was the limit, a tenth. After 600 seconds without progress the rollout counts as failed; ' +
            'nothing is taken back by itself.',
        },
      ],
    },
    {
      id: 'COINS-29',
      title: 'Recover with a rollback',
      goal: 'All ten workers are of the version before.',
      nature: 'normal',
      stack: 'dockercoins/06-worker-v0.2',
      continues: true,
      begin: stuck,
      steps: [
        {
          task: 'Take the rollout back.',
          run: 'kubectl rollout undo deploy worker',
          see: [
            lines('deployment.apps/worker rolled back'),
            has('deployments/worker', {
              spec: { template: { spec: { containers: [{ image: 'dockercoins/worker:v0.2' }] } } },
            }),
          ],
        },
        {
          task: 'Wait until the dust has settled.',
          run: 'kubectl rollout status deploy worker',
          see: [
            lines('deployment "worker" successfully rolled out'),
            unchanged(
              has('deployments/worker', { status: { replicas: 10, updatedReplicas: 10, availableReplicas: 10 } }),
            ),
            unchanged(amount(10, 'pods', 'app=worker')),
            unchanged(amount(10, 'pods', 'app=worker', { status: { phase: 'Running' } })),
          ],
          moral: 'The ReplicaSet of the version before was still there, with eight Pods: only two had to be made.',
        },
      ],
    },
    {
      id: 'COINS-30',
      title: 'Pushing the missing image also recovers',
      goal: 'The stuck rollout goes on by itself.',
      nature: 'claim',
      stack: 'dockercoins/07-worker-v0.3-missing',
      begin: stuck,
      steps: [
        {
          task: 'While the rollout is stuck, push the version that it waits for, and wait.',
          run: `workshop cluster push ${V3}`,
          within: '10m',
          see: [
            prints(`${V3} can be pulled`),
            has('deployments/worker', { status: { replicas: 10, updatedReplicas: 10, availableReplicas: 10 } }),
            amount(10, 'pods', 'app=worker', {
              spec: { containers: [{ image: V3 }] },
              status: { phase: 'Running', containerStatuses: [{ ready: true, restartCount: 0 }] },
            }),
          ],
          moral:
            'The nodes try again and again, at longer and longer intervals of up to five minutes; nobody has to start over.',
        },
      ],
    },
    {
      id: 'COINS-31',
      title: 'Change rollout parameters by patch',
      goal: 'A rollout in which never a worker is missing.',
      nature: 'normal',
      stack: 'dockercoins/08-worker-rollout-parameters',
      continues: true,
      begin: { running: [V2], commands: 'export USERNAME=dockercoins' },
      steps: [
        {
          task: 'One way to change several fields at once is an editor. Open the Deployment in it, look around, and leave all as it is.',
          run: 'KUBE_EDITOR=true kubectl edit deployment worker',
          original: { run: 'kubectl edit deployment worker', why: 'true stands for an editor that is left at once.' },
          see: [prints('Edit cancelled, no changes made.')],
        },
        {
          task:
            'Another way is a patch. Go back to the image latest, and do it with care: no worker may be missing, three more ' +
            'may be there, and each must have been ready for ten seconds before it counts.',
          hand: COUNTING,
          run: `kubectl patch deployment worker -p "${PATCH}"`,
          see: [
            prints('deployment.apps/worker patched'),
            has('deployments/worker', {
              spec: {
                template: { spec: { containers: [{ name: 'worker', image: 'dockercoins/worker:latest' }] } },
                strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 3 } },
                minReadySeconds: 10,
              },
            }),
          ],
          moral: 'v0.1 was never tagged, so latest must do; a patch names only what changes.',
        },
        {
          task: 'Wait for the end.',
          run: 'kubectl rollout status deployment worker',
          see: [
            lines('deployment "worker" successfully rolled out'),
            unchanged(file('counts.txt', '13 3 10', '13 6 10', '13 9 10', '10 10 10')),
            unchanged(asks(EXTREMES, prints('at most 13 Pods, at least 10 available'))),
            has('deployments/worker', { status: { replicas: 10, updatedReplicas: 10, availableReplicas: 10 } }),
          ],
          moral: 'Four waves of a little more than ten seconds: three, three, three and one. Care costs time.',
        },
      ],
    },
  ],
};
