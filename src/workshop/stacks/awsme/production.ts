import { Component, Probe, RequiredSecret, SingletonDatabase, WebService } from '../../constructs';
import {
  exposureOf,
  outsideAccess,
  ownTag,
  publicImage,
  publish,
  registry,
  replicasOf,
  resourcesOf,
  safeRollout,
  singletonRollout,
  sizeOf,
  storageClass,
} from '../production-parts';
import { productionForm } from '../stack';
import {
  BACKEND_PORT,
  backendCommand,
  DATABASE_PORT,
  FRONTEND_PORT,
  frontendCommand,
  labelsOf,
  migrationCommand,
  PASSWORD_VARIABLE,
  throughShell,
} from './sample-app';

/** The application with Deployments instead of Pods, its data on a claim, and the password nowhere in a manifest. */
export const production = productionForm({
  parameters: {
    registry,
    sampleAppTag: ownTag('sample-app', '1.0.0'),
    mysqlImage: publicImage('the database', 'mysql:8.4'),
    storageClass,
    databaseSize: sizeOf('the database', '5Gi'),
    backendReplicas: replicasOf('the backend', 2),
    frontendReplicas: replicasOf('the frontend', 2),
    databaseResources: resourcesOf('the database', ['250m', '512Mi'], ['1', '1Gi']),
    backendResources: resourcesOf('the backend', ['100m', '600Mi'], ['500m', '800Mi']),
    frontendResources: resourcesOf('the frontend', ['50m', '64Mi'], ['250m', '128Mi']),
    ...outsideAccess,
  },
  build: (scope, values) => {
    const sampleApp = `${values.registry}/sample-app:${values.sampleAppTag}`;
    const appVersion = `sample-app ${values.sampleAppTag}`;

    const database = new Component(scope, 'db');
    const secret = new RequiredSecret(database, 'mysql', { keys: { password: {} } });
    const env = { [PASSWORD_VARIABLE]: secret.value('password') };
    const db = new SingletonDatabase(database, 'db', {
      selector: labelsOf('db'),
      container: {
        name: 'mysql',
        image: values.mysqlImage,
        env,
        ports: [{ name: 'mysql', port: DATABASE_PORT }],
        resources: values.databaseResources,
        // MySQL listens only when its files are there: the first start may take minutes, and must not be cut short.
        health: {
          startup: Probe.tcp(DATABASE_PORT, { periodSeconds: 5, failureThreshold: 60 }),
          readiness: Probe.tcp(DATABASE_PORT),
          liveness: Probe.tcp(DATABASE_PORT, { periodSeconds: 20 }),
        },
      },
      dataPath: '/var/lib/mysql',
      port: DATABASE_PORT,
      claim: { size: values.databaseSize, storageClass: values.storageClass },
      ...singletonRollout(`database ${values.mysqlImage}`),
    });

    const access = { host: db.service.name, password: `$${PASSWORD_VARIABLE}` };
    const backend = new WebService(new Component(scope, 'backend'), 'backend', {
      selector: labelsOf('backend'),
      replicas: values.backendReplicas,
      rollout: safeRollout(appVersion),
      placement: { spread: [{}] },
      port: BACKEND_PORT,
      portName: 'http',
      initSteps: [
        {
          name: 'init-db',
          image: sampleApp,
          command: throughShell(migrationCommand(access)),
          env,
          resources: values.backendResources,
          connectsTo: [db.address],
        },
      ],
      containers: [
        {
          image: sampleApp,
          command: throughShell(backendCommand(access, `${BACKEND_PORT}`, false)),
          env,
          ports: [{ name: 'backend', port: BACKEND_PORT }],
          resources: values.backendResources,
          health: { readiness: Probe.http('/', BACKEND_PORT), liveness: Probe.tcp(BACKEND_PORT) },
          connectsTo: [db.address],
        },
      ],
    });

    const frontendPart = new Component(scope, 'frontend');
    const frontend = new WebService(frontendPart, 'frontend', {
      selector: labelsOf('frontend'),
      replicas: values.frontendReplicas,
      rollout: safeRollout(appVersion),
      placement: { spread: [{}] },
      port: FRONTEND_PORT,
      portName: 'http',
      exposure: exposureOf(values),
      containers: [
        {
          image: sampleApp,
          command: frontendCommand(backend.service.name),
          ports: [{ name: 'frontend', port: FRONTEND_PORT }],
          resources: values.frontendResources,
          health: { readiness: Probe.http('/', FRONTEND_PORT), liveness: Probe.tcp(FRONTEND_PORT) },
          connectsTo: [backend.address],
        },
      ],
    });
    publish(frontendPart, frontend.service, values);
  },
});
