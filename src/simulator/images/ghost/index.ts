import type { Coroutine, FileDefinition, Process, Program } from '../../process';
import { node } from '../dockercoins/interpreter';
import { defineImage } from '../image';
import { alpineBaseLayer, debianBaseLayer } from '../tools';
import { ghost } from './ghost-server';

/** User and group of the image. Source: docker-library/ghost, Dockerfile. */
const NODE_ID = 1000;

const program = (each: Program): FileDefinition => ({ type: 'program', program: each });
const owned: FileDefinition = { type: 'directory', uid: NODE_ID, gid: NODE_ID };

/** `docker-entrypoint.sh`: gives the content to its user, and runs the rest as that. Source: docker-library/ghost. */
function* entrypoint(process: Process): Coroutine<number> {
  const argv = process.argv.slice(1);
  if (process.uid !== 0 || argv[0] !== 'node') return yield* process.exec({ argv });
  const content = process.env.get('GHOST_CONTENT') ?? '';
  if (process.files.exists(content)) process.files.changeOwner(content, NODE_ID, NODE_ID);
  return yield* process.exec({ argv, uid: NODE_ID, gid: NODE_ID });
}

/** Ghost, a blog, with its posts in a file or in MySQL. */
export const ghostImage = defineImage({
  repositories: ['docker.io/library/ghost'],
  sizeBytes: 178_257_920,
  image: ({ tag = 'latest' }) => ({
    entrypoint: ['docker-entrypoint.sh'],
    command: ['node', 'current/index.js'],
    environment: {
      NODE_ENV: 'production',
      GHOST_INSTALL: '/var/lib/ghost',
      GHOST_CONTENT: '/var/lib/ghost/content',
    },
    workingDirectory: '/var/lib/ghost',
    exposedPorts: [2368],
    layers: [
      tag.includes('alpine') ? alpineBaseLayer : debianBaseLayer,
      {
        '/etc/passwd': {
          type: 'file',
          content: `root:x:0:0:root:/root:/bin/sh\nnode:x:${NODE_ID}:${NODE_ID}::/home/node:/bin/sh\n`,
        },
        '/etc/group': { type: 'file', content: `root:x:0:\nnode:x:${NODE_ID}:\n` },
        '/usr/local/bin/docker-entrypoint.sh': program(entrypoint),
        '/usr/local/bin/node': program(node),
        '/var/lib/ghost': owned,
        '/var/lib/ghost/content': owned,
        '/var/lib/ghost/content/data': owned,
        '/var/lib/ghost/current/index.js': program(ghost),
      },
    ],
  }),
});
