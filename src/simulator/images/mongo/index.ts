import type { FileDefinition, FileLayer, Program } from '../../process';
import { defineImage } from '../image';
import { debianBaseLayer } from '../tools';
import { entrypoint, MONGODB_ID } from './entrypoint';
import { MongoVersion } from './mongo-version';
import { mongod } from './server/mongod';
import { mongoShell } from './shell/mongo-shell';

const program = (each: Program): FileDefinition => ({ type: 'program', program: each });
const text = (content: string): FileDefinition => ({ type: 'file', content });
const owned: FileDefinition = { type: 'directory', uid: MONGODB_ID, gid: MONGODB_ID };

/** The shells that an image brings: `mongo` up to 5.0, `mongosh` from 5.0 on. */
const shells = (version: MongoVersion): FileLayer => ({
  ...(version.isFrom(6) ? {} : { '/usr/bin/mongo': program(mongoShell('mongo', version)) }),
  ...(version.isFrom(5) ? { '/usr/bin/mongosh': program(mongoShell('mongosh', version)) } : {}),
});

/** MongoDB 3.4 and newer: server, replica sets, shells. */
export const mongoImage = defineImage({
  repositories: ['docker.io/library/mongo'],
  sizeBytes: 134_217_728,
  image: ({ tag = 'latest' }) => {
    const version = MongoVersion.ofTag(tag);
    return {
      entrypoint: ['docker-entrypoint.sh'],
      command: ['mongod'],
      environment: { MONGO_VERSION: version.number },
      exposedPorts: [27017],
      layers: [
        debianBaseLayer,
        {
          '/etc/passwd': text(
            `root:x:0:0:root:/root:/bin/bash\nmongodb:x:${MONGODB_ID}:${MONGODB_ID}::/data/db:/usr/sbin/nologin\n`,
          ),
          '/etc/group': text(`root:x:0:\nmongodb:x:${MONGODB_ID}:mongodb\n`),
          '/data/db': owned,
          '/data/configdb': owned,
          '/usr/local/bin/docker-entrypoint.sh': program(entrypoint(version)),
          '/usr/bin/mongod': program(mongod(version)),
        },
        shells(version),
      ],
    };
  },
});
