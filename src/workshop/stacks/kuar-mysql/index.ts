import type { Construct } from 'constructs';
import {
  Claim,
  Probe,
  ReplicatedPods,
  RequiredSecret,
  Service,
  SingletonDatabase,
  StaticVolume,
} from '../../constructs';
import { SAMPLE_SECRETS } from '../../environments';
import { publicImage, resourcesOf, singletonRollout, sizeOf, storageClass } from '../production-parts';
import { productionForm, type StackDefinition } from '../stack';

const MYSQL_PORT = 3306;
const DATA_PATH = '/var/lib/mysql';

/** The text's singleton: a ReplicaSet of one, on a claim that finds an NFS volume by its label. */
function onNfs(scope: Construct): void {
  const volumeLabels = { volume: 'my-volume' };
  new StaticVolume(scope, 'volume', {
    name: 'database',
    labels: volumeLabels,
    size: '1Gi',
    accessModes: ['ReadWriteMany'],
    nfs: { server: '192.168.0.1', path: '/exports' },
  });
  // Without a class, as in the text. Where the cluster has a default class, the claim is given that one and stays
  // Pending beside the classless volume; storageClass: '' would keep it apart.
  const claim = new Claim(scope, 'database', { accessModes: ['ReadWriteMany'], size: '1Gi', volumeLabels });
  const mysql = new ReplicatedPods(scope, 'mysql', {
    replicas: 1,
    containers: [
      {
        name: 'database',
        image: 'mysql',
        resources: { requests: { cpu: 1, memory: '2Gi' } },
        env: { MYSQL_ROOT_PASSWORD: SAMPLE_SECRETS.mysqlRootPassword },
        health: { liveness: Probe.tcp(MYSQL_PORT) },
        ports: [MYSQL_PORT],
        mounts: { [DATA_PATH]: claim.volume('database') },
      },
    ],
  });
  new Service(scope, 'service', { name: 'mysql', pods: mysql, ports: [MYSQL_PORT] });
}

/** MySQL as a singleton: one Pod, data that outlives it. */
export const kuarMysql: StackDefinition = {
  id: 'kuar-mysql',
  title: 'MySQL singleton',
  source: 'Notes on "Kubernetes: Up and Running": 15. Integrating Storage / Running Reliable Singletons',
  lessons: [
    {
      summary:
        'One Pod is enough when its data does not depend on it: the claim keeps the Pod free of the storage provider, ' +
        'and the ReplicaSet makes a new Pod elsewhere when a machine fails. On a cluster with a default StorageClass ' +
        "the claim needs storageClassName: '' to bind to this volume.",
      build: onNfs,
    },
  ],
  production: productionForm({
    parameters: {
      mysqlImage: publicImage('MySQL', 'mysql:8.4'),
      storageClass,
      databaseSize: sizeOf('the databases', '10Gi'),
      mysqlResources: resourcesOf('MySQL', ['250m', '512Mi'], ['1', '1Gi']),
    },
    build: (scope, values) => {
      const secret = new RequiredSecret(scope, 'secret', { name: 'mysql', keys: { password: {} } });
      new SingletonDatabase(scope, 'mysql', {
        port: MYSQL_PORT,
        dataPath: DATA_PATH,
        dataSubPath: 'mysql',
        claim: { name: 'database', size: values.databaseSize, storageClass: values.storageClass },
        ...singletonRollout(`Run ${values.mysqlImage}`),
        container: {
          name: 'database',
          image: values.mysqlImage,
          env: { MYSQL_ROOT_PASSWORD: secret.value('password') },
          ports: [MYSQL_PORT],
          resources: values.mysqlResources,
          health: {
            // MySQL does not listen while it prepares an empty folder, and must not be restarted then.
            startup: Probe.tcp(MYSQL_PORT, { failureThreshold: 60 }),
            readiness: Probe.tcp(MYSQL_PORT),
            liveness: Probe.tcp(MYSQL_PORT),
          },
        },
      });
    },
  }),
};
