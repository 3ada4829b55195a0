import { amount, asks, type Chapter, edited, fails, file, has, objects, prints, rows, unchanged } from '../../model';

const WITH_DAEMON_SET = objects('dockercoins/04-daemonset');
const ACTIVE_DAEMON_SET = objects('dockercoins/05-isactive', 'DaemonSet/rng');

/** An editor without hands: puts the label beside every app: rng, once. */
const editor = `#!/bin/sh
grep -q isactive "$1" || sed -i 's/^\\( *\\)app: rng$/&\\n\\1isactive: "yes"/' "$1"
`;

/** Pods of the old DaemonSet, of the new one, and of the Deployment. */
const OLD = 'app=rng,!isactive,!pod-template-hash';
const ACTIVE = 'app=rng,isactive=yes';
const OF_DEPLOYMENT = 'app=rng,pod-template-hash';

const running = { status: { phase: 'Running' } };
const ready = { conditions: { ready: true } };

/** A request for 32 random bytes, as rng logs it, behind the time at which it was logged. */
const SERVED = '{{time}} {{ip}} - - [{{count}}/{{name}}/{{count}} {{time}}] "GET /32 HTTP/1.1" 200 -';

/** What the step before has done, for whoever begins here. */
const replaced = `kubectl delete daemonset rng --cascade=orphan
kubectl apply -f rng-daemonset.yaml
kubectl patch service rng -p '{"spec":{"selector":{"isactive":"yes"}}}'`;

