import type { Construct } from 'constructs';
import { Autoscaler, ReplicatedPods } from '../../constructs';
import { kuard } from '../kuard';
import type { StackDefinition } from '../stack';

function replicaSet(scope: Construct, replicas: number): ReplicatedPods {
  return new ReplicatedPods(scope, 'kuard', {
    replicas,
    selector: { app: 'kuard' },
    podLabels: { version: '2' },
    containers: [{ image: kuard('green') }],
  });
}

/** A ReplicaSet keeps a number of kuard Pods, and an autoscaler chooses the number. */
export const kuardReplicaset: StackDefinition = {
  id: 'kuard-replicaset',
  title: 'kuard ReplicaSet and autoscaler',
  source: 'Notes on "Kubernetes: Up and Running": 9. ReplicaSets',
  lessons: [
    {
      stage: '01-create',
      summary: 'One Pod that is replaced when it dies; the label version is for people, the selector ignores it.',
      build: (scope) => {
        replicaSet(scope, 1);
      },
    },
    {
      stage: '02-scaled',
      summary: 'Five Pods: scaling is a changed number in the file, so that the next apply does not undo it.',
      build: (scope) => {
        replicaSet(scope, 5);
      },
    },
    {
      stage: '03-autoscale',
      summary:
        'Two to five Pods, after their CPU use. The Pods request no CPU, so the use stays unknown: only the minimum ' +
        'takes effect.',
      build: (scope) => {
        const pods = replicaSet(scope, 1);
        new Autoscaler(scope, 'Autoscaler', {
          name: 'kuard',
          target: pods.apiObject,
          minReplicas: 2,
          maxReplicas: 5,
          cpuPercent: 80,
        });
      },
    },
  ],
};
