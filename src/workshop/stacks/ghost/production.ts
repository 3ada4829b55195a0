import { join } from 'node:path';
import { Claim, ConfigFiles, Probe, RequiredSecret, text, WebService } from '../../constructs';
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
import { productionForm } from '../stack';

/** Port on which Ghost answers. */
export const GHOST_PORT = 2368;
/** The label that `kubectl run` gave the Pods in the text. */
export const selector = { run: 'ghost' };

/** Names of what today's Ghost reads: a file beside its program, and variables with '__' between the levels. */
const CONFIG_FILE = 'config.production.json';

/**
 * Ghost on the MySQL of kuar-mysql. One Pod: Ghost shares neither its images nor its caches between several.
 * Source: Ghost's documentation, "Clustering, sharding, and other HA configurations".
 */
export const production = productionForm({
  parameters: {
    ghostImage: publicImage('Ghost', 'ghost:5-alpine'),
    url: text({ description: 'Address of the blog as readers type it', default: 'http://localhost:2368' }),
    storageClass,
    contentSize: sizeOf('images and themes', '5Gi'),
    ghostResources: resourcesOf('Ghost', ['100m', '256Mi'], ['1', '512Mi']),
    ...outsideAccess,
  },
  build: (scope, values, surroundings) => {
    const host = `mysql.${surroundings.namespaceOf('kuar-mysql')}`;
    const config = new ConfigFiles(scope, 'ghost-config', {
      files: [join(__dirname, 'files', 'production', CONFIG_FILE)],
    });
    // Named like the Secret of kuar-mysql, whose password it must hold.
    const secret = new RequiredSecret(scope, 'secret', { name: 'mysql', keys: { password: {} } });
    const content = new Claim(scope, 'ghost-content', { size: values.contentSize, storageClass: values.storageClass });
    const { service } = new WebService(scope, 'ghost', {
      port: GHOST_PORT,
      selector,
      replicas: 1,
      rollout: { strategy: 'Recreate', ...singletonRollout(`Run ${values.ghostImage}`) },
      exposure: exposureOf(values),
      containers: [
        {
          image: values.ghostImage,
          env: {
            url: values.url,
            database__connection__host: host,
            database__connection__password: secret.value('password'),
          },
          ports: [GHOST_PORT],
          resources: values.ghostResources,
          connectsTo: [`${host}:3306`],
          mounts: {
            [`/var/lib/ghost/${CONFIG_FILE}`]: config
              .volume('config')
              .mounted({ subPath: CONFIG_FILE, readOnly: true }),
            '/var/lib/ghost/content': content.volume('content'),
          },
          health: {
            // The first start makes the database and its tables.
            startup: Probe.tcp(GHOST_PORT, { failureThreshold: 60 }),
            readiness: Probe.http('/', GHOST_PORT, { timeoutSeconds: 5 }),
            liveness: Probe.tcp(GHOST_PORT),
          },
        },
      ],
    });
    publish(scope, service, values);
  },
});
