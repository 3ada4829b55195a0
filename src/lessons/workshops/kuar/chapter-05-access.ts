import { answers, asks, type Chapter, fails, file, lines, prints, unchanged } from '../../model';
import { plainRuns } from './chapter-05-pods';

const OLD_EXEC = {
  why: 'kubectl wants -- between the Pod and the command, since 1.31 without exception.',
  fails:
    'error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\n' +
    "See 'kubectl exec -h' for help and examples",
  since: 31,
};

/** A file that was made in the container. */
const LEFT_BEHIND =
  "kubectl exec kuard -- sh -c 'mkdir /tmp/captures; echo 12 packets captured >/tmp/captures/capture3.txt'";

/** What kuard says as it starts: all its settings. */
const GREETING = `{{time}} Starting kuard version: v0.10.0-blue
{{time}} **********************************************************************
{{time}} * WARNING: This server may expose sensitive
{{time}} * and secret information. Be careful.
{{time}} **********************************************************************
{{time}} Config:
{
  "address": ":8080",
  "debug": false,
  "debug-sitedata-dir": "./sitedata",
  "keygen": {
    "enable": false,
    "exit-code": 0,
    "exit-on-complete": false,
    "memq-queue": "",
    "memq-server": "",
    "num-to-gen": 0,
    "time-to-run": 0
  },
  "liveness": {
    "fail-next": 0
  },
  "readiness": {
    "fail-next": 0
  },
  "tls-address": ":8443",
  "tls-dir": "/tls"
}
{{time}} Could not find certificates to serve TLS
{{time}} Serving on HTTP on :8080`;

/** What a request to /healthy leaves in the log. */
const ASKED = '{{time}} 127.0.0.1:{{port}} GET /healthy';

