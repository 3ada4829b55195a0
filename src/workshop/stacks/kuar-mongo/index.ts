import { join } from 'node:path';
import { CHANGE_CAUSE, Probe } from '../../constructs';
import {
  publicImage,
  replicasOf,
  resourcesOf,
  REVISION_HISTORY_LIMIT,
  sizeOf,
  storageClass,
} from '../production-parts';
import { productionForm, type StackDefinition } from '../stack';
import { Mongo, MONGO_PORT, type MongoProps } from './mongo';

const asTaught: MongoProps = { image: 'mongo:3.4.1', replicas: 3 };

/** MongoDB as a StatefulSet whose members form a replica set. */
export const kuarMongo: StackDefinition = {
  id: 'kuar-mongo',
  title: 'MongoDB replica set as a StatefulSet',
  source: 'Notes on "Kubernetes: Up and Running": 15. Integrating Storage / StatefulSets',
  lessons: [
    {
      stage: '01-manual',
      summary:
        'Three members start in order and keep their names, which the headless Service puts into DNS; the replica ' +
        'set is then formed by hand, with rs.initiate and rs.add.',
      build: (scope) => {
        new Mongo(scope, 'mongo', asTaught);
      },
    },
    {
      stage: '02-automated',
      summary: 'The same without typing: a helper beside each member runs a script that initiates or joins the set.',
      build: (scope) => {
        new Mongo(scope, 'mongo', { ...asTaught, init: { file: join(__dirname, 'files', 'init.sh') } });
      },
    },
    {
      stage: '03-persistent',
      summary:
        'One claim cannot serve three members: a claim template makes one for each, and a member that comes back ' +
        'finds its own again.',
      build: (scope) => {
        new Mongo(scope, 'mongo', { ...asTaught, claim: { size: '1Gi' } });
      },
    },
  ],
  production: productionForm({
    parameters: {
      mongoImage: publicImage('MongoDB; it must bring mongosh', 'mongo:7.0'),
      mongoReplicas: replicasOf('MongoDB; an odd number can vote', 3),
      storageClass,
      databaseSize: sizeOf('the data of each member', '10Gi'),
      mongoResources: resourcesOf('a member', ['250m', '512Mi'], ['1', '1Gi']),
      initResources: resourcesOf('the helper that joins a member to the set', ['50m', '128Mi'], ['500m', '256Mi']),
    },
    build: (scope, values, surroundings) => {
      new Mongo(scope, 'mongo', {
        image: values.mongoImage,
        replicas: values.mongoReplicas,
        claim: { size: values.databaseSize, storageClass: values.storageClass },
        // A member becomes ready by joining, and must be found under its name to join.
        publishNotReadyAddresses: true,
        // Since 3.6 mongod listens on localhost alone unless told otherwise.
        extraArgs: ['--bind_ip_all'],
        revisionHistoryLimit: REVISION_HISTORY_LIMIT,
        podAnnotations: { [CHANGE_CAUSE]: `Run ${values.mongoImage}` },
        resources: values.mongoResources,
        health: {
          readiness: Probe.tcp(MONGO_PORT),
          liveness: Probe.tcp(MONGO_PORT, { initialDelaySeconds: 30, failureThreshold: 6 }),
        },
        init: {
          file: join(__dirname, 'files', 'production', 'init.sh'),
          env: { DOMAIN: `mongo.${surroundings.namespace}` },
          resources: values.initResources,
          health: {
            // Clients and the next member wait until this one belongs to the set.
            readiness: Probe.exec(['cat', '/tmp/member']),
            // Containers of a Pod share its ports: when mongod is gone for long, membership is worth another look.
            liveness: Probe.tcp(MONGO_PORT, { initialDelaySeconds: 30, failureThreshold: 6 }),
          },
        },
      });
    },
  }),
};
