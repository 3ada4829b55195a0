import { asks, type Chapter, file, has, lines, objects, prints, unchanged } from '../../model';

/** Ten workers, and rng on every node. */
const TEN_WORKERS = objects('dockercoins/05-isactive');
const COMPOSE = 'dockercoins/stacks/dockercoins.yml';

const composeFile = `version: "3"
services:
  worker:
    build: dockercoins/worker
    image: \${USERNAME}/worker:\${TAG-latest}
    deploy:
      replicas: 10
`;

/** The loop of the worker as a sketch: only its first line matters here. */
const workerProgram = `def work_once():
    time.sleep(0.1)
    coin = hash_bytes(get_random_bytes())
    if coin.startswith("0"):
        keep(coin)
`;

/** Notes, for each change of the Deployment worker, how many Pods there are, how many are new, and how many available. */
export const COUNTING =
  "rm -f counts.txt\nkubectl get deployment worker -w -o jsonpath='{.status.replicas} {.status.updatedReplicas} " +
  `{.status.availableReplicas}{"\\n"}' >counts.txt &\nuntil [ -s counts.txt ]; do sleep 0.05; done`;

/** The most Pods that there were, and the fewest that were available. */
export const EXTREMES = `awk 'NF == 3 { if ($1 > most) most = $1; if (fewest == "" || $3 < fewest) fewest = $3 }
END { print "at most " most " Pods, at least " fewest " available" }' counts.txt`;

/** A new version of the worker replaces the old one, a few Pods at a time. */
export const rollingUpdates: Chapter = {
  workshop: 'COINS',
  title: 'Rolling updates',
  profile: 'workshop',
  exercises: [
    {
      id: 'COINS-25',
      title: 'Limits of a rolling update',
      goal: 'You have counted that a rollout keeps to its limits.',
      nature: 'claim',
      stack: 'dockercoins/06-worker-v0.2',
      continues: true,
      begin: { running: [TEN_WORKERS] },
      steps: [
        {
          task:
            'Roll out the ten workers anew, and count all the while: how many Pods are there at most, how many of them are ' +
            'available at least? A quarter of ten is allowed to be missing (rounded down), and as much to be too many (rounded up).',
          run: `${COUNTING}\nkubectl rollout restart deployment worker\nkubectl rollout status deployment worker\nkill $!`,
          see: [
            lines('deployment.apps/worker restarted', 'deployment "worker" successfully rolled out'),
            asks(EXTREMES, prints('at most 13 Pods, at least 8 available')),
            has('deployments/worker', {
              spec: {
                template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '{{time}}' } } },
                strategy: { rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
              },
              status: { replicas: 10, updatedReplicas: 10, availableReplicas: 10 },
            }),
          ],
          hint: 'kubectl rollout restart changes nothing but a date in the template.',
          moral:
            'Both limits may be numbers or percentages, and together they say how many Pods change at once. DaemonSets and ' +
            'StatefulSets are rolled out as well. Without limits all Pods would end at the same time.',
        },
      ],
    },
    {
      id: 'COINS-26',
      title: 'Build worker v0.2',
      goal: 'A slower worker is in the registry, as version v0.2.',
      nature: 'outside',
      stack: 'dockercoins/06-worker-v0.2',
      continues: true,
      begin: { files: { 'dockercoins/worker/worker.py': workerProgram, [COMPOSE]: composeFile } },
      steps: [
        {
          task: 'Make the worker sleep for a whole second before each unit of work: change the line in dockercoins/worker/worker.py.',
          hand: "sed -i 's/time.sleep(0.1)/time.sleep(1)/' dockercoins/worker/worker.py",
          see: [file('dockercoins/worker/worker.py', 'def work_once():', 'time.sleep(1)')],
        },
        {
          task: 'Build the images again and push them, this time with a tag of their own.',
          run: 'cd stacks\nexport TAG=v0.2\ndocker-compose -f dockercoins.yml build\ndocker-compose -f dockercoins.yml push',
          outside: 'Images are built and pushed by Docker; the registry of the simulator has worker:v0.2 already.',
          see: [unchanged(file(COMPOSE, 'build: dockercoins/worker', 'image: ${USERNAME}/worker:${TAG-latest}'))],
          moral: 'A tag names a version: what is rolled out and back needs one that does not move, which latest does.',
        },
      ],
    },
    {
      id: 'COINS-27',
      title: 'Roll out worker v0.2',
      goal: 'Ten slower workers run, and you have seen how they came.',
      nature: 'normal',
      stack: 'dockercoins/06-worker-v0.2',
      continues: true,
      begin: { running: [TEN_WORKERS], commands: 'export USERNAME=dockercoins' },
      steps: [
        {
          task: 'Watch Pods, ReplicaSets and Deployments, each in a terminal of its own. What they print is also kept, in three files.',
          run: 'kubectl get pods -w >pods.txt &\nkubectl get replicasets -w >replicasets.txt &\nkubectl get deployments -w >deployments.txt',
          original: {
            run: 'kubectl get pods -w\nkubectl get replicasets -w\nkubectl get deployments -w',
            why: 'They are typed in three terminals. Here they run side by side, and their files are looked at afterwards.',
          },
          course: 'stays',
          terminal: 'watches',
          see: [
            file('pods.txt', 'worker-{{hash}}-{{suffix}} 1/1 Running 0 {{age}}'),
            file('replicasets.txt', 'worker-{{hash}} 10 10 10 {{age}}'),
            file('deployments.txt', 'worker 10/10 10 10 {{age}}'),
          ],
        },
        {
          task: 'Give the worker its new image. What do the watches show, and what the web UI, at {{url svc/webui}}?',
          run: 'TAG=v0.2\nkubectl set image deploy worker worker=$USERNAME/worker:$TAG',
          browse: async (page) => {
            await page.open('{{url svc/webui}}');
            await page.shows(/Hashes per second\s+[78]\.\d/);
          },
          speed: 8,
          advance: '40s',
          see: [
            prints('deployment.apps/worker image updated'),
            has('deployments/worker', {
              spec: { template: { spec: { containers: [{ image: 'dockercoins/worker:v0.2' }] } } },
              status: { replicas: 10, updatedReplicas: 10, availableReplicas: 10 },
            }),
            file(
              'pods.txt',
              'worker-{{hash as NEW}}-{{suffix as P}} 0/1 Pending 0 {{age}}',
              'worker-{{hash as NEW}}-{{suffix as P}} 1/1 Running 0 {{age}}',
            ),
            file('replicasets.txt', 'worker-{{hash as NEW}} 3 0 0 {{age}}', 'worker-{{hash as NEW}} 10 10 10 {{age}}'),
            file(
              'replicasets.txt',
              'worker-{{hash as OLD}} 10 10 10 {{age}}',
              'worker-{{hash as OLD}} 8 8 8 {{age}}',
              'worker-{{hash as OLD}} 0 0 0 {{age}}',
            ),
            file('deployments.txt', 'worker 8/10 5 8 {{age}}', 'worker 10/10 10 10 {{age}}'),
          ],
          moral:
            'A new ReplicaSet grows while the old one shrinks. Each worker now takes 1.2 seconds for a hash, ten of them make ' +
            'about eight a second: the rollout worked, the new version is worse.',
        },
      ],
    },
  ],
};
