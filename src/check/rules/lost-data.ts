import type { Kinds } from '../../simulator';
import type { Rule } from './rule';

type Spec = Kinds['pods']['spec'];
type Container = Spec['containers'][number];

/** Where programs keep what must not be lost, by the last part of their image's name. Source: the images' own documentation. */
const DATA_PATHS: Readonly<Record<string, string>> = {
  cassandra: '/var/lib/cassandra',
  couchdb: '/opt/couchdb/data',
  elasticsearch: '/usr/share/elasticsearch/data',
  etcd: '/var/lib/etcd',
  ghost: '/var/lib/ghost/content',
  influxdb: '/var/lib/influxdb2',
  mariadb: '/var/lib/mysql',
  mongo: '/data/db',
  mysql: '/var/lib/mysql',
  neo4j: '/data',
  postgres: '/var/lib/postgresql/data',
  prometheus: '/prometheus',
  rabbitmq: '/var/lib/rabbitmq',
  redis: '/data',
  wordpress: '/var/www/html',
};

/** `postgres` of `registry.example.com/library/postgres:16-alpine`. */
const programOf = (image: string): string => /([^/:@]+)(?::[^/@]+)?(?:@.+)?$/.exec(image)?.[1] ?? '';

const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`);

/** Where the data of a container lies that is lost with its Pod; undefined when it is kept, or has none. */
function lossOf({ volumes = [] }: Spec, { image = '', command, volumeMounts = [] }: Container): string | undefined {
  const path = DATA_PATHS[programOf(image)];
  if (path === undefined) return undefined;
  const mount = volumeMounts.find(({ mountPath }) => isBelow(path, mountPath) || isBelow(mountPath, path));
  // Another command is mostly a client of the program, and has nothing to lose.
  if (mount === undefined) return command === undefined ? `${path} of the container itself` : undefined;
  const volume = volumes.find(({ name }) => name === mount.name);
  const { emptyDir } = (volume ?? {}) as { readonly emptyDir?: { readonly medium?: string } };
  // Memory is chosen by who knows that it goes.
  return emptyDir === undefined || emptyDir.medium === 'Memory' ? undefined : `${path}, on emptyDir '${mount.name}'`;
}

/** Data that is lost with its Pod. */
export const lostData: Rule = {
  id: 'data',
  finds: 'databases and the like that keep their data on an emptyDir or in the container: it is lost with the Pod',
  check: (context) => {
    for (const { pod, root } of context.pods()) {
      if (root.kind === 'Job' || root.kind === 'CronJob') continue;
      for (const container of pod.spec.containers) {
        const where = lossOf(pod.spec, container);
        if (where === undefined) continue;
        context.report(
          'data',
          root,
          {
            severity: 'warning',
            message: `container '${container.name}' keeps its data in ${where}: a new Pod begins without it`,
            cure: 'mount a PersistentVolumeClaim there, unless the data may be lost',
          },
          container.name,
        );
      }
    }
  },
};
