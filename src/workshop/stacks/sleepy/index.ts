import { type ContainerProps, Probe, WebService } from '../../constructs';
import {
  exposureOf,
  outsideAccess,
  ownTag,
  publish,
  registry,
  replicasOf,
  resourcesOf,
  safeRollout,
} from '../production-parts';
import { productionForm, type StackDefinition } from '../stack';

const PORT = 80;

/** What both forms share. The Service has a name and a label of its own; it finds the Pods by theirs. */
const names = {
  selector: { app: 'sleepy-server' },
  labels: {},
  port: PORT,
  serviceName: 'sleepy-svc',
  serviceLabels: { app: 'sleepy' },
};

/** The server says where it runs, sleeps half a second and greets; one request at a time. */
const server = (image: string): ContainerProps => ({
  name: 'sleepy-server',
  image,
  command: ['sleepy-server.py'],
  args: ['-p', `${PORT}`],
  ports: [PORT],
});

/** A slow web server, reached from outside the cluster. */
export const sleepy: StackDefinition = {
  id: 'sleepy',
  title: 'sleepy-server behind an external port',
  source: 'Exposing services: Exposing a port',
  lessons: [
    {
      summary: 'A Service of type LoadBalancer makes port 80 of a Pod reachable from outside, whichever node it is on.',
      build: (scope) => {
        new WebService(scope, 'sleepy', {
          ...names,
          replicas: 1,
          exposure: { type: 'load-balancer' },
          containers: [server('gzynda/sleepy-server:latest')],
        });
      },
    },
  ],
  production: productionForm({
    parameters: {
      registry,
      // Upstream publishes no tag but 'latest', so a copy has to be kept under a version.
      sleepyServerTag: ownTag('sleepy-server', '1.0.0'),
      replicas: replicasOf('sleepy-server', 2),
      resources: resourcesOf('sleepy-server', ['50m', '32Mi'], ['100m', '64Mi']),
      ...outsideAccess,
    },
    build: (scope, values) => {
      const sleepyServer = new WebService(scope, 'sleepy', {
        ...names,
        replicas: values.replicas,
        rollout: safeRollout(`sleepy-server ${values.sleepyServerTag}`),
        exposure: exposureOf(values),
        containers: [
          {
            ...server(`${values.registry}/sleepy-server:${values.sleepyServerTag}`),
            resources: values.resources,
            // It answers one request after another: asking for a page would make it slower still.
            health: { readiness: Probe.tcp(PORT), liveness: Probe.tcp(PORT) },
          },
        ],
      });
      publish(scope, sleepyServer.service, values);
    },
  }),
};
