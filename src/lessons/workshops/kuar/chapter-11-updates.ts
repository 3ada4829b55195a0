import { amount, asks, type Chapter, edited, file, gone, has, lines, objects, prints, unchanged } from '../../model';
import { fluentdRuns, PLAIN } from './chapter-11-daemon-sets';

const ROLLING = objects('kuar-daemonsets/rolling-update', 'DaemonSet/fluentd');

/** Whether the two Pods of fluentd were made within a few seconds, or half a minute apart. */
const APART = [
  "set -- $(kubectl get pods -l app=fluentd --sort-by=.metadata.creationTimestamp -o jsonpath='{.items[*].metadata.creationTimestamp}')",
  'seconds=$(($(date -d $2 +%s) - $(date -d $1 +%s)))',
  'if [ $seconds -lt 5 ]; then echo together; elif [ $seconds -ge 30 ]; then echo one after the other; fi',
].join('\n');

/** New versions, and the end. */
export const daemonSetUpdates: Chapter = {
  workshop: 'KUAR',
  title: '11. DaemonSets: updating and deleting',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR11-05',
      title: 'Rolling update of a DaemonSet',
      goal: 'A new version has gone from node to node, with half a minute in between.',
      nature: 'normal',
      stack: 'kuar-daemonsets/rolling-update',
      nodes: 2,
      begin: fluentdRuns,
      steps: [
        {
          task:
            'In fluentd.yaml let one Pod at most be missing, have each new one ready for 30 seconds before it counts, and take ' +
            'another image. Apply that to Pods that are younger than that: delete them right before, so that there are new ones.',
          writes: { 'fluentd.yaml': edited(ROLLING, ['v0.14.10', 'v0.14.11']) },
          hand: [
            'kubectl delete pods --selector=app=fluentd',
            "kubectl wait --for=jsonpath='{.status.numberReady}'=2 ds/fluentd",
            'kubectl apply -f fluentd.yaml',
          ].join('\n'),
          // Half a minute is enough for three commands, also on a machine that is busy.
          speed: 4,
          see: [
            file('fluentd.yaml', 'minReadySeconds: 30', 'updateStrategy:', 'maxUnavailable: 1', 'type: RollingUpdate'),
            amount(2, 'pods', 'app=fluentd', {
              spec: { containers: [{ image: 'fluent/fluentd:v0.14.11' }] },
              status: { phase: 'Running' },
            }),
            unchanged(asks(APART, prints('together'))),
          ],
          moral:
            'Both were replaced at once: a Pod that does not count as available has nothing to lose, whatever maxUnavailable ' +
            'says. Any change of the template starts an update; with the strategy OnDelete it waits until you delete the Pods, ' +
            'as it was before 1.6.',
        },
        {
          task:
            'Wait until these have been ready for long enough, then change the template once more, by a restart, and follow ' +
            'how it goes from node to node.',
          hand: 'kubectl rollout status daemonset fluentd\nkubectl rollout restart daemonset fluentd',
          run: 'kubectl rollout status daemonset fluentd',
          original: {
            run: 'kubectl rollout status daemonSets my-daemon-set',
            why: 'The text leaves the name to you.',
            fails: 'Error from server (NotFound): daemonsets.apps "my-daemon-set" not found',
          },
          speed: 40,
          see: [
            lines(
              'Waiting for daemon set "fluentd" rollout to finish: 1 out of 2 new pods have been updated...',
              'Waiting for daemon set "fluentd" rollout to finish: 1 of 2 updated pods are available...',
              'daemon set "fluentd" successfully rolled out',
            ),
            has('daemonsets/fluentd', {
              metadata: { annotations: { 'deprecated.daemonset.template.generation': '3' } },
              status: { updatedNumberScheduled: 2, numberAvailable: 2 },
            }),
            asks(APART, prints('one after the other')),
          ],
          moral:
            'One at a time is slow and safe: a version that ends after ten seconds reaches one node, and no other.',
        },
      ],
    },
    {
      id: 'KUAR11-06',
      title: 'Delete the DaemonSet',
      goal: 'You can delete a DaemonSet with its Pods, or leave them behind.',
      nature: 'normal',
      stack: PLAIN,
      begin: fluentdRuns,
      steps: [
        {
          task: 'Delete it by its file: its Pods go, too.',
          run: 'kubectl delete -f fluentd.yaml',
          see: [
            prints('daemonset.apps "fluentd" deleted from default namespace'),
            gone('daemonsets/fluentd'),
            amount(0, 'pods'),
          ],
        },
        {
          task:
            'Create it again and delete nothing but the DaemonSet itself. Do that twice: first in the words of the text, and ' +
            'once more after a new DaemonSet has found the Pod that was left.',
          hand: [
            'kubectl apply -f fluentd.yaml',
            "kubectl wait --for=jsonpath='{.status.numberReady}'=1 ds/fluentd",
            'kubectl delete -f fluentd.yaml --cascade=False >warned.txt 2>&1',
            'kubectl apply -f fluentd.yaml',
            "kubectl wait --for=jsonpath='{.status.numberReady}'=1 ds/fluentd",
            'kubectl describe ds fluentd >adopted.txt',
          ].join('\n'),
          run: 'kubectl delete -f fluentd.yaml --cascade=orphan',
          original: {
            run: 'kubectl delete -f fluentd.yaml --cascade=False',
            why: 'It still works, but kubectl warns.',
          },
          see: [
            prints('daemonset.apps "fluentd" deleted from default namespace'),
            file(
              'warned.txt',
              'warning: --cascade=False is deprecated (boolean value) and can be replaced with --cascade=orphan.',
              'daemonset.apps "fluentd" deleted from default namespace',
            ),
            file('adopted.txt', 'Current Number of Nodes Scheduled: 1', 'Events: <none>'),
            unchanged(gone('daemonsets/fluentd')),
            amount(1, 'pods', 'app=fluentd', {
              metadata: { ownerReferences: undefined },
              status: { phase: 'Running' },
            }),
          ],
          moral: 'What was left belongs to nobody, until a DaemonSet with a selector that fits takes it over.',
        },
      ],
    },
  ],
};
