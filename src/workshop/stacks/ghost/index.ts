import { join } from 'node:path';
import type { Construct } from 'constructs';
import { ConfigFiles, WebService } from '../../constructs';
import type { StackDefinition } from '../stack';
import { GHOST_PORT, production, selector } from './production';

/** In what the stages differ. */
interface BlogProps {
  /** Name of the ConfigMap. */
  readonly config: string;
  /** Path of ghost-config.js below `files`. */
  readonly file: readonly string[];
  /** The database it connects to. @default - a file of its own */
  readonly database?: string;
}

/** Ghost as taught: its start command copies the configuration into place, then starts the blog. */
function blog(scope: Construct, { config, file, database }: BlogProps): void {
  const files = new ConfigFiles(scope, config, { files: [join(__dirname, 'files', ...file)] });
  const start =
    'cp /ghost-config/ghost-config.js /var/lib/ghost/config.js && ' +
    '/usr/local/bin/docker-entrypoint.sh node current/index.js';
  new WebService(scope, 'ghost', {
    port: GHOST_PORT,
    selector,
    labels: {},
    replicas: 1,
    containers: [
      {
        image: 'ghost',
        command: ['sh', '-c', start],
        mounts: { '/ghost-config': files.volume('config', { defaultMode: 0o644 }) },
        listens: [GHOST_PORT],
        connectsTo: database === undefined ? undefined : [database],
      },
    ],
  });
}

/** The Ghost blog, first on a file of its own, then on MySQL. */
export const ghost: StackDefinition = {
  id: 'ghost',
  title: 'Ghost blog on SQLite, then MySQL',
  source: 'Notes on "Kubernetes: Up and Running": 17. Real-World Applications / Ghost',
  lessons: [
    {
      stage: '01-sqlite',
      summary:
        'Configuration as a file from a ConfigMap. It is copied at the start, because mounting a ConfigMap over a ' +
        'folder hides what the image has there; subPath would mount the one file. Ghost since 1.0 reads config.js no more.',
      build: (scope) => blog(scope, { config: 'ghost-config', file: ['ghost-config.js'] }),
    },
    {
      stage: '02-mysql',
      summary:
        'Data and application apart: with the database elsewhere Ghost can be scaled. Needs kuar-mysql with the ' +
        'password of this file, which a Secret would keep equal in both.',
      build: (scope) =>
        blog(scope, { config: 'ghost-config-mysql', file: ['mysql', 'ghost-config.js'], database: 'mysql:3306' }),
      expects: [{ rule: 'unknown-host', at: 'Deployment/ghost' }],
    },
  ],
  production,
};