/** Pods are taken out of a Service, and into it, without being touched. */
export const labelsAndSelectors: Chapter = {
  workshop: 'COINS',
  title: 'Updating a service through labels and selectors',
  profile: 'workshop',
  exercises: [
    {
      id: 'COINS-21',
      title: 'Take the old rng out of the load balancer by label',
      goal: 'Only Pods of a new DaemonSet, labelled isactive, stand behind the Service rng.',
      nature: 'normal',
      stack: 'dockercoins/05-isactive',
      continues: true,
      begin: {
        running: [WITH_DAEMON_SET],
        files: { 'rng-daemonset.yaml': ACTIVE_DAEMON_SET, 'add-isactive.sh': editor },
      },
      steps: [
        {
          task: 'First the mistake: a DaemonSet whose selector asks for a label that its template does not give. Try to create it.',
          writes: {
            'mismatch.yaml': edited(
              ACTIVE_DAEMON_SET,
              [/name: rng\n/, 'name: rng-mismatch\n'],
              [/( +labels:\n +app: rng\n) +isactive: .*\n/, '$1'],
            ),
          },
          run: 'kubectl apply -f mismatch.yaml',
          see: [
            fails(1),
            prints(
              'The DaemonSet "rng-mismatch" is invalid: spec.template.metadata.labels: Invalid value: {"app":"rng"}: `selector` does not match template `labels`',
            ),
          ],
          moral:
            'Labels of an object, its selector, and the labels of its template are three different things. The last two must ' +
            'agree: nothing makes Pods that it would not find again.',
        },
        {
          task:
            'Give selector and template of the DaemonSet the label isactive: "yes", in quotes, because a bare yes is no text. ' +
            'An editor cannot: a selector never changes. Make the DaemonSet anew instead, and let its Pods live.',
          hand:
            "! KUBE_EDITOR='sh add-isactive.sh' kubectl edit daemonset rng >refused.txt 2>&1\n" +
            'cat "$(grep -o \'/[^"]*\\.yaml\' refused.txt)" >>refused.txt',
          run: 'kubectl delete daemonset rng --cascade=orphan && kubectl apply -f rng-daemonset.yaml',
          original: {
            run: 'kubectl edit daemonset rng',
            why: 'Since apps/v1 the selector of a DaemonSet is immutable.',
          },
          see: [
            unchanged(
              file(
                'refused.txt',
                'error: daemonsets.apps "rng" is invalid',
                'error: Edit cancelled, no valid changes were saved.',
                '# * spec.selector: Invalid value: {"matchLabels":{"app":"rng","isactive":"yes"}}: field is immutable',
              ),
            ),
            prints('daemonset.apps "rng" deleted from default namespace\ndaemonset.apps/rng created'),
            has('daemonsets/rng', {
              spec: { selector: { matchLabels: { isactive: 'yes' } } },
              status: { numberReady: 2 },
            }),
            amount(2, 'pods', ACTIVE, running),
            amount(2, 'pods', OLD, { metadata: { ownerReferences: undefined }, ...running }),
            unchanged(amount(1, 'pods', OF_DEPLOYMENT, running)),
          ],
          moral: 'On each node there is a new Pod now, beside the old one, which nobody looks after any more.',
        },
        {
          task: 'Let the Service choose by the new label as well.',
          run: "KUBE_EDITOR='sh add-isactive.sh' kubectl edit service rng",
          original: { run: 'kubectl edit service rng', why: 'The script does what your hands would do in the editor.' },
          see: [
            prints('service/rng edited'),
            has('services/rng', { spec: { selector: { app: 'rng', isactive: 'yes' } } }),
            amount(1, 'endpointslices', 'kubernetes.io/service-name=rng', { endpoints: [ready, ready] }),
          ],
          moral: 'The other Pods run on as before; they are only asked no more.',
        },
      ],
    },
    {
      id: 'COINS-22',
      title: 'Only two rng Pods are active',
      goal: 'The logs show who is asked, and who is not.',
      nature: 'normal',
      stack: 'dockercoins/05-isactive',
      continues: true,
      begin: {
        running: [WITH_DAEMON_SET],
        files: { 'rng-daemonset.yaml': ACTIVE_DAEMON_SET },
        commands: replaced,
        wait: '20s',
      },
      steps: [
        {
          task: 'Compare when each Pod of rng was asked last.',
          run: 'kubectl logs -l app=rng --timestamps --tail 3',
          original: {
            run: 'kubectl logs -l run=rng',
            why: 'The Pods carry app=rng; the last lines of each, with their times, are enough to compare.',
          },
          see: [
            prints(Array.from({ length: 15 }, () => SERVED).join('\n')),
            unchanged(
              asks(`kubectl logs -l ${ACTIVE} --since=5s --timestamps --tail 1`, prints(`${SERVED}\n${SERVED}`)),
            ),
            unchanged(asks("kubectl logs -l 'app=rng,!isactive' --since=10s --tail 1", prints(''))),
          ],
          moral:
            'Two Pods, one on each node for Pods, have lines of these seconds; the others have served nobody since the change.',
        },
        {
          task: 'Look at all Pods of rng: those of the old DaemonSet, of the new one, and of the Deployment.',
          run: 'kubectl get pods',
          see: [
            rows(
              { NAME: 'rng-{{hash}}-{{suffix}}', READY: '1/1', STATUS: 'Running' },
              ...Array.from({ length: 4 }, () => ({ NAME: 'rng-{{suffix}}', READY: '1/1', STATUS: 'Running' })),
              ...Array.from({ length: 10 }, () => ({
                NAME: 'worker-{{hash}}-{{suffix}}',
                READY: '1/1',
                STATUS: 'Running',
              })),
            ),
          ],
        },
      ],
    },
    {
      id: 'COINS-23',
      title: 'Clean up the Pods of the old DaemonSet',
      goal: 'The Pods that nobody looks after are gone, and all others are still there.',
      nature: 'bonus',
      stack: 'dockercoins/05-isactive',
      continues: true,
      begin: { running: [WITH_DAEMON_SET], files: { 'rng-daemonset.yaml': ACTIVE_DAEMON_SET }, commands: replaced },
      steps: [
        {
          task: 'Delete the Pods of the old DaemonSet with one command: find labels that only they have, or lack.',
          run: "kubectl delete pods -l 'app=rng,!isactive,!pod-template-hash'",
          speed: 60,
          see: [
            prints(
              'pod "rng-{{suffix}}" deleted from default namespace\npod "rng-{{suffix}}" deleted from default namespace',
            ),
            amount(0, 'pods', OLD),
            unchanged(amount(2, 'pods', ACTIVE, running)),
            unchanged(amount(1, 'pods', OF_DEPLOYMENT, running)),
          ],
          hint: 'The new Pods have isactive, that of the Deployment has pod-template-hash; a selector may ask for what is missing: !key.',
          moral: 'Nothing brings them back, because nothing wants them.',
        },
      ],
    },
    {
      id: 'COINS-24',
      title: 'Do it without creating new Pods',
      goal: 'The Pods of the old DaemonSet become those of the new one.',
      nature: 'bonus',
      stack: 'dockercoins/05-isactive',
      begin: { running: [WITH_DAEMON_SET], files: { 'rng-daemonset.yaml': ACTIVE_DAEMON_SET } },
      steps: [
        {
          task: 'Change selector and labels so that not a single Pod is created: the new DaemonSet can adopt Pods that fit already.',
          run: [
            "kubectl label pods -l 'app=rng,!pod-template-hash' isactive=yes",
            'kubectl delete daemonset rng --cascade=orphan',
            'kubectl apply -f rng-daemonset.yaml',
            'kubectl patch service rng -p \'{"spec":{"selector":{"isactive":"yes"}}}\'',
            'kubectl rollout status daemonset rng',
            'kubectl get pods -l isactive=yes -o name',
          ].join('\n'),
          see: [
            prints(
              [
                'pod/rng-{{suffix as A}} labeled',
                'pod/rng-{{suffix as B}} labeled',
                'daemonset.apps "rng" deleted from default namespace',
                'daemonset.apps/rng created',
                'service/rng patched',
                'daemon set "rng" successfully rolled out',
                'pod/rng-{{suffix as A}}',
                'pod/rng-{{suffix as B}}',
              ].join('\n'),
            ),
            amount(2, 'pods', ACTIVE, {
              metadata: {
                labels: { 'pod-template-generation': '1' },
                ownerReferences: [{ kind: 'DaemonSet', name: 'rng', controller: true }],
              },
              ...running,
            }),
            amount(1, 'daemonsets', undefined, {
              spec: { selector: { matchLabels: { isactive: 'yes' } } },
              status: { numberReady: 2, updatedNumberScheduled: 2 },
            }),
            amount(1, 'endpointslices', 'kubernetes.io/service-name=rng', { endpoints: [ready, ready] }),
          ],
          hint: 'Label the running Pods before the new DaemonSet looks for them.',
          moral:
            'Whoever owns Pods finds them by labels. Their template is of the first generation, as that of the new DaemonSet ' +
            'is, so they even count as up to date.',
        },
      ],
    },
  ],
};
