import { type ContainerPort, type ContainerProps, SinglePod, Volume } from '../../constructs';
import { kuard, KUARD_HEALTH, KUARD_PORT } from '../kuard';
import type { Lesson, StackDefinition } from '../stack';

const http: ContainerPort = { port: KUARD_PORT, name: 'http' };

/** Half a core and 128 MiB for sure, twice that at most. */
const resources = { requests: { cpu: '500m', memory: '128Mi' }, limits: { cpu: '1000m', memory: '256Mi' } };

/** The Pod called kuard in one of its forms: what the text adds to the bare image. */
interface Form {
  readonly stage: string;
  readonly summary: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly container?: Omit<ContainerProps, 'image'>;
}

const forms: readonly Form[] = [
  {
    stage: 'run',
    summary: 'What `kubectl run kuard` makes: an image, and a label run=kuard that no manifest mentions.',
    labels: { run: 'kuard' },
  },
  {
    stage: 'plain',
    summary: 'The smallest Pod worth writing down: an image and the port it serves.',
    container: { ports: [http] },
  },
  {
    stage: 'health',
    summary: 'A liveness probe: when /healthy fails three times, the container is restarted although it still runs.',
    container: { ports: [http], health: { liveness: KUARD_HEALTH.liveness } },
  },
  {
    stage: 'resources',
    summary: 'Requests reserve room on a node when the Pod is scheduled, limits cap what the container may use there.',
    container: { ports: [http], resources },
  },
  {
    stage: 'volume',
    summary:
      'A folder of the node under /data: files outlive the container, and the Pod as long as it stays on the node.',
    container: { ports: [http], mounts: { '/data': Volume.hostPath('kuard-data', '/var/lib/kuard') } },
  },
  {
    stage: 'full',
    summary: 'Everything together, with the data on an NFS server: now any node will do. Without the server it waits.',
    container: {
      ports: [http],
      resources,
      health: KUARD_HEALTH,
      mounts: { '/data': Volume.nfs('kuard-data', 'my.nfs.server.local', '/exports') },
    },
  },
];

const bar: Lesson = {
  stage: 'bar',
  summary: 'A Pod to try kubectl on: label it, look into it, copy from it.',
  build: (scope) => {
    new SinglePod(scope, 'bar', { containers: [{ image: kuard('blue') }] });
  },
};

/** kuard as a bare Pod, from one image to probes, resources and a volume. */
export const kuardPods: StackDefinition = {
  id: 'kuard-pods',
  title: 'kuard Pods: plain, health, resources, volumes, full',
  source: 'Notes on "Kubernetes: Up and Running": 4. Common Kubectl Commands; 5. Pods',
  lessons: [
    bar,
    ...forms.map(({ stage, summary, labels, container }): Lesson => ({
      stage,
      summary,
      build: (scope) => {
        new SinglePod(scope, 'kuard', { labels, containers: [{ image: kuard('blue'), ...container }] });
      },
    })),
  ],
};
