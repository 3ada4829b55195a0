import { asks, type Chapter, file, has, lines, objects, prints, rows } from '../../model';

const MISSING_KEY = objects('kuar-config/01-missing-key');

const FILE = 'parameter1 = value1\nparameter2 = value2\n';

const IMAGE = 'gcr.io/kuar-demo/kuard-amd64:blue';

/** All that the ConfigMap should hold. */
const ALL_KEYS = { 'another-param': 'another-value', 'extra-param': 'extra-value', 'my-config.txt': FILE };

const CREATE =
  'kubectl create configmap my-config --from-file=my-config.txt --from-literal=extra-param=extra-value ' +
  '--from-literal=another-param=another-value';

const MISSING = "couldn't find key another-param in ConfigMap default/my-config";

/** Settings that are kept outside of images, as the container sees them. */
export const configMaps: Chapter = {
  workshop: 'KUAR',
  title: '13. ConfigMaps',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR13-01',
      title: 'ConfigMap from a file and literals',
      goal: 'my-config holds a file and two parameters.',
      nature: 'normal',
      stack: 'kuar-config/02-fixed',
      steps: [
        {
          task: 'Write my-config.txt, the settings of some program: two lines, parameter1 = value1 and parameter2 = value2.',
          writes: { 'my-config.txt': FILE },
          see: [file('my-config.txt', 'parameter1 = value1', 'parameter2 = value2')],
        },
        {
          task: 'Make a ConfigMap of the file and of two values more.',
          run: CREATE,
          see: [prints('configmap/my-config created'), has('configmaps/my-config', { data: ALL_KEYS })],
          moral: 'The name of a file becomes its key. The image need not be built again for other settings.',
        },
        {
          task: 'Look at it as YAML, which you could have applied just as well.',
          run: 'kubectl get configmaps my-config -o yaml',
          see: [
            prints(`apiVersion: v1
data:
  another-param: another-value
  extra-param: extra-value
  my-config.txt: |
    parameter1 = value1
    parameter2 = value2
kind: ConfigMap
metadata:
  creationTimestamp: "{{time}}"
  name: my-config
  namespace: default
  resourceVersion: "{{count}}"
  uid: {{uid}}`),
          ],
          moral:
            'All three keys are there. In the text the first look shows one of two, misspelt: nobody checks keys before ' +
            'somebody asks for them, as the next exercise shows.',
        },
      ],
    },
    {
      id: 'KUAR13-02',
      title: 'Missing ConfigMap key',
      goal: 'You know what a Pod waits for whose ConfigMap lacks a key.',
      nature: 'negative',
      stack: 'kuar-config/01-missing-key',
      begin: {
        files: {
          '01-missing-key/my-config.yaml': objects('kuar-config/01-missing-key', 'ConfigMap/my-config'),
          '01-missing-key/kuard-config.yaml': objects('kuar-config/01-missing-key', 'Pod/kuard-config'),
        },
      },
      steps: [
        {
          task:
            'Apply a ConfigMap with one key misspelt and one missing, and a Pod that uses it in three ways: as variables, as ' +
            'an argument, and as files.',
          run: 'kubectl apply -f 01-missing-key/my-config.yaml -f 01-missing-key/kuard-config.yaml',
          original: {
            run: 'kubectl apply -f kuard-config.yaml',
            why: 'The ConfigMap of the exercise before has all keys, so the one that lacks some comes with the Pod.',
          },
          see: [
            prints('configmap/my-config created\npod/kuard-config created'),
            has('configmaps/my-config', { data: { 'exta-param': 'extra-value', 'another-param': undefined } }),
            has('pods/kuard-config', {
              status: {
                phase: 'Pending',
                containerStatuses: [{ state: { waiting: { reason: 'CreateContainerConfigError', message: MISSING } } }],
              },
            }),
            asks(
              'kubectl get pods',
              rows({ NAME: 'kuard-config', READY: '0/1', STATUS: 'CreateContainerConfigError', RESTARTS: '0' }),
            ),
          ],
        },
        {
          task: 'Find out what it is that cannot be configured.',
          run: 'kubectl get events',
          see: [
            rows(
              {
                'LAST SEEN': '{{age}}',
                TYPE: 'Normal',
                REASON: 'Scheduled',
                OBJECT: 'pod/kuard-config',
                MESSAGE: 'Successfully assigned default/kuard-config to minikube',
              },
              { TYPE: 'Normal', REASON: 'Pulling', OBJECT: 'pod/kuard-config', MESSAGE: `Pulling image "${IMAGE}"` },
              {
                TYPE: 'Normal',
                REASON: 'Pulled',
                OBJECT: 'pod/kuard-config',
                MESSAGE: `Successfully pulled image "${IMAGE}" in {{age}} ({{age}} including waiting). Image size: 11553137 bytes.`,
              },
              { TYPE: 'Warning', REASON: 'Failed', OBJECT: 'pod/kuard-config', MESSAGE: `Error: ${MISSING}` },
            ),
          ],
          moral:
            'The image is there, but no container can be created without its variables. Only the first key that is missing is told of; ' +
            'the misspelt one would come next.',
        },
      ],
    },
    {
      id: 'KUAR13-03',
      title: 'ConfigMap as environment, argument and files',
      goal: 'The same ConfigMap reaches the program in three ways.',
      nature: 'normal',
      stack: 'kuar-config/02-fixed',
      continues: true,
      begin: { running: [MISSING_KEY], files: { 'my-config.txt': FILE } },
      steps: [
        {
          task:
            'Make the ConfigMap once more, now with both keys, but do not send it: print it as YAML, and have the old one ' +
            'replaced by it. Leave the Pod alone.',
          hand: 'kubectl get pod kuard-config -o jsonpath={.metadata.uid} >uid.txt',
          run: `${CREATE} --dry-run=client -o yaml | kubectl replace -f -`,
          see: [
            prints('configmap/my-config replaced'),
            has('configmaps/my-config', { data: { ...ALL_KEYS, 'exta-param': undefined } }),
            has('pods/kuard-config', {
              status: { phase: 'Running', containerStatuses: [{ ready: true, restartCount: 0 }] },
            }),
            file('uid.txt', '{{pods/kuard-config .metadata.uid}}'),
          ],
          moral: 'The kubelet tries again and again; as soon as the keys were there the very same Pod has started.',
        },
        {
          task:
            'Open a tunnel to the Pod, and look at what kuard has: Server Env and File system browser on its page, or the ' +
            'addresses behind them.',
          run: [
            'rm -f tunnel.txt',
            'kubectl port-forward kuard-config 8080 >tunnel.txt &',
            'for try in $(seq 200); do grep -qs Forwarding tunnel.txt && break; sleep 0.05; done',
            'curl -s localhost:8080/env/api',
            'curl -s localhost:8080/fs/config/my-config.txt',
          ].join('\n'),
          original: {
            run: 'kubectl port-forward kuard-config 8080',
            why: 'In the background the tunnel leaves the terminal free for questions.',
          },
          within: '2m',
          see: [
            lines('parameter1 = value1', 'parameter2 = value2'),
            asks(
              `curl -s localhost:8080/env/api | grep -oE '"(commandLine":\\[[^]]*\\]|[A-Z]+_PARAM":"[^"]*")'`,
              prints(
                '"commandLine":["/kuard","extra-value"]\n"ANOTHER_PARAM":"another-value"\n"EXTRA_PARAM":"extra-value"',
              ),
            ),
            asks(
              'curl -s localhost:8080/fs/config/',
              lines(
                '<a href="another-param">another-param</a>',
                '<a href="extra-param">extra-param</a>',
                '<a href="my-config.txt">my-config.txt</a>',
              ),
            ),
          ],
          moral:
            'Variables are what the ConfigMap was when the container began, and $(EXTRA_PARAM) in the command was filled in ' +
            'from one of them. The files follow the ConfigMap, up to a minute later.',
        },
      ],
    },
  ],
};
