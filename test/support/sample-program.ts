import {
  Component,
  type Environment,
  flag,
  IngressRoutes,
  integer,
  Namespace,
  Probe,
  productionForm,
  type Program,
  RequiredSecret,
  type StackDefinition,
  text,
  WebService,
  when,
} from '../../src';

/** A small stack with two lessons and a production form: enough to see every part of synthesis at work. */
export const shop: StackDefinition = {
  id: 'shop',
  title: 'A shop',
  source: 'tests',
  lessons: [1, 2].map((replicas) => ({
    stage: `0${replicas}-replicas`,
    summary: `${replicas} replicas`,
    build: (scope) => {
      new Namespace(scope, 'blue');
      const secret = new RequiredSecret(scope, 'shop', { keys: { token: { sample: 'public-sample' } } });
      new WebService(scope, 'web', {
        port: 80,
        replicas,
        containers: [{ image: 'web', ports: [80], env: { TOKEN: secret.value('token') } }],
      });
    },
  })),
  production: productionForm({
    parameters: {
      replicas: integer({ description: 'Number of Pods.', default: 2, min: 1, max: 100 }),
      tag: text({ description: 'Tag of the image.', default: '1.0.0', pattern: /^\d+\.\d+\.\d+$/ }),
      host: text({ description: 'Host name of the shop.', optional: true }),
      debug: flag({ description: 'Writes more logs.', default: false }),
    },
    build: (scope, { replicas, tag, host }) => {
      const secret = new RequiredSecret(scope, 'shop', { keys: { token: {} } });
      const front = new Component(scope, 'front');
      const web = new WebService(front, 'web', {
        port: 80,
        replicas,
        rollout: {
          maxSurge: 1,
          maxUnavailable: 0,
          progressDeadlineSeconds: 300,
          revisionHistoryLimit: 5,
          changeCause: `Shop ${tag}`,
        },
        containers: [
          {
            image: `registry.example.com/shop:${tag}`,
            ports: [80],
            env: { TOKEN: secret.value('token') },
            health: { readiness: Probe.http('/', 80), liveness: Probe.tcp(80) },
            resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } },
          },
        ],
      });
      when(
        front,
        host,
        (around, name) =>
          new IngressRoutes(around, 'Ingress', { name: 'web', routes: [{ host: name, service: web.service }] }),
      );
    },
  }),
};

/** An environment of lessons; the sample stack needs none of its values. */
export const lessons: Environment = {
  name: 'lessons',
  summary: 'Lessons.',
  form: 'lessons',
  secrets: 'sample',
  lessons: {
    awsmeImage: 'a',
    awsmeMysqlIp: 'b',
    awsmeBackendIp: 'c',
    dockerHubUser: 'd',
    homeworkUser: 'e',
    helloFlaskAccount: 'f',
  },
};

/** A production environment that runs the shop with `settings`. */
export const production = (name: string, settings: Record<string, string | number | boolean> = {}): Environment => ({
  name,
  summary: name,
  form: 'production',
  stage: 'HEAD',
  secrets: 'reference',
  stacks: { shop: settings },
});

/** The shop in a lesson environment and one called `live`. */
export const sampleProgram: Program = { stacks: [shop], environments: [lessons, production('live')] };
