import { asks, type Chapter, fails, file, gone, has, lines, objects, prints, unchanged } from '../../model';

const BAR = objects('kuard-pods/bar');

/** Two containers in one Pod; the log of the second one grows by a line each second. */
const TWO = `apiVersion: v1
kind: Pod
metadata: {name: two}
spec:
  containers:
    - {name: web, image: nginx}
    - name: ticker
      image: busybox
      command: [sh, -c, 'i=0; while sleep 1; do i=$((i + 1)); echo tick $i; done']
`;

/** A shell that waits for what is typed. */
const TALK = `apiVersion: v1
kind: Pod
metadata: {name: talk}
spec:
  containers:
    - {name: talk, image: busybox, command: [sh], stdin: true}
`;

/** What leads to metrics-server, as its add-on brings it. */
const METRICS_API = `apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1beta1.metrics.k8s.io}
spec:
  group: metrics.k8s.io
  version: v1beta1
  groupPriorityMinimum: 100
  versionPriority: 100
  insecureSkipTLSVerify: true
  service: {namespace: kube-system, name: metrics-server}
`;

/** kuard and nginx, whose pages say which Pod they come from. */
const PAGES = `apiVersion: v1
kind: Pod
metadata: {name: page}
spec:
  containers:
    - name: page
      image: nginx
      lifecycle:
        postStart:
          exec: {command: [sh, -c, 'hostname >/usr/share/nginx/html/index.html']}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: nginx
          lifecycle:
            postStart:
              exec: {command: [sh, -c, 'hostname >/usr/share/nginx/html/index.html']}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
`;

/** What exec says of a program that the image lacks. */
const notFound = (program: string): string =>
  'error: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec ' +
  '"{{name}}": OCI runtime exec failed: exec failed: unable to start container process: ' +
  `exec: "${program}": executable file not found in $PATH: unknown`;

/** Asks twenty times, and counts who has answered. */
const countAnswers = (ask: string): string => `for i in $(seq 20); do ${ask}; done | sort -u | wc -l`;

