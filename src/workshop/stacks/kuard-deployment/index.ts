import type { Construct } from 'constructs';
import { type RolloutPolicy, WebService, Worker } from '../../constructs';
import { kuard, KUARD_PORT, kuardResources, servingKuard } from '../kuard';
import { exposureOf, outsideAccess, publicImage, publish, replicasOf } from '../production-parts';
import { type Lesson, productionForm, type StackDefinition } from '../stack';

/** The label that `kubectl run` gave the Pods; the selector keeps it ever since. */
const selector = { run: 'kuard' };

/** In what the stages differ. */
interface DeploymentProps {
  readonly colour: 'blue' | 'green';
  readonly replicas: number;
  /** @default - none, and the image is pulled only where it is missing */
  readonly rollout?: RolloutPolicy;
}

function deployment(scope: Construct, { colour, replicas, rollout }: DeploymentProps): void {
  new Worker(scope, 'kuard', {
    labels: {},
    selector,
    replicas,
    rollout,
    containers: [{ image: kuard(colour), imagePullPolicy: rollout === undefined ? undefined : 'Always' }],
  });
}

const stage = (name: string, summary: string, props: DeploymentProps): Lesson => ({
  stage: name,
  summary,
  build: (scope) => deployment(scope, props),
});

/**
 * A slow rollout that notices trouble: one Pod more and one less at a time, a minute of readiness before the next, a
 * deadline, and two weeks of daily releases to go back to.
 */
const tuned: RolloutPolicy = {
  maxSurge: 1,
  maxUnavailable: 1,
  minReadySeconds: 60,
  progressDeadlineSeconds: 600,
  revisionHistoryLimit: 14,
};

const toBlue: RolloutPolicy = { changeCause: 'Update to blue kuard' };
const toGreen: RolloutPolicy = { changeCause: 'Update to green kuard' };

const lessons: readonly Lesson[] = [
  stage('01-blue', 'One blue Pod, through a ReplicaSet that belongs to the Deployment.', {
    colour: 'blue',
    replicas: 1,
  }),
  stage('02-scaled', 'Two Pods: scaling changes no template, so it makes no new revision.', {
    colour: 'blue',
    replicas: 2,
  }),
  stage('03-green', 'A new image is a new revision; the annotation tells the history why.', {
    colour: 'green',
    replicas: 2,
    rollout: toGreen,
  }),
  stage('04-blue-again', 'Going back is applying the earlier image: undo would leave the files behind.', {
    colour: 'blue',
    replicas: 2,
    rollout: toBlue,
  }),
  stage('05-tuned', 'A slow rollout that notices trouble: small steps, a minute of readiness each, and a deadline.', {
    colour: 'green',
    replicas: 2,
    rollout: { ...tuned, ...toGreen },
  }),
  stage('06-recreate', 'All old Pods end before a new one starts: simple and fast, with a gap in service.', {
    colour: 'green',
    replicas: 2,
    rollout: { strategy: 'Recreate', ...toGreen },
  }),
  stage('07-surge', 'No Pod may be missing and two more may run: ten stay ten throughout the rollout.', {
    colour: 'green',
    replicas: 10,
    rollout: { maxUnavailable: 0, maxSurge: '20%', ...toGreen },
  }),
];

const production = productionForm({
  parameters: {
    kuardImage: publicImage('kuard', kuard('blue')),
    kuardReplicas: replicasOf('kuard', 2),
    kuardResources: kuardResources('kuard'),
    ...outsideAccess,
  },
  build: (scope, values) => {
    const { service } = new WebService(scope, 'kuard', {
      port: KUARD_PORT,
      selector,
      replicas: values.kuardReplicas,
      containers: [servingKuard(values.kuardImage, values.kuardResources)],
      rollout: { ...tuned, changeCause: `Run ${values.kuardImage}` },
      exposure: exposureOf(values),
    });
    publish(scope, service, values);
  },
});

/** kuard as a Deployment: rollouts, their history, and how to slow them down. */
export const kuardDeployment: StackDefinition = {
  id: 'kuard-deployment',
  title: 'kuard Deployment: rollouts and history',
  source: 'Notes on "Kubernetes: Up and Running": 10. Deployments',
  lessons,
  production,
};
