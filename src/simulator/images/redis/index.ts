import type { FileDefinition, Program } from '../../process';
import { defineImage } from '../image';
import { alpineBaseLayer, debianBaseLayer } from '../tools';
import { redisBenchmarkProgram } from './client/redis-benchmark';
import { redisCliProgram } from './client/redis-cli';
import { redisEntrypoint } from './entrypoint';
import { versionOfTag } from './redis-version';
import { sentinelProgram } from './sentinel/sentinel-program';
import { redisServerProgram } from './server/redis-server-program';

const programFile = (program: Program): FileDefinition => ({ type: 'program', program });
const text = (content: string): FileDefinition => ({ type: 'file', content });

/** Redis 3.2 and newer, with sentinel and client. Of the modules of 8 nothing is there. */
export const redisImage = defineImage({
  repositories: ['docker.io/library/redis'],
  sizeBytes: 45_088_768,
  image: ({ tag = 'latest' }) => {
    const version = versionOfTag(tag);
    const isAlpine = tag.includes('alpine');
    const user = { uid: 999, gid: isAlpine ? 1000 : 999 };
    return {
      entrypoint: ['docker-entrypoint.sh'],
      command: ['redis-server'],
      environment: {
        REDIS_VERSION: version.number,
        REDIS_DOWNLOAD_URL: `http://download.redis.io/releases/redis-${version.number}.tar.gz`,
      },
      workingDirectory: '/data',
      exposedPorts: [6379],
      layers: [
        isAlpine ? alpineBaseLayer : debianBaseLayer,
        {
          '/etc/passwd': text(
            `root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n` +
              `redis:x:${user.uid}:${user.gid}::/home/redis:/bin/sh\n`,
          ),
          '/etc/group': text(`root:x:0:root\nnogroup:x:65533:\nredis:x:${user.gid}:redis\n`),
          '/data': { type: 'directory', ...user },
          '/usr/local/bin/docker-entrypoint.sh': programFile(redisEntrypoint(version, user)),
          '/usr/local/bin/redis-server': programFile(redisServerProgram(version)),
          '/usr/local/bin/redis-sentinel': programFile(sentinelProgram(version)),
          '/usr/local/bin/redis-cli': programFile(redisCliProgram(version)),
          '/usr/local/bin/redis-benchmark': programFile(redisBenchmarkProgram),
        },
      ],
    };
  },
});