/** What to do when something is not as it should be. */
export const debugging: Chapter = {
  workshop: 'KUAR',
  title: '4. Common Kubectl Commands: debugging',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR04-10',
      title: 'Logs',
      goal: 'You have read the log of a Pod, that of one container of two, and a log that grows.',
      nature: 'normal',
      stack: 'kuard-pods/bar',
      begin: { running: [BAR], files: { 'two.yaml': TWO }, commands: 'kubectl apply -f two.yaml' },
      steps: [
        {
          task: 'Read the log of the Pod bar.',
          run: 'kubectl logs bar',
          see: [
            lines(
              '{{time}} Starting kuard version: v0.10.0-blue',
              '"address": ":8080",',
              '{{time}} Could not find certificates to serve TLS',
              '{{time}} Serving on HTTP on :8080',
            ),
          ],
        },
        {
          task: 'The Pod two has two containers. Read the log of the one called ticker.',
          run: 'kubectl logs two -c ticker',
          see: [
            lines('tick 1', 'tick 2', 'tick 3'),
            unchanged(
              asks(
                'kubectl logs two',
                lines('Defaulted container "web" out of: web, ticker', '{{time}} [notice] 1#1: start worker processes'),
              ),
            ),
          ],
          moral: 'Each container has a log of its own. Without -c it is that of the first one, and kubectl says so.',
        },
        {
          task: 'Follow the log of the ticker for a while; Ctrl-C ends it.',
          run: 'kubectl logs two -c ticker -f',
          course: 'watches',
          speed: 100,
          within: '5m',
          see: [lines('tick 1', 'tick 99', 'tick 100')],
        },
      ],
    },
    {
      id: 'KUAR04-11',
      title: 'Shell in a container',
      goal: 'You are in a container, as the user it runs as.',
      nature: 'normal',
      stack: 'kuard-pods/bar',
      begin: { running: [BAR] },
      steps: [
        {
          task: 'Open a shell in the container of bar, look around, and leave it with exit.',
          run: 'kubectl exec -it bar -- ash',
          original: {
            run: 'kubectl exec -it bar -- bash',
            why: 'The image of kuard is a small one, and has no bash.',
            fails: notFound('bash'),
          },
          course: 'enters',
          terminal: 'shell',
          see: [asks('kubectl exec bar -- ps', lines('1 nobody 0:00 /kuard', '{{count}} nobody 0:00 ash'))],
          moral:
            'exec runs what is in the image. What is not there, kubectl debug brings along in an image of its own.',
        },
      ],
    },
    {
      id: 'KUAR04-12',
      title: 'Attach to the running process',
      goal: 'The first process of a container has read what you wrote.',
      nature: 'normal',
      stack: 'kuard-pods/bar',
      begin: { running: [BAR], files: { 'talk.yaml': TALK }, commands: 'kubectl apply -f talk.yaml' },
      steps: [
        {
          task:
            'The Pod talk runs a shell, whose input is open. Attach to it and let it compute 6 times 7; Ctrl-C ends the ' +
            'connection. kuard in the Pod bar was started without an input: there you only see what it prints.',
          run: "echo 'echo $((6 * 7)) is what you asked for' | kubectl attach -i talk",
          original: {
            run: 'kubectl attach -it <pod_name>',
            why: 'The line is typed by hand there; -t is for containers with tty: true.',
          },
          course: 'watches',
          see: [
            lines("If you don't see a command prompt, try pressing enter.", '42 is what you asked for'),
            asks('kubectl logs talk', prints('42 is what you asked for')),
            unchanged(has('pods/talk', { status: { phase: 'Running', containerStatuses: [{ restartCount: 0 }] } })),
            unchanged(
              asks(
                'timeout 0.5 kubectl attach -it bar',
                fails(124),
                lines('error: Unable to use a TTY - container bar did not allocate one'),
              ),
            ),
          ],
          moral: 'exec starts another process beside the first one; attach leads to the first one itself.',
        },
      ],
    },
    {
      id: 'KUAR04-13',
      title: 'Copy a file out of a container',
      goal: 'A file of the container is on your machine.',
      nature: 'normal',
      stack: 'kuard-pods/bar',
      begin: { running: [BAR] },
      steps: [
        {
          task: 'Copy /etc/os-release of the Pod bar: it tells what the image is made of.',
          run: 'kubectl cp bar:/etc/os-release ./os-release',
          original: { run: 'kubectl cp <pod-name>:</path/to/file> <path/to/local>', why: 'Any file will do.' },
          see: [
            prints("tar: removing leading '/' from member names"),
            file('os-release', 'NAME="Alpine Linux"', 'ID=alpine'),
            asks('kubectl exec bar -- cat /etc/os-release | diff - os-release', prints('')),
            unchanged(
              asks(
                'kubectl cp kube-system/{{kube-system:pods k8s-app=kube-dns}}:/etc/os-release ./none',
                fails(1),
                prints(notFound('tar')),
              ),
            ),
          ],
          moral:
            'kubectl runs tar in the container: an image without it gives no files away. The line is from tar, on standard error.',
        },
      ],
    },
    {
      id: 'KUAR04-14',
      title: 'Port forwarding to Pods and Services',
      goal: 'Port 8080 of your machine leads to port 80 of a Pod.',
      nature: 'normal',
      stack: 'kuard-pods/bar',
      begin: { files: { 'pages.yaml': PAGES }, commands: 'kubectl apply -f pages.yaml' },
      steps: [
        {
          task: 'Open a tunnel to the Pod page, ask for its page at http://localhost:8080, and end the tunnel with Ctrl-C.',
          run: 'kubectl port-forward page 8080:80',
          course: 'watches',
          terminal: 'forward',
          see: [
            lines('Forwarding from 127.0.0.1:8080 -> 80', 'Handling connection for 8080'),
            asks('curl -s http://localhost:8080/', prints('page')),
          ],
        },
        {
          task: 'Open a tunnel to a Service with three Pods behind it, and ask twenty times.',
          hand: 'for i in $(seq 100); do curl -s http://localhost:8080/ || break; sleep 0.05; done >ended.txt',
          run: 'kubectl port-forward services/web 8080:80',
          course: 'watches',
          terminal: 'forward',
          see: [
            lines('Forwarding from 127.0.0.1:8080 -> 80', 'Handling connection for 8080'),
            asks(countAnswers('curl -s http://localhost:8080/'), prints('1')),
            asks('curl -s http://localhost:8080/', prints('web-{{hash}}-{{suffix}}')),
            unchanged(asks(`kubectl exec page -- bash -c '${countAnswers('curl -s http://web/')}'`, prints('3'))),
          ],
          moral:
            'kubectl asks once which Pods are behind the Service and takes one: what the Service does with traffic is not seen. ' +
            'From within the cluster, all three answer.',
        },
      ],
    },
    {
      id: 'KUAR04-15',
      title: 'Use of CPU and memory',
      goal: 'You know what nodes and Pods use.',
      nature: 'normal',
      stack: 'kuard-pods/bar',
      begin: { running: [BAR], files: { 'metrics-api.yaml': METRICS_API }, wait: '40s' },
      steps: [
        {
          task: 'Ask what the nodes use.',
          run: 'kubectl top nodes',
          see: [
            lines(
              'NAME CPU(cores) CPU(%) MEMORY(bytes) MEMORY(%)',
              'minikube {{count}}m {{count}}% {{count}}Mi {{count}}%',
            ),
          ],
          moral:
            'metrics-server asks each kubelet every 15 seconds. It is an add-on: minikube addons enable metrics-server.',
        },
        {
          task: 'Ask what the Pods use.',
          run: 'kubectl top pods',
          see: [lines('NAME CPU(cores) MEMORY(bytes)', 'bar {{count}}m {{count}}Mi')],
          moral: 'This is what is in use now; what a Pod asks for, and may have, stands in its description.',
        },
        {
          task: 'Who answers is no part of the API server: an APIService leads there. Take it away, and ask again.',
          isOurs: true,
          run: ['kubectl delete apiservice v1beta1.metrics.k8s.io', 'kubectl top nodes'].join('\n'),
          see: [
            lines(
              'apiservice.apiregistration.k8s.io "v1beta1.metrics.k8s.io" deleted',
              'error: Metrics API not available',
            ),
            fails(1),
            gone('apiservices/v1beta1.metrics.k8s.io'),
          ],
          moral:
            'So says a cluster without metrics-server, and an autoscaler of such a cluster says the same in its conditions.',
        },
        {
          task: 'Put it back.',
          isOurs: true,
          run: 'kubectl apply -f metrics-api.yaml',
          see: [
            prints('apiservice.apiregistration.k8s.io/v1beta1.metrics.k8s.io created'),
            has('apiservices/v1beta1.metrics.k8s.io', {
              status: { conditions: [{ type: 'Available', status: 'True', reason: 'Passed' }] },
            }),
            asks('kubectl top pods', lines('NAME CPU(cores) MEMORY(bytes)', 'bar {{count}}m {{count}}Mi')),
          ],
        },
      ],
    },
    {
      id: 'KUAR04-16',
      title: 'Completion and help',
      goal: 'The Tab key completes what you type for kubectl, and kubectl explains itself.',
      nature: 'normal',
      steps: [
        {
          task: 'Install what completes commands in bash, unless it is there; Linux has it as bash-completion.',
          run: 'brew install bash-completion',
          outside: 'What is installed on your machine is your choice.',
          see: [
            unchanged(asks('kubectl completion bash', lines('# bash completion V2 for kubectl -*- shell-script -*-'))),
          ],
        },
        {
          task: 'Let kubectl tell bash how to complete its commands. A line in ~/.bashrc, or ~/.bash_profile on a Mac, keeps that.',
          run: 'source <(kubectl completion bash)\ncomplete -p kubectl',
          original: {
            run: 'source <(kubectl completion bash)',
            why: 'The second line shows that something completes the words behind kubectl now.',
          },
          see: [
            prints('complete -o default -F __start_kubectl kubectl'),
            unchanged(asks('kubectl __complete get daemon 2>/dev/null', lines('daemonsets.apps'))),
            unchanged(asks('kubectl __complete get service ku 2>/dev/null', lines('kubernetes'))),
          ],
          moral: 'Tab completes commands, resources, and even the names of objects: kubectl asks the cluster for them.',
        },
        {
          task: 'Read the help: of kubectl, of a command, of get.',
          run: 'kubectl help\nkubectl help apply\nkubectl help get',
          original: {
            run: 'kubectl help\nkubectl help <command>\nkubectl help get',
            why: 'Any command has its help; apply is one.',
          },
          see: [
            lines(
              'kubectl controls the Kubernetes cluster manager.',
              'Basic Commands (Beginner):',
              'create Create a resource from a file or from stdin',
              'Usage:',
              'kubectl [flags] [options]',
              'Examples:',
              '# Apply the configuration in pod.json to a pod',
              'Usage:',
              'kubectl apply (-f FILENAME | -k DIRECTORY) [options]',
              'Display one or many resources.',
              'Examples:',
              '# List all pods in ps output format',
              'kubectl get pods',
              'Use "kubectl options" for a list of global command-line options (applies to all commands).',
            ),
          ],
          moral:
            'kubectl COMMAND --help says the same, and kubectl explain pod.spec tells what belongs into a manifest.',
        },
      ],
    },
  ],
};
