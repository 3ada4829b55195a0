import { type Coroutine, isSystemError, type Program } from '../../process';

const FOLDER = '/docker-entrypoint.d';

/**
 * `/docker-entrypoint.sh` of newer images: runs the scripts of its folder before nginx, and says so.
 *
 * Source: docker-nginx, entrypoint/docker-entrypoint.sh. Not modelled: scripts that are sourced.
 */
export const nginxEntrypoint: Program = function* (process) {
  const argv = process.argv.slice(1);
  const say = (text: string): Coroutine<void> => process.print(`/docker-entrypoint.sh: ${text}\n`);
  if (argv[0] === 'nginx' || argv[0] === 'nginx-debug') {
    const scripts = process.files.exists(FOLDER)
      ? process.files.list(FOLDER).filter(({ name }) => name.endsWith('.sh'))
      : [];
    if (scripts.length === 0) {
      yield* say(`No files found in ${FOLDER}/, skipping configuration`);
    } else {
      yield* say(`${FOLDER}/ is not empty, will attempt to perform configuration`);
      yield* say(`Looking for shell scripts in ${FOLDER}/`);
      for (const { name } of scripts) {
        if ((process.files.stat(`${FOLDER}/${name}`).mode & 0o111) === 0) {
          yield* say(`Ignoring ${FOLDER}/${name}, not executable`);
          continue;
        }
        yield* say(`Launching ${FOLDER}/${name}`);
        yield* process.spawn({ argv: [`${FOLDER}/${name}`] }).wait();
      }
      yield* say('Configuration complete; ready for start up');
    }
  }
  try {
    return yield* process.exec({ argv });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield* process.complain(
      `/docker-entrypoint.sh: exec: ${argv[0] ?? ''}: ${error.code === 'ENOENT' ? 'not found' : error.message}\n`,
    );
    return error.code === 'ENOENT' ? 127 : 126;
  }
};
