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

const PORT = 5000;

/** What both forms share. */
const names = { port: PORT, portName: 'helloflask', serviceName: 'hello-service' };

const flask = (image: string): ContainerProps => ({
  image,
  env: { FLASK_APP: 'app.py' },
  ports: [{ name: 'http', port: PORT }],
});

/** A Flask server that greets, and the Service that keeps its address. */
export const helloflask: StackDefinition = {
  id: 'helloflask',
  title: 'hello-flask and its Service',
  source: 'Kubernetes at TACC: Ports; Services',
  lessons: [
    {
      summary: 'The address of a Pod ends with the Pod and is not known outside; the address of the Service stays.',
      build: (scope, { helloFlaskAccount }) => {
        new WebService(scope, 'helloflask', {
          ...names,
          replicas: 1,
          containers: [{ ...flask(`${helloFlaskAccount}/hello-flask`), imagePullPolicy: 'Always' }],
        });
      },
    },
  ],
  production: productionForm({
    parameters: {
      registry,
      helloFlaskTag: ownTag('hello-flask', '1.0.0'),
      replicas: replicasOf('hello-flask', 2),
      resources: resourcesOf('hello-flask', ['50m', '64Mi'], ['250m', '128Mi']),
      ...outsideAccess,
    },
    build: (scope, values) => {
      const web = new WebService(scope, 'helloflask', {
        ...names,
        replicas: values.replicas,
        rollout: safeRollout(`hello-flask ${values.helloFlaskTag}`),
        exposure: exposureOf(values),
        containers: [
          {
            ...flask(`${values.registry}/hello-flask:${values.helloFlaskTag}`),
            resources: values.resources,
            // The server has this page only: '/' answers 404.
            health: { readiness: Probe.http('/hello-service', 'http'), liveness: Probe.tcp('http') },
          },
        ],
      });
      publish(scope, web.service, values);
    },
  }),
};
