import { type FileSystem, isSystemError, type Program } from '../../process';
import type { RedisVersion } from './redis-version';

/** User and group that the servers run as. */
export interface RedisUser {
  readonly uid: number;
  readonly gid: number;
}

/** Permission bits that files of newer releases do not get: dumps are nobody else's business. */
const PRIVATE_UMASK = 0o077;

/** Gives all files of a directory to a user. What cannot be changed stays as it is. */
function takeOver(files: FileSystem, path: string, { uid, gid }: RedisUser): void {
  try {
    const { uid: owner, type } = files.statLink(path);
    if (owner !== uid && type !== 'symlink') files.changeOwner(path, uid, gid);
    if (type === 'directory') for (const { name } of files.list(path)) takeOver(files, `${path}/${name}`, { uid, gid });
  } catch (error) {
    if (!isSystemError(error)) throw error; // A volume may be read-only: the server runs all the same.
  }
}

/**
 * `docker-entrypoint.sh` of the official image: options and files of settings are for `redis-server`, which runs as its own
 * user when the container runs as root.
 *
 * Source: docker-library/redis, docker-entrypoint.sh.
 */
export const redisEntrypoint = (version: RedisVersion, user: RedisUser): Program =>
  function* (process) {
    const given = process.argv.slice(1);
    const [first = ''] = given;
    const argv = first.startsWith('-') || first.endsWith('.conf') ? ['redis-server', ...given] : given;
    const isServer = argv[0] === 'redis-server';
    const dropsRights = isServer && process.uid === 0;
    if (dropsRights) takeOver(process.files, '.', user);
    if (isServer && version.isFrom(6)) process.changeUmask(PRIVATE_UMASK);
    try {
      return yield* process.exec({ argv, ...(dropsRights ? user : {}) });
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const line = `/usr/local/bin/docker-entrypoint.sh: exec: ${argv[0] ?? ''}`;
      yield* process.complain(`${line}: ${error.code === 'ENOENT' ? 'not found' : error.message}\n`);
      return error.code === 'ENOENT' ? 127 : 126;
    }
  };
