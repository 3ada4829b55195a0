import type { FileDefinition, FileLayer, Program } from '../../process';
import { shellProgram } from '../../process/shell';
import { defineImage } from '../image';
import { coreutilsLayer, debianBaseLayer } from '../tools';
import { mysqladmin } from './client/mysqladmin';
import { mysqlClient } from './client/mysql';
import { entrypoint } from './server/entrypoint';
import { mysqld } from './server/mysqld';
import { versionOf } from './version';

const program = (run: Program): FileDefinition => ({ type: 'program', program: run });

const bash = program(shellProgram({ dialect: 'bash' }));

/** Base of the newer images: no packages can be installed in them here. */
const oracleLayer: FileLayer = { ...coreutilsLayer, '/bin/bash': bash, '/bin/sh': bash };

/** The database server MySQL, with its clients. */
export const mysqlImage = defineImage({
  repositories: ['docker.io/library/mysql'],
  tags: /^(?:latest|(?:\d(?:\.\d{1,2}){0,2}|lts|innovation|oracle)(?:-[a-z0-9.-]+)?)$/,
  sizeBytes: 245_837_056,
  image: ({ tag = 'latest' }) => {
    const version = versionOf(tag);
    return {
      entrypoint: ['docker-entrypoint.sh'],
      command: ['mysqld'],
      environment: { MYSQL_VERSION: `${version.text}-1debian9`, MYSQL_MAJOR: version.text.replace(/\.\d+$/, '') },
      exposedPorts: [3306],
      layers: [
        version.isSince80 && !tag.endsWith('-debian') ? oracleLayer : debianBaseLayer,
        {
          '/docker-entrypoint-initdb.d': { type: 'directory' },
          '/usr/bin/mysql': program(mysqlClient(version)),
          '/usr/bin/mysqladmin': program(mysqladmin(version)),
          '/usr/local/bin/docker-entrypoint.sh': program(entrypoint(version)),
          '/usr/sbin/mysqld': program(mysqld(version)),
          '/var/lib/mysql': { type: 'directory' },
          '/var/run/mysqld': { type: 'directory' },
        },
      ],
    };
  },
});
