import type { Construct } from 'constructs';
import { CHANGE_CAUSE, type ContainerProps, NodeAgent, type NodeAgentProps, Probe, Volume } from '../../constructs';
import { publicImage, resourcesOf, REVISION_HISTORY_LIMIT } from '../production-parts';
import { type Lesson, productionForm, type StackDefinition } from '../stack';

type Agent = Omit<NodeAgentProps, 'containers'> & ContainerProps;

/** Reads the logs of a node: they are files of the node, so a folder of the node is what it needs. */
function fluentd(scope: Construct, { update, placement, podAnnotations, ...container }: Agent): void {
  new NodeAgent(scope, 'fluentd', {
    update,
    placement,
    podAnnotations,
    terminationGracePeriodSeconds: 30,
    containers: [
      {
        ...container,
        mounts: {
          '/var/log': Volume.hostPath('varlog', '/var/log'),
          '/var/lib/docker/containers': Volume.hostPath(
            'varlibdockercontainers',
            '/var/lib/docker/containers',
          ).readOnly(),
        },
      },
    ],
  });
}

/** Serves from fast disks: only nodes labelled ssd=true get a Pod, and lose it with the label. */
function nginxFastStorage(scope: Construct, { update, podAnnotations, ...container }: Agent): void {
  new NodeAgent(scope, 'nginx-fast-storage', {
    update,
    podAnnotations,
    labels: { app: 'nginx', ssd: 'true' },
    selector: { app: 'nginx' },
    podLabels: { ssd: 'true' },
    placement: { nodes: { ssd: 'true' } },
    containers: [{ name: 'nginx', ...container }],
  });
}

function agents(scope: Construct, update: NodeAgentProps['update']): void {
  fluentd(scope, {
    image: 'fluent/fluentd:v0.14.10',
    resources: { requests: { cpu: '100m', memory: '200Mi' }, limits: { memory: '200Mi' } },
    update,
  });
  nginxFastStorage(scope, { image: 'nginx:1.10.0' });
}

const lessons: readonly Lesson[] = [
  {
    stage: 'plain',
    summary: 'fluentd on every node, nginx on those with fast storage: a new node or label brings its Pod along.',
    build: (scope) => agents(scope, undefined),
  },
  {
    stage: 'rolling-update',
    summary: 'A new fluentd goes from node to node, and stays ready for half a minute before the next one follows.',
    build: (scope) => agents(scope, { strategy: 'RollingUpdate', maxUnavailable: 1, minReadySeconds: 30 }),
  },
];

/** Where fluentd takes records in its image's own configuration. Source: fluent/fluentd image, fluent.conf. */
const FORWARD_PORT = 24224;

const production = productionForm({
  parameters: {
    fluentdImage: publicImage('fluentd', 'fluent/fluentd:v1.16-1'),
    fluentdResources: resourcesOf('fluentd', ['100m', '200Mi'], ['500m', '200Mi']),
    nginxImage: publicImage('nginx', 'nginx:1.27-alpine'),
    nginxResources: resourcesOf('nginx', ['50m', '32Mi'], ['250m', '128Mi']),
  },
  build: (scope, values) => {
    const update = { maxUnavailable: 1, minReadySeconds: 30, revisionHistoryLimit: REVISION_HISTORY_LIMIT };
    fluentd(scope, {
      image: values.fluentdImage,
      resources: values.fluentdResources,
      ports: [FORWARD_PORT],
      health: {
        liveness: Probe.tcp(FORWARD_PORT, { initialDelaySeconds: 10 }),
        readiness: Probe.tcp(FORWARD_PORT),
      },
      // The control plane writes logs as well.
      placement: {
        tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' }],
      },
      podAnnotations: { [CHANGE_CAUSE]: `Run ${values.fluentdImage}` },
      update,
    });
    nginxFastStorage(scope, {
      image: values.nginxImage,
      resources: values.nginxResources,
      ports: [80],
      health: { liveness: Probe.http('/', 80, { initialDelaySeconds: 5 }), readiness: Probe.http('/', 80) },
      podAnnotations: { [CHANGE_CAUSE]: `Run ${values.nginxImage}` },
      update,
    });
  },
});

/** Programs that belong to nodes: a log collector on all of them, a web server on some. */
export const kuarDaemonsets: StackDefinition = {
  id: 'kuar-daemonsets',
  title: 'fluentd and nginx-fast-storage',
  source: 'Notes on "Kubernetes: Up and Running": 11. DaemonSets',
  lessons,
  production,
};
