import type { Construct } from 'constructs';
import { integer, ReplicatedPods, type Resources, Service, Task, WebService } from '../../constructs';
import { kuard, KUARD_PORT, kuardResources, servingKuard } from '../kuard';
import { publicImage, singletonRollout } from '../production-parts';
import { productionForm, type StackDefinition } from '../stack';

/** Labels of the queue; the Service finds its Pod by the first two. */
const queueSelector = { app: 'work-queue', component: 'queue' };
const queueLabels = { ...queueSelector, chapter: 'jobs' };

/** The text calls the application differently here; nothing selects the consumers by it. */
const consumerLabels = { app: 'message-queue', component: 'consumer', chapter: 'jobs' };

interface ConsumersProps {
  /** `host:port` of the queue. */
  readonly queue: string;
  readonly image: string;
  readonly parallelism: number;
  /** @default - pulled when the image's tag asks for it */
  readonly imagePullPolicy?: 'Always';
  /** @default - none */
  readonly resources?: Resources;
}

/** Pods that take items from the queue and end when it is empty; the first success tells the Job to start no more. */
function consumers(scope: Construct, { queue, parallelism, ...container }: ConsumersProps): void {
  new Task(scope, 'consumers', {
    labels: consumerLabels,
    podLabels: consumerLabels,
    parallelism,
    restartPolicy: 'OnFailure',
    containers: [
      {
        name: 'worker',
        command: ['/kuard'],
        args: [
          '--keygen-enable',
          '--keygen-exit-on-complete',
          `--keygen-memq-server=http://${queue}/memq/server`,
          '--keygen-memq-queue=keygen',
        ],
        ...container,
      },
    ],
  });
}

const production = productionForm({
  parameters: {
    queueImage: publicImage('the queue server', kuard('blue')),
    queueResources: kuardResources('the queue server'),
    consumersImage: publicImage('the consumers', kuard('blue')),
    consumersParallelism: integer({ description: 'Consumers that run at the same time', default: 5, min: 0 }),
    consumersResources: kuardResources('one consumer'),
  },
  build: (scope, values) => {
    const { address } = new WebService(scope, 'queue', {
      port: KUARD_PORT,
      labels: queueLabels,
      serviceLabels: queueLabels,
      selector: queueSelector,
      podLabels: { chapter: 'jobs' },
      // The items are in the memory of one process: two of them would be two queues.
      replicas: 1,
      rollout: { strategy: 'Recreate', ...singletonRollout(`Run ${values.queueImage}`) },
      containers: [servingKuard(values.queueImage, values.queueResources)],
    });
    consumers(scope, {
      queue: address,
      image: values.consumersImage,
      parallelism: values.consumersParallelism,
      resources: values.consumersResources,
    });
  },
});

/** A queue in the memory of one kuard, and five others that empty it. */
export const kuarWorkQueue: StackDefinition = {
  id: 'kuar-work-queue',
  title: 'Work queue and consumers',
  source: 'Notes on "Kubernetes: Up and Running": 12. Jobs / Work Queues',
  lessons: [
    {
      summary:
        'Producers and consumers know the queue by the name of its Service; five consumers share a hundred items.',
      build: (scope) => {
        new ReplicatedPods(scope, 'queue', {
          labels: queueLabels,
          // Wide enough for all of work-queue: the consumers escape it only because the text calls them message-queue.
          selector: { app: queueSelector.app },
          podLabels: queueLabels,
          replicas: 1,
          containers: [{ image: kuard('blue'), imagePullPolicy: 'Always', listens: [KUARD_PORT] }],
        });
        const { address } = new Service(scope, 'Service', {
          name: 'queue',
          labels: queueLabels,
          pods: queueSelector,
          ports: [{ port: KUARD_PORT, targetPort: KUARD_PORT }],
        });
        consumers(scope, { queue: address, image: kuard('blue'), parallelism: 5, imagePullPolicy: 'Always' });
      },
    },
  ],
  production,
};
