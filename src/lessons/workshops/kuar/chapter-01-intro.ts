import { amount, type Chapter, event, gone, has, objects, prints, unchanged } from '../../model';

const isReady = { status: { phase: 'Running', containerStatuses: [{ ready: true }] } };

/** What Kubernetes promises. */
export const introduction: Chapter = {
  workshop: 'KUAR',
  title: '1. Intro',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR01-01',
      title: 'A surplus replica is destroyed',
      goal: 'Three Pods were asked for, a fourth was made by hand: there are three.',
      nature: 'claim',
      stack: 'kuard-replicaset/01-create',
      begin: { running: [objects('kuard-replicaset/01-create')] },
      steps: [
        {
          task:
            'A ReplicaSet keeps a number of Pods with the label app=kuard. Have it keep three of them; when they are ready, ' +
            'make a fourth Pod yourself that carries the label, too.',
          run: [
            'kubectl scale rs kuard --replicas=3',
            'kubectl wait --for=condition=Ready pods -l app=kuard',
            'kubectl run fourth --image=gcr.io/kuar-demo/kuard-amd64:green --labels=app=kuard',
          ].join('\n'),
          see: [
            prints(
              [
                'replicaset.apps/kuard scaled',
                ...Array.from({ length: 3 }, () => 'pod/kuard-{{suffix}} condition met'),
                'pod/fourth created',
              ].join('\n'),
            ),
            event('replicasets/kuard', 'Normal', 'SuccessfulDelete', 'Deleted pod: fourth'),
            unchanged(gone('pods/fourth')),
            has('replicasets/kuard', { spec: { replicas: 3 }, status: { replicas: 3, readyReplicas: 3 } }),
            amount(3, 'pods', 'app=kuard', isReady),
          ],
          moral:
            'You say what there should be, and controllers see to it, whoever disturbs it. Of Pods too many the youngest goes, ' +
            'which was not even ready.',
        },
      ],
    },
  ],
};
