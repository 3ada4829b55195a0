import { amount, asks, type Chapter, edited, event, file, has, lines, objects, prints } from '../../model';

const RESOURCES = objects('kuard-pods/resources');

/** A Pod that asks for half a core, and uses all that it gets of two. */
const BURNER = `apiVersion: v1
kind: Pod
metadata:
  name: burner-NUMBER
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: stress
      image: debian:12
      command: [sh, -c, apt-get update && apt-get install -y stress && exec stress --cpu 2]
      resources:
        requests: {cpu: 500m}
`;

/** Why the kubelet has ended a Pod. */
const LOW_ON_MEMORY =
  'The node was low on resource: memory. Threshold quantity: 100Mi, available: {{count}}Ki. Container kuard was using ' +
  '{{count}}Ki, request is 128Mi, has larger consumption of memory. ';

/** What Pods are guaranteed, what they may use at most, and what comes of it. */
export const resources: Chapter = {
  workshop: 'KUAR',
  title: '5. Pods: resource management',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR05-12',
      title: 'Resource requests and limits',
      goal: 'kuard has half a core and 128Mi for sure, and may use twice that.',
      nature: 'normal',
      stack: 'kuard-pods/resources',
      steps: [
        {
          task:
            'Write kuard-pod-resources.yaml: the container asks for half a core and 128Mi of memory, and may use one core and ' +
            '256Mi. Create the Pod, and see what its node has given away.',
          writes: { 'kuard-pod-resources.yaml': RESOURCES },
          run: 'kubectl apply -f kuard-pod-resources.yaml',
          see: [
            prints('pod/kuard created'),
            has('pods/kuard', {
              spec: {
                containers: [
                  {
                    resources: {
                      requests: { cpu: '500m', memory: '128Mi' },
                      limits: { cpu: '1', memory: '256Mi' },
                    },
                  },
                ],
              },
              status: { phase: 'Running', qosClass: 'Burstable' },
            }),
            asks(
              'kubectl describe node minikube',
              lines(
                'default kuard 500m (25%) 1 (50%) 128Mi (3%) 256Mi (6%) {{age}}',
                'Allocated resources:',
                'cpu 500m (25%) 1 (50%)',
                'memory 398Mi (10%) 426Mi (11%)',
              ),
            ),
          ],
          moral:
            'Requests decide about the node: what they add up to there is never more than it has. Limits are for the time after; ' +
            'they may add up to more. Both are given for each container.',
        },
      ],
    },
    {
      id: 'KUAR05-13',
      title: 'CPU is shared in proportion to requests',
      goal: 'One Pod gets two cores, four get half a core each, and a fifth waits.',
      nature: 'claim',
      stack: 'kuard-pods/resources',
      steps: [
        {
          task:
            'Run Pods that ask for half a core and use all they get on the node of two cores: first one, then up to five, and ' +
            'look each time what they use; keep it in top-1.txt, top-2.txt and so on. One more, before them all, has the limit ' +
            'of one core that kuard has; what it uses goes to top-limited.txt.',
          writes: {
            'burner.yaml': BURNER,
            'limited.yaml': BURNER.replace('NUMBER', 'limited').replace('500m}', '500m}\n        limits: {cpu: 1000m}'),
          },
          hand: [
            'kubectl apply -f limited.yaml',
            'kubectl wait --for=condition=Ready pod/burner-limited && sleep 0.4',
            'kubectl top pods >top-limited.txt',
            'kubectl delete -f limited.yaml',
            'for number in 1 2 3 4; do',
            '  sed s/NUMBER/$number/ burner.yaml | kubectl apply -f -',
            '  kubectl wait --for=condition=Ready pod/burner-$number && sleep 0.4',
            '  kubectl top pods >top-$number.txt',
            'done',
            'sed s/NUMBER/5/ burner.yaml | kubectl apply -f -',
          ].join('\n'),
          speed: 100,
          see: [
            file('top-limited.txt', 'burner-limited 1000m {{count}}Mi'),
            file('top-1.txt', 'burner-1 2000m {{count}}Mi'),
            file('top-2.txt', 'burner-1 1000m {{count}}Mi', 'burner-2 1000m {{count}}Mi'),
            file('top-3.txt', ...[1, 2, 3].map((number) => `burner-${number} 667m {{count}}Mi`)),
            file('top-4.txt', ...[1, 2, 3, 4].map((number) => `burner-${number} 500m {{count}}Mi`)),
            amount(4, 'pods', undefined, { status: { phase: 'Running' } }),
            has('pods/burner-5', { status: { phase: 'Pending' } }),
            event(
              'pods/burner-5',
              'Warning',
              'FailedScheduling',
              '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
            ),
          ],
          hint: 'burner.yaml is for all of them: sed s/NUMBER/1/ burner.yaml | kubectl apply -f -',
          moral:
            'What is left on a node goes to whoever wants it, in proportion to the requests; what was asked for is always there. ' +
            'When the node has promised all it has, another Pod waits.',
        },
      ],
    },
    {
      id: 'KUAR05-14',
      title: 'Memory pressure',
      goal: 'Who uses more memory than it asked for has to go when the node needs it.',
      nature: 'claim',
      stack: 'kuard-pods/resources',
      begin: { running: [RESOURCES] },
      steps: [
        {
          task:
            'kuard takes as much memory as it is told to, and asks for 128Mi. Let two more Pods without a limit, ' +
            'greedy-1 and greedy-2, take 1.8 gigabytes each: more than the node has. Then let kuard itself, which has a limit, take 500 MB.',
          writes: {
            'greedy.yaml': edited(RESOURCES, ['name: kuard\n', 'name: NAME\n'], [/ +limits:\n +.*\n +.*\n/, '']),
          },
          hand: [
            'for name in greedy-1 greedy-2; do',
            '  sed s/NAME/$name/ greedy.yaml | kubectl apply -f -',
            '  kubectl wait --for=condition=Ready pod/$name',
            "  kubectl exec $name -- wget -qO- --post-data '' 'http://localhost:8080/mem/api/alloc?size=1800000000'",
            'done',
            "kubectl exec kuard -- wget -qO- --post-data '' 'http://localhost:8080/mem/api/alloc?size=500000000'",
            'true',
          ].join('\n'),
          within: '10m',
          hint: "In a container: wget -qO- --post-data '' 'http://localhost:8080/mem/api/alloc?size=1800000000'",
          see: [
            event('nodes/minikube', 'Warning', 'EvictionThresholdMet', 'Attempting to reclaim memory'),
            // For five minutes the node takes no new Pods without requests.
            event('nodes/minikube', 'Normal', 'NodeHasSufficientMemory'),
            event('pods/greedy-{{count}}', 'Warning', 'Evicted', LOW_ON_MEMORY),
            amount(1, 'pods', undefined, { status: { phase: 'Failed', reason: 'Evicted', message: LOW_ON_MEMORY } }),
            amount(2, 'pods', undefined, { status: { phase: 'Running' } }),
            has('pods/kuard', {
              status: {
                phase: 'Running',
                containerStatuses: [
                  { restartCount: 1, lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } } },
                ],
              },
            }),
          ],
          moral:
            'CPU can be shared, memory has to be taken away. Who is over its limit ends at once, on any node; who is over its ' +
            'request ends when the node runs short. kuard, back below its request, was left alone.',
        },
      ],
    },
  ],
};
