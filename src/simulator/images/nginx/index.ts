import type { FileDefinition } from '../../process';
import { defineImage } from '../image';
import { NGINX_ERROR, NGINX_INDEX } from '../pages.generated';
import { alpineBaseLayer, curlLayer, debianBaseLayer } from '../tools';
import { DEFAULT_CONF, MIME_TYPES, nginxConf } from './default-files';
import { nginxEntrypoint } from './entrypoint';
import { nginx } from './nginx';

const text = (content: string): FileDefinition => ({ type: 'file', content });

/** Releases that tags without a full number stand for. */
const MAINLINE = '1.29.3';
const STABLE = '1.28.0';

function versionOf(tag: string): string {
  const [number] = /^\d+(?:\.\d+){0,2}/.exec(tag) ?? [];
  if (number === undefined) return tag.startsWith('stable') ? STABLE : MAINLINE;
  const parts = number.split('.');
  if (parts.length === 3) return number;
  return parts.length === 1 ? MAINLINE : `${number}.0`;
}

/** From 1.19 on the image has an entry point of its own, and logs what the server does. */
const isNew = (version: string): boolean => Number(version.split('.')[1]) >= 19;

/** The web server nginx. */
export const nginxImage = defineImage({
  repositories: ['docker.io/library/nginx'],
  sizeBytes: 62_960_551,
  image: ({ tag = 'latest' }) => {
    const version = versionOf(tag);
    const hasEntrypoint = isNew(version);
    return {
      ...(hasEntrypoint ? { entrypoint: ['/docker-entrypoint.sh'] } : {}),
      command: ['nginx', '-g', 'daemon off;'],
      environment: { NGINX_VERSION: version },
      exposedPorts: [80],
      stopSignal: 'QUIT',
      layers: [
        ...(tag.includes('alpine') ? [alpineBaseLayer] : [debianBaseLayer, ...(hasEntrypoint ? [curlLayer] : [])]),
        {
          '/etc/passwd': text(
            'root:x:0:0:root:/root:/bin/sh\nnginx:x:101:101:nginx:/nonexistent:/bin/false\nnobody:x:65534:65534:nobody:/:/bin/false\n',
          ),
          '/etc/group': text('root:x:0:\nnginx:x:101:\nnogroup:x:65534:\n'),
          '/usr/sbin/nginx': { type: 'program', program: nginx(version) },
          '/etc/nginx/nginx.conf': text(nginxConf(hasEntrypoint)),
          '/etc/nginx/conf.d/default.conf': text(DEFAULT_CONF),
          '/etc/nginx/mime.types': text(MIME_TYPES),
          '/usr/share/nginx/html/index.html': text(NGINX_INDEX),
          '/usr/share/nginx/html/50x.html': text(NGINX_ERROR),
          '/var/log/nginx/access.log': { type: 'symlink', target: '/dev/stdout' },
          '/var/log/nginx/error.log': { type: 'symlink', target: '/dev/stderr' },
          '/var/run': { type: 'directory' },
          ...(hasEntrypoint
            ? {
                '/docker-entrypoint.sh': { type: 'program', program: nginxEntrypoint },
                '/docker-entrypoint.d': { type: 'directory' },
              }
            : {}),
        },
      ],
    };
  },
});
