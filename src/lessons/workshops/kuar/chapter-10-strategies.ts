import { amount, asks, type Chapter, fails, file, gone, has, lines, prints, unchanged } from '../../model';
import { complete, fileOf, IMAGE, LEFT_OVER, runs, stage } from './deployment-parts';

/** Two blue Pods. */
const twoBlue = [LEFT_OVER, stage('02-scaled')];

const STATUS = 'kubectl rollout status deployments kuard';
const PURPLE = `kubectl set image deployment kuard kuard=${IMAGE}:purple`;

/** Follows what kubectl gets in the background, in a file; `kill $!` ends that. */
const following = (what: string, to: string): string =>
  `rm -f ${to.slice(1)}\nkubectl get ${what} --selector=run=kuard --watch ${to} &\nuntil [ -s ${to.slice(1)} ]; do sleep 0.05; done`;

/** Waits until what is followed has come so far: it is a little behind. */
const seen = (condition: string): string => `until ${condition}; do sleep 0.05; done`;

/** The most Pods that both ReplicaSets together wanted at any time. */
const MOST_WANTED = `awk '$2 ~ /^[0-9]+$/ { wanted[$1] = $2; sum = 0; for (set in wanted) sum += wanted[set]
  if (sum > most) most = sum } END { print "at most " most }' sets.txt`;

/** The fewest Pods that were available at any time. */
const FEWEST_AVAILABLE = `awk 'NR == 1 || $1 < fewest { fewest = $1 } END { print "at least " fewest }' available.txt`;

/** Seconds between a Pod being ready and the last Pod of the old ReplicaSet being given up. */
const WAITED = [
  `ready=$(kubectl get pods -l run=kuard -o jsonpath='{.items[0].status.conditions[?(@.type=="Ready")].lastTransitionTime}')`,
  `over=$(kubectl get events -o jsonpath='{range .items[*]}{.lastTimestamp} {.message}{"\\n"}{end}' | grep 'from 1 to 0' | sort | tail -1 | cut -d' ' -f1)`,
  'echo $(($(date -d $over +%s) - $(date -d $ready +%s))) seconds',
].join('; ');

/** Asks the Service for a page, again and again, and notes down which version has answered. */
const VISITOR = `kubectl run visitor --image=busybox -- sh -c 'while :; do wget -qO- http://kuard:8080/ | grep -o "v0[^<]*"; sleep 1; done'`;

