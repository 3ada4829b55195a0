import type { Construct } from 'constructs';
import { Probe, RequiredSecret, Service, text, WebService, Worker } from '../../constructs';
import { SAMPLE_SECRETS } from '../../environments';
import {
  exposureOf,
  outsideAccess,
  publicImage,
  publish,
  replicasOf,
  resourcesOf,
  safeRollout,
} from '../production-parts';
import { type Lesson, productionForm, type StackDefinition } from '../stack';

const PARSE_PORT = 1337;
const selector = { run: 'parse-server' };

/** The members of kuar-mongo as `host:port`, under the names that end in `service`. */
const membersOf = (service: string): string[] => [0, 1, 2].map((index) => `mongo-${index}.${service}:27017`);

/** What parse-server wants to know of its database. */
const uriOf = (members: readonly string[], database: string): string =>
  `mongodb://${members.join(',')}/${database}?replicaSet=rs0`;

/** parse-server as taught; `idVariable` is the variable in which it is told its application's id. */
function asTaught(scope: Construct, idVariable: string): Worker {
  const members = membersOf('mongo');
  return new Worker(scope, 'parse-server', {
    namespace: 'default',
    selector,
    labels: {},
    replicas: 1,
    containers: [
      {
        image: 'parseplatform/parse-server',
        env: {
          PARSE_SERVER_DATABASE_URI: uriOf(members, 'dev'),
          [idVariable]: 'my-app-id',
          PARSE_SERVER_MASTER_KEY: SAMPLE_SECRETS.parseMasterKey,
        },
        listens: [PARSE_PORT],
        connectsTo: members,
      },
    ],
  });
}

/** Both stages need kuar-mongo beside them: taken alone, its hosts do not exist. */
const expects: Lesson['expects'] = [{ rule: 'unknown-host', at: 'Deployment/parse-server' }];

/** parse-server, a backend for mobile applications, on the MongoDB replica set of kuar-mongo. */
export const parse: StackDefinition = {
  id: 'parse',
  title: 'parse-server on MongoDB',
  source: 'Notes on "Kubernetes: Up and Running": 17. Real-World Applications / Parse',
  lessons: [
    {
      stage: '01-wrong-variable',
      summary:
        'A variable that the program does not read is no error to Kubernetes: the container ends again and again, ' +
        'and only its log says what is missing. Needs kuar-mongo.',
      build: (scope) => {
        asTaught(scope, 'PARSE_SERVER_APP_ID');
      },
      expects,
    },
    {
      stage: '02-fixed',
      summary: 'The same with the right name of the variable, and a Service in front. Needs kuar-mongo.',
      build: (scope) => {
        const server = asTaught(scope, 'PARSE_SERVER_APPLICATION_ID');
        new Service(scope, 'service', {
          name: 'parse-server',
          namespace: 'default',
          pods: server,
          ports: [{ port: PARSE_PORT, targetPort: PARSE_PORT }],
        });
      },
      expects,
    },
  ],
  production: productionForm({
    parameters: {
      parseImage: publicImage('parse-server', 'parseplatform/parse-server:7.3.0'),
      parseReplicas: replicasOf('parse-server', 2),
      parseResources: resourcesOf('parse-server', ['100m', '256Mi'], ['500m', '512Mi']),
      applicationId: text({ description: 'Id that applications send with each request', default: 'my-app-id' }),
      parseDatabase: text({ description: 'Database within MongoDB', default: 'parse' }),
      ...outsideAccess,
    },
    build: (scope, values, surroundings) => {
      const secret = new RequiredSecret(scope, 'secret', { name: 'parse-server', keys: { 'master-key': {} } });
      const members = membersOf(`mongo.${surroundings.namespaceOf('kuar-mongo')}`);
      const { service } = new WebService(scope, 'parse-server', {
        port: PARSE_PORT,
        selector,
        replicas: values.parseReplicas,
        rollout: safeRollout(`Run ${values.parseImage}`),
        placement: { spread: [{}] },
        exposure: exposureOf(values),
        containers: [
          {
            image: values.parseImage,
            env: {
              PARSE_SERVER_DATABASE_URI: uriOf(members, values.parseDatabase),
              PARSE_SERVER_APPLICATION_ID: values.applicationId,
              PARSE_SERVER_MASTER_KEY: secret.value('master-key'),
            },
            ports: [PARSE_PORT],
            resources: values.parseResources,
            connectsTo: members,
            health: {
              // Answers 200 once the database does: a server without one gets no requests.
              readiness: Probe.http('/parse/health', PARSE_PORT),
              // Restarting does not bring a database back, so liveness does not ask for it.
              liveness: Probe.tcp(PARSE_PORT, { initialDelaySeconds: 30, failureThreshold: 6 }),
            },
          },
        ],
      });
      publish(scope, service, values);
    },
  }),
};
