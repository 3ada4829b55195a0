import type { Program } from '../../process';
import type { MongoVersion } from './mongo-version';

/** The user that servers run as. Source: the Dockerfile of docker.io/library/mongo. */
export const MONGODB_ID = 999;

/**
 * `docker-entrypoint.sh`: runs `mongod` with options that stand alone, as user mongodb, and since 3.6 on all addresses.
 *
 * Source: docker-library/mongo, docker-entrypoint.sh. Not modelled: first users (MONGO_INITDB_ROOT_USERNAME) and scripts in
 * /docker-entrypoint-initdb.d.
 */
export const entrypoint = (version: MongoVersion): Program =>
  function* (process) {
    let argv = process.argv.slice(1);
    if (argv[0]?.startsWith('-') === true) argv = ['mongod', ...argv];
    if (argv[0] !== 'mongod') return yield* process.exec({ argv });
    const isBound = argv.some((arg) => arg.startsWith('--bind_ip'));
    if (version.isFrom(3, 6) && !isBound) argv = [...argv, '--bind_ip_all'];
    if (process.uid !== 0) return yield* process.exec({ argv });
    for (const path of ['/data/db', '/data/configdb']) {
      if (process.files.exists(path)) process.files.changeOwner(path, MONGODB_ID, MONGODB_ID);
    }
    return yield* process.exec({ argv, uid: MONGODB_ID, gid: MONGODB_ID });
  };