/** The ways into a Pod that runs. */
export const access: Chapter = {
  workshop: 'KUAR',
  title: '5. Pods: accessing your Pod',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR05-05',
      title: 'Reach the Pod by port forwarding',
      goal: 'The page of kuard is open on your own machine.',
      nature: 'normal',
      stack: 'kuard-pods/plain',
      continues: true,
      begin: plainRuns,
      steps: [
        {
          task: 'Open a tunnel from port 8080 of your machine to port 8080 of the Pod, in a terminal of its own.',
          run: 'kubectl port-forward kuard 8080:8080',
          course: 'stays',
          terminal: 'forward',
          see: [lines('Forwarding from 127.0.0.1:8080 -> 8080')],
          moral:
            'The tunnel leads to the API server and from there to the node: your machine need not reach any Pod itself.',
        },
        {
          task: 'Open http://localhost:8080 in a browser and look around.',
          hand: 'curl -sf http://localhost:8080/ >/dev/null',
          browse: async (page) => {
            await page.open('http://localhost:8080/');
            await page.shows('Version v0.10.0-blue, served by kuard');
            await page.click('Server Env');
            await page.shows('KUBERNETES_SERVICE_HOST');
          },
          see: [
            unchanged(answers('http://localhost:8080/', 200, '<h1>KUAR Demo</h1>')),
            asks('kubectl logs kuard', lines('{{time}} 127.0.0.1:{{port}} GET /')),
          ],
          moral: 'To kuard the visitor comes from within: its log says 127.0.0.1.',
        },
      ],
    },
    {
      id: 'KUAR05-06',
      title: 'Logs of the Pod',
      goal: 'You have read what the container says now, what it goes on to say, and what the one before it said.',
      nature: 'normal',
      stack: 'kuard-pods/plain',
      begin: plainRuns,
      steps: [
        {
          task: 'Read the log.',
          run: 'kubectl logs kuard',
          see: [prints(GREETING)],
          moral:
            'Whatever a container writes to its two outputs is its log; where it is kept does not concern the program.',
        },
        {
          task: 'Follow the log, and from another terminal ask kuard whether it is well: the log tells.',
          hand: '(sleep 0.5; kubectl exec kuard -- wget -qO- http://localhost:8080/healthy) >/dev/null 2>&1 &',
          hint: 'kubectl exec kuard -- wget -qO- http://localhost:8080/healthy',
          run: 'kubectl logs kuard -f',
          course: 'watches',
          see: [prints(`${GREETING}\n${ASKED}`)],
        },
        {
          task:
            'Ask for the log of the container before this one: there was none. Then end kuard from within, wait until it was ' +
            'started again, and ask once more.',
          run: [
            'kubectl logs kuard --previous',
            // Who ends the first process of a container may be gone with it before he can say so.
            'kubectl exec kuard -- kill 1 2>/dev/null',
            "kubectl wait --for=jsonpath='{.status.containerStatuses[0].restartCount}'=1 pod/kuard",
            'kubectl logs kuard --previous',
          ].join('\n'),
          see: [
            prints(
              [
                'Error from server (BadRequest): previous terminated container "kuard" in pod "kuard" not found',
                'pod/kuard condition met',
                GREETING,
                ASKED,
              ].join('\n'),
            ),
            asks('kubectl logs kuard', prints(GREETING)),
          ],
          original: {
            run: 'kubectl logs kuard --previous',
            why: 'It is for containers that end again and again; kuard does so only when somebody ends it.',
          },
          moral: 'The log that tells why a container has ended is that of the container before.',
        },
      ],
    },
    {
      id: 'KUAR05-07',
      title: 'Run commands in the container',
      goal: 'You have looked at the Pod from within.',
      nature: 'normal',
      stack: 'kuard-pods/plain',
      continues: true,
      begin: plainRuns,
      steps: [
        {
          task: 'Ask the container what time it is.',
          run: 'kubectl exec kuard -- date',
          original: { run: 'kubectl exec kuard date', ...OLD_EXEC },
          see: [prints('{{time}}')],
        },
        {
          task: 'Open a shell there: the image is a small one, its shell is called ash.',
          run: 'kubectl exec -it kuard -- ash',
          original: { run: 'kubectl exec -it kuard ash', ...OLD_EXEC },
          course: 'enters',
          terminal: 'shell',
          see: [asks('kubectl exec kuard -- ps', lines('{{count}} nobody 0:00 ash'))],
          moral: 'The shell runs beside kuard, as the same user, and ends with exit.',
        },
      ],
    },
    {
      id: 'KUAR05-08',
      title: 'Copy files both ways',
      goal: 'A file came out of the container, and another one went in.',
      nature: 'normal',
      stack: 'kuard-pods/plain',
      begin: { ...plainRuns, commands: LEFT_BEHIND },
      steps: [
        {
          task: 'Somebody has left a capture in the container. Copy it to your machine.',
          run: 'kubectl cp kuard:/tmp/captures/capture3.txt ./capture3.txt',
          original: {
            run: 'kubectl cp <pod-name>:/captures/capture3.txt ./capture3.txt',
            why: 'kuard runs as nobody, who may write to /tmp, but not make a folder beside it.',
          },
          // tar also says that it takes the / off names; kubectl may be done before it passes that on.
          see: [file('capture3.txt', '12 packets captured')],
        },
        {
          task:
            'Write a file of settings, config.txt, in your home folder, with the line greeting=hello. Copy it into the container, ' +
            'where its user may write.',
          hand: 'echo greeting=hello >$HOME/config.txt',
          run: 'kubectl cp $HOME/config.txt kuard:/tmp/config.txt',
          original: {
            run: 'kubectl cp $HOME/config.txt <pod-name>:/config.txt',
            why: 'The root folder is not for nobody.',
          },
          see: [
            unchanged(prints('')),
            asks('kubectl exec kuard -- cat /tmp/config.txt', prints('greeting=hello')),
            unchanged(
              asks(
                'kubectl cp $HOME/config.txt kuard:/config.txt',
                fails(1),
                prints("tar: can't open 'config.txt': Permission denied\ncommand terminated with exit code 1"),
              ),
            ),
          ],
          moral:
            'kubectl cp runs tar in the container. It is for looking into things: what is copied in is gone with the ' +
            'container, so treat containers as if nobody could change them.',
        },
      ],
    },
  ],
};
