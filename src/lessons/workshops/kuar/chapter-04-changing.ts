import {
  asks,
  type Chapter,
  edited,
  event,
  fails,
  gone,
  has,
  lines,
  objects,
  prints,
  table,
  unchanged,
} from '../../model';

const BAR = objects('kuard-pods/bar');

/** How the Pod is after its image was changed: the same Pod, another container. */
const isGreenNow = has('pods/bar', {
  spec: { containers: [{ image: 'gcr.io/kuar-demo/kuard-amd64:green' }] },
  status: { containerStatuses: [{ ready: true, restartCount: 1 }] },
});

const labelsOfBar = (...labels: readonly string[]) =>
  asks('kubectl apply view-last-applied pod/bar', lines(...labels, 'name: bar'));

/** A Pod that was not made with apply. */
const PLAIN = `apiVersion: v1
kind: Pod
metadata: {name: plain}
spec:
  containers: [{name: plain, image: gcr.io/kuar-demo/kuard-amd64:blue}]
`;

/** How objects are made, changed and deleted. */
export const changingObjects: Chapter = {
  workshop: 'KUAR',
  title: '4. Common Kubectl Commands: changing objects',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR04-05',
      title: 'Create and update with apply',
      goal: 'You know what apply does with an object that is new, the same, or changed, and what it would do.',
      nature: 'normal',
      stack: 'kuard-pods/bar',
      begin: { files: { 'obj.yaml': BAR } },
      steps: [
        {
          task: 'Apply obj.yaml. Apply it again as it is, and a third time after the image was changed to green in the file.',
          run: [
            'kubectl apply -f obj.yaml',
            'kubectl apply -f obj.yaml',
            "sed -i 's/:blue/:green/' obj.yaml",
            'kubectl apply -f obj.yaml',
          ].join('\n'),
          original: { run: 'kubectl apply -f obj.yaml', why: 'It is typed three times to see what it does each time.' },
          see: [prints('pod/bar created\npod/bar unchanged\npod/bar configured'), isGreenNow],
          moral: 'One command for all: the file says how things shall be, not what is to be done.',
        },
        {
          task: 'Delete the object. Then find out what applying the file would do, without doing it.',
          hand: 'kubectl delete -f obj.yaml',
          run: 'kubectl apply -f obj.yaml --dry-run=client',
          original: {
            run: 'kubectl apply -f obj.yaml --dry-run',
            why: 'Today the option says who tries: kubectl alone, or the server. Without that, there is a warning.',
          },
          see: [
            prints('pod/bar created (dry run)'),
            gone('pods/bar'),
            asks('kubectl apply -f obj.yaml --dry-run=server', prints('pod/bar created (server dry run)')),
            asks(
              'kubectl apply -f obj.yaml --dry-run',
              lines(
                'W{{count}} {{time}} {{count}} helpers.go:{{count}}] --dry-run is deprecated and can be replaced with --dry-run=client.',
                'pod/bar created (dry run)',
              ),
            ),
          ],
          moral: 'The server looks closer: it would refuse what is not valid. Neither of them keeps anything.',
        },
      ],
    },
    {
      id: 'KUAR04-06',
      title: 'Edit interactively',
      goal: 'An object was changed in an editor.',
      nature: 'normal',
      stack: 'kuard-pods/bar',
      begin: { running: [BAR] },
      steps: [
        {
          task: 'Edit the Pod bar in the cluster: change the tag of its image from blue to green, save, and leave the editor.',
          run: `KUBE_EDITOR="sed -i 's/:blue/:green/'" kubectl edit pod bar`,
          original: {
            run: 'kubectl edit <resource-name> <object-name>',
            why: 'It opens the editor that KUBE_EDITOR or EDITOR names. sed edits without hands.',
          },
          see: [
            prints('pod/bar edited'),
            isGreenNow,
            unchanged(asks('KUBE_EDITOR=true kubectl edit pod bar', prints('Edit cancelled, no changes made.'))),
          ],
          moral: 'Handy, and nowhere written down: the next apply of the old file makes the Pod blue again.',
        },
      ],
    },
    {
      id: 'KUAR04-07',
      title: 'The last applied configuration',
      goal: 'You can look at the record that apply keeps, set it, and edit it.',
      nature: 'normal',
      stack: 'kuard-pods/bar',
      begin: {
        running: [BAR],
        files: { 'myobj.yaml': BAR, 'plain.yaml': PLAIN },
        commands: 'kubectl create -f plain.yaml',
      },
      steps: [
        {
          task: 'Look at what was applied last.',
          run: 'kubectl apply view-last-applied -f myobj.yaml',
          original: {
            run: 'kubectl apply -f myobj.yaml view-last-applied',
            why: 'Both work; a command is easier to find before its options.',
          },
          see: [
            prints(
              [
                'apiVersion: v1',
                'kind: Pod',
                'metadata:',
                '  annotations: {}',
                '  name: bar',
                '  namespace: default',
                'spec:',
                '  containers:',
                '  - image: gcr.io/kuar-demo/kuard-amd64:blue',
                '    name: bar',
              ].join('\n'),
            ),
            unchanged(
              asks(
                'kubectl apply -f myobj.yaml view-last-applied',
                lines('kind: Pod', 'name: bar', 'namespace: default'),
              ),
            ),
          ],
          moral:
            'The record is an annotation of the object: what is missing in the file, but there, is removed by apply.',
        },
        {
          task: 'Give the Pod in myobj.yaml a label, color=blue, and put that on record without applying it.',
          writes: { 'myobj.yaml': edited(BAR, ['  name: bar\n', '  name: bar\n  labels: { color: blue }\n']) },
          run: 'kubectl apply set-last-applied -f myobj.yaml --create-annotation=true',
          original: {
            run: 'kubectl apply set-last-applied -f myobj.yaml',
            why: 'That is enough where the record is there, but not for objects that were made with create or run.',
          },
          see: [
            prints('pod/bar configured'),
            labelsOfBar('labels:', 'color: blue'),
            unchanged(has('pods/bar', { metadata: { labels: undefined } })),
            unchanged(
              asks(
                'kubectl apply set-last-applied -f plain.yaml',
                fails(1),
                prints(
                  'error: no last-applied-configuration annotation found on resource: plain, to create the annotation, run the command with --create-annotation',
                ),
              ),
            ),
          ],
        },
        {
          task: 'Edit the record itself: color is red there.',
          run: `KUBE_EDITOR="sed -i 's/color: blue/color: red/'" kubectl apply edit-last-applied pod/bar`,
          original: {
            run: 'kubectl apply edit-last-applied pod/bar',
            why: 'It opens an editor. sed edits without hands.',
          },
          see: [
            prints('pod/bar edited'),
            labelsOfBar('labels:', 'color: red'),
            unchanged(has('pods/bar', { metadata: { labels: undefined } })),
          ],
          moral: 'The record says so, the Pod does not: it is only what the next apply compares with.',
        },
      ],
    },
    {
      id: 'KUAR04-08',
      title: 'Delete objects',
      goal: 'Two Pods are gone: one by its file, one by its name.',
      nature: 'normal',
      stack: 'kuard-pods/bar',
      begin: {
        running: [BAR],
        files: { 'obj.yaml': BAR, 'plain.yaml': PLAIN },
        commands: 'kubectl apply -f plain.yaml',
      },
      steps: [
        {
          task: 'Delete what obj.yaml describes.',
          run: 'kubectl delete -f obj.yaml',
          see: [
            prints('pod "bar" deleted from default namespace'),
            gone('pods/bar'),
            event('pods/bar', 'Normal', 'Killing', 'Stopping container bar'),
          ],
          moral: 'kubectl waits until the containers have ended. Nobody asks whether you mean it.',
        },
        {
          task: 'Delete another Pod by its name, and try to do so once more.',
          run: 'kubectl delete pods plain',
          original: { run: 'kubectl delete <resource-name> <obj-name>', why: 'Any object will do; this Pod is there.' },
          see: [
            prints('pod "plain" deleted from default namespace'),
            gone('pods/plain'),
            unchanged(
              asks(
                'kubectl delete pods plain',
                fails(1),
                prints('Error from server (NotFound): pods "plain" not found'),
              ),
            ),
          ],
        },
      ],
    },
    {
      id: 'KUAR04-09',
      title: 'Label a Pod',
      goal: 'A Pod got a label, and lost it.',
      nature: 'normal',
      stack: 'kuard-pods/bar',
      begin: { running: [BAR] },
      steps: [
        {
          task: 'Give the Pod bar the label color=red. Another color is not taken without --overwrite.',
          run: 'kubectl label pods bar color=red',
          see: [
            prints('pod/bar labeled'),
            has('pods/bar', { metadata: { labels: { color: 'red' } } }),
            unchanged(
              asks(
                'kubectl label pods bar color=blue',
                fails(1),
                prints("error: 'color' already has a value (red), and --overwrite is false"),
              ),
            ),
          ],
        },
        {
          task: 'Take the label away: a minus behind its key.',
          run: 'kubectl label pods bar color-',
          see: [
            prints('pod/bar unlabeled'),
            asks('kubectl get pods --show-labels', table({ NAME: 'bar', STATUS: 'Running', LABELS: '<none>' })),
          ],
          moral: 'Labels can come and go while a Pod runs. kubectl annotate does the same with annotations.',
        },
      ],
    },
  ],
};