/** How fast a rollout goes, and what it costs. */
export const strategies: Chapter = {
  workshop: 'KUAR',
  title: '10. Deployments: strategies',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR10-13',
      title: 'Recreate strategy',
      goal: 'You have seen a rollout in which nobody served for a while.',
      nature: 'claim',
      stack: 'kuard-deployment/06-recreate',
      continues: true,
      begin: { running: twoBlue },
      steps: [
        {
          task:
            'Choose the strategy Recreate in kuard-deployment.yaml and apply it. Then roll out purple, and follow the Pods all ' +
            'the while: first the old ones end, then the new ones start.',
          writes: fileOf('06-recreate'),
          hand: [
            'kubectl apply -f kuard-deployment.yaml',
            STATUS,
            following('pods --output-watch-events', '>pods.txt'),
            PURPLE,
            STATUS,
            seen("grep -q '^MODIFIED .* 1/1 .*Running' pods.txt"),
            'kill $!',
          ].join('\n'),
          see: [
            file('kuard-deployment.yaml', 'strategy:', 'type: Recreate'),
            file(
              'pods.txt',
              'ADDED kuard-{{hash as OLD}}-{{suffix}} 1/1 Running 0 {{age}}',
              'ADDED kuard-{{hash as OLD}}-{{suffix}} 1/1 Running 0 {{age}}',
              'MODIFIED kuard-{{hash as OLD}}-{{suffix}} 1/1 Terminating 0 {{age}}',
              'MODIFIED kuard-{{hash as OLD}}-{{suffix}} 0/1 Error 0 {{age}}',
              'MODIFIED kuard-{{hash as OLD}}-{{suffix}} 0/1 Error 0 {{age}}',
              'ADDED kuard-{{hash as NEW}}-{{suffix}} 0/1 Pending 0 {{age}}',
              'ADDED kuard-{{hash as NEW}}-{{suffix}} 0/1 Pending 0 {{age}}',
              'MODIFIED kuard-{{hash as NEW}}-{{suffix}} 1/1 Running 0 {{age}}',
            ),
            has('deployments/kuard', { spec: { strategy: { type: 'Recreate', rollingUpdate: undefined } } }),
            has('deployments/kuard', { ...runs('purple'), status: { updatedReplicas: 2, availableReplicas: 2 } }),
          ],
          moral: 'Simple and quick, and never two versions at once; but in between nobody answers.',
        },
      ],
    },
    {
      id: 'KUAR10-14',
      title: 'Surge rollout of ten replicas',
      goal: 'Ten Pods were replaced, and ten were available all the time.',
      nature: 'claim',
      stack: 'kuard-deployment/07-surge',
      continues: true,
      begin: { running: twoBlue },
      steps: [
        {
          task:
            'Have ten Pods, of which none may be missing, and 20% more while rolling out. Apply that, then roll out purple, and ' +
            'follow both ReplicaSets, and how many Pods are available.',
          writes: fileOf('07-surge'),
          hand: [
            'kubectl apply -f kuard-deployment.yaml',
            STATUS,
            following('replicasets', '>sets.txt'),
            'rm -f available.txt',
            `kubectl get deployment kuard --watch -o jsonpath='{.status.availableReplicas}{"\\n"}' >available.txt &`,
            'until [ -s available.txt ]; do sleep 0.05; done',
            PURPLE,
            STATUS,
            seen(
              `awk '$2 == 10 { had[$1] } $2 == 0 && $4 == 0 { empty[$1] } END { for (set in had) if (set in empty) exit 0; exit 1 }' sets.txt`,
            ),
            'kill $(jobs -p)',
          ].join('\n'),
          see: [
            file('kuard-deployment.yaml', 'replicas: 10', 'maxSurge: "20%"', 'maxUnavailable: 0'),
            file(
              'sets.txt',
              'kuard-{{hash as OLD}} 10 10 10 {{age}}',
              'kuard-{{hash as NEW}} 2 2 0 {{age}}',
              'kuard-{{hash as OLD}} 8 8 8 {{age}}',
              'kuard-{{hash as NEW}} 10 10 10 {{age}}',
              'kuard-{{hash as OLD}} 0 0 0 {{age}}',
            ),
            asks(MOST_WANTED, prints('at most 12')),
            asks(FEWEST_AVAILABLE, prints('at least 10')),
            has('deployments/kuard', { ...runs('purple'), ...{ status: complete(10).status } }),
          ],
          moral:
            'Two more come first, and only for those that are ready old ones go. 100% would be all ten at once beside the old ' +
            'ten, blue and green; maxUnavailable is for those in a hurry.',
        },
      ],
    },
    {
      id: 'KUAR10-15',
      title: 'minReadySeconds slows a rollout',
      goal: 'New Pods had to prove themselves for a minute before the last old one went.',
      nature: 'claim',
      stack: 'kuard-deployment/05-tuned',
      begin: { running: twoBlue },
      steps: [
        {
          task: 'Set minReadySeconds to 60 and roll out green: how long does a new Pod have to be ready until the next old one goes?',
          writes: fileOf('05-tuned'),
          hand: `kubectl apply -f kuard-deployment.yaml\n${STATUS} >status.txt`,
          speed: 100,
          see: [
            file('kuard-deployment.yaml', 'minReadySeconds: 60'),
            file('status.txt', 'deployment "kuard" successfully rolled out'),
            asks(WAITED, prints('60 seconds')),
            has('deployments/kuard', { ...runs('green'), status: complete(2).status }),
          ],
          moral:
            'A Pod that crashes after ten seconds stops the rollout. Whether a Pod is ready at all is for its readiness probe ' +
            'to say: without one the controller is blind.',
        },
      ],
    },
    {
      id: 'KUAR10-16',
      title: 'Progress deadline',
      goal: 'A rollout that does not get on is marked as failed after ten minutes.',
      nature: 'negative',
      stack: 'kuard-deployment/05-tuned',
      continues: true,
      begin: { running: [LEFT_OVER, stage('05-tuned')], files: fileOf('05-tuned'), wait: '70s' },
      steps: [
        {
          task:
            'Roll out a colour that there is not, mauve: its Pods never become ready. Wait for the verdict, which ' +
            'progressDeadlineSeconds puts off for 600 seconds.',
          hand: `kubectl set image deployment kuard kuard=${IMAGE}:mauve`,
          run: 'kubectl rollout status deployment kuard',
          speed: 400,
          see: [
            fails(1),
            lines('error: deployment "kuard" exceeded its progress deadline'),
            has('deployments/kuard', {
              spec: { progressDeadlineSeconds: 600 },
              status: {
                availableReplicas: 1,
                conditions: [
                  { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
                  { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' },
                ],
              },
            }),
            amount(2, 'pods', 'run=kuard', {
              status: { phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff' } } }] },
            }),
            unchanged(amount(1, 'pods', 'run=kuard', { status: { phase: 'Running' } })),
          ],
          moral:
            'Nothing is taken back by itself: the condition is for those who watch. Old Pods go on serving, all but the one ' +
            'that maxUnavailable gave up.',
        },
      ],
    },
    {
      id: 'KUAR10-17',
      title: 'Old and new version at the same time',
      goal: 'You have seen both versions answer at one address.',
      nature: 'claim',
      stack: 'kuard-deployment/05-tuned',
      begin: {
        running: twoBlue,
        commands: `kubectl expose deployment kuard --port=8080\n${VISITOR}\nkubectl wait --for=condition=Ready pod/visitor`,
      },
      steps: [
        {
          task: 'A visitor asks the Service of kuard for its page, once a second. Roll out green, and see who has answered.',
          writes: fileOf('05-tuned'),
          hand: `kubectl apply -f kuard-deployment.yaml\n${STATUS}`,
          speed: 100,
          see: [
            asks('kubectl logs visitor', lines('v0.10.0-blue', 'v0.10.0-green', 'v0.10.0-blue', 'v0.10.0-green')),
            unchanged(asks('kubectl logs visitor | grep -v -e blue -e green', fails(1), prints(''))),
            asks('kubectl logs visitor --tail=1', prints('v0.10.0-green')),
          ],
          moral:
            'Whoever has loaded the old page may call the new service the next moment, and the other way round. So versions ' +
            'must get on with each other in both directions, however they are rolled out.',
        },
      ],
    },
    {
      id: 'KUAR10-18',
      title: 'Delete the Deployment',
      goal: 'The Deployment is gone, with all ReplicaSets and Pods.',
      nature: 'normal',
      stack: 'kuard-deployment/05-tuned',
      begin: { running: [...twoBlue, stage('05-tuned')], files: fileOf('05-tuned') },
      steps: [
        {
          task: 'Delete the Deployment.',
          run: 'kubectl delete deployments kuard',
          speed: 60,
          see: [
            prints('deployment.apps "kuard" deleted from default namespace'),
            gone('deployments/kuard'),
            amount(0, 'replicasets', 'run=kuard'),
            amount(0, 'pods', 'run=kuard'),
            unchanged(has('replicasets/kuard', { status: { readyReplicas: 1 } })),
          ],
          moral: 'The ReplicaSet of the same name belongs to nobody, so it stays.',
        },
        {
          task: 'Create it once more, and delete it by its file.',
          hand: [
            'kubectl apply -f kuard-deployment.yaml',
            "kubectl wait --for=jsonpath='{.status.readyReplicas}'=2 deployment/kuard",
            'kubectl get deployments >again.txt',
          ].join('\n'),
          run: 'kubectl delete -f kuard-deployment.yaml',
          see: [
            prints('deployment.apps "kuard" deleted from default namespace'),
            file('again.txt', 'kuard 2/2 2 0 {{age}}'),
            unchanged(gone('deployments/kuard')),
            unchanged(amount(1, 'replicasets')),
            unchanged(amount(1, 'pods')),
          ],
        },
      ],
    },
  ],
};
