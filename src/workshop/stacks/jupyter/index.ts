import { Claim, Namespace, Probe, RequiredSecret, WebService, Worker } from '../../constructs';
import {
  exposureOf,
  outsideAccess,
  publicImage,
  publish,
  resourcesOf,
  singletonRollout,
  sizeOf,
  storageClass,
} from '../production-parts';
import { productionForm, type StackDefinition } from '../stack';

const JUPYTER_PORT = 8888;
const selector = { run: 'jupyter' };

/** A Jupyter notebook: one Pod, reached by the token in its log or, outside lessons, by a token of one's own. */
export const jupyter: StackDefinition = {
  id: 'jupyter',
  title: 'Jupyter notebook',
  source: 'Notes on "Kubernetes: Up and Running": 17. Real-World Applications / Jupyter',
  lessons: [
    {
      summary:
        'A large image in a namespace of its own: pulling it takes minutes, its log shows the token, and port-forward ' +
        'is enough to use it. Notebooks go with the Pod.',
      build: (scope) => {
        const { name: namespace } = new Namespace(scope, 'Namespace', { name: 'jupyter' });
        new Worker(scope, 'jupyter', {
          namespace,
          selector,
          replicas: 1,
          containers: [{ image: 'jupyter/scipy-notebook:abdb27a6dfbb', listens: [JUPYTER_PORT] }],
        });
      },
    },
  ],
  production: productionForm({
    parameters: {
      jupyterImage: publicImage('Jupyter', 'jupyter/scipy-notebook:2023-10-20'),
      storageClass,
      notebooksSize: sizeOf('the notebooks', '5Gi'),
      jupyterResources: resourcesOf('Jupyter', ['250m', '512Mi'], ['2', '2Gi']),
      ...outsideAccess,
    },
    build: (scope, values) => {
      const notebooks = new Claim(scope, 'notebooks', {
        size: values.notebooksSize,
        storageClass: values.storageClass,
      });
      // A token of one's own: the one that Jupyter makes up is in the log and changes with every Pod.
      const secret = new RequiredSecret(scope, 'secret', { name: 'jupyter', keys: { token: {} } });
      const { service } = new WebService(scope, 'jupyter', {
        port: JUPYTER_PORT,
        selector,
        replicas: 1,
        // Two Pods must never write the same notebooks.
        rollout: { strategy: 'Recreate', ...singletonRollout(`Run ${values.jupyterImage}`) },
        exposure: exposureOf(values),
        // The image runs as a user of group 100, to which the claim must belong.
        podSecurity: { fsGroup: 100 },
        containers: [
          {
            image: values.jupyterImage,
            env: { JUPYTER_TOKEN: secret.value('token') },
            ports: [JUPYTER_PORT],
            resources: values.jupyterResources,
            mounts: { '/home/jovyan/work': notebooks.volume('notebooks') },
            health: {
              startup: Probe.tcp(JUPYTER_PORT, { failureThreshold: 30 }),
              readiness: Probe.http('/login', JUPYTER_PORT),
              liveness: Probe.tcp(JUPYTER_PORT),
            },
          },
        ],
      });
      publish(scope, service, values);
    },
  }),
};
