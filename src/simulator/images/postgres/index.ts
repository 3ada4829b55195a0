import type { FileDefinition, Program } from '../../process';
import { defineImage } from '../image';
import { alpineBaseLayer, debianBaseLayer } from '../tools';
import { pgIsReady } from './client/pg-isready';
import { psql } from './client/psql';
import { versionOfTag } from './postgres-version';
import { postgresServer } from './server/postmaster';
import { postgresEntrypoint } from './setup/entrypoint';
import { initdb } from './setup/initdb';

const programFile = (program: Program): FileDefinition => ({ type: 'program', program });

const textFile = (content: string): FileDefinition => ({ type: 'file', content });

/** PostgreSQL, 9.3 and newer. */
export const postgresImage = defineImage({
  repositories: ['docker.io/library/postgres'],
  sizeBytes: 104_857_600,
  image: ({ tag = 'latest' }) => {
    const version = versionOfTag(tag);
    const [folder, number] = version.isAlpine
      ? ['/usr/local/bin', 70]
      : [`/usr/lib/postgresql/${version.major}/bin`, 999];
    return {
      entrypoint: ['docker-entrypoint.sh'],
      command: ['postgres'],
      environment: {
        PATH: `/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/${version.major}/bin`,
        LANG: 'en_US.utf8',
        PG_MAJOR: version.major,
        PG_VERSION: version.number,
        PGDATA: '/var/lib/postgresql/data',
      },
      exposedPorts: [5432],
      // Source: docker-library/postgres: SIGINT from 12 on, so that nobody waits for clients.
      ...(Number(version.major) >= 12 ? { stopSignal: 'INT' as const } : {}),
      layers: [
        version.isAlpine ? alpineBaseLayer : debianBaseLayer,
        {
          '/etc/passwd': textFile(
            `root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n` +
              `postgres:x:${number}:${number}::/var/lib/postgresql:/bin/sh\n`,
          ),
          '/etc/group': textFile(`root:x:0:root\nnogroup:x:65533:\npostgres:x:${number}:\n`),
          '/var/lib/postgresql': { type: 'directory', uid: number, gid: number },
          '/var/lib/postgresql/data': { type: 'directory', mode: 0o777, uid: number, gid: number },
          '/var/run/postgresql': { type: 'directory', mode: 0o2777, uid: number, gid: number },
          '/docker-entrypoint-initdb.d': { type: 'directory' },
          '/usr/local/bin/docker-entrypoint.sh': programFile(postgresEntrypoint(version)),
          [`${folder}/postgres`]: programFile(postgresServer(version)),
          [`${folder}/initdb`]: programFile(initdb(version)),
          [`${folder}/psql`]: programFile(psql(version)),
          [`${folder}/pg_isready`]: programFile(pgIsReady),
        },
      ],
    };
  },
});
