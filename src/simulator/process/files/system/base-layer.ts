import type { FileLayer } from '../../file-layer';

const USERS = [
  'root:x:0:0:root:/root:/bin/sh',
  'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin',
  'bin:x:2:2:bin:/bin:/usr/sbin/nologin',
  'sys:x:3:3:sys:/dev:/usr/sbin/nologin',
  'mail:x:8:8:mail:/var/mail:/usr/sbin/nologin',
  'www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin',
  'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
];

const GROUPS = ['root:x:0:', 'daemon:x:1:', 'bin:x:2:', 'sys:x:3:', 'tty:x:5:', 'www-data:x:33:', 'nogroup:x:65534:'];

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

/** What every image for Linux has; an image's own layers come after it. Shared by all containers. */
export const BASE_LAYER: FileLayer = {
  '/dev': { type: 'directory' },
  '/etc/group': { type: 'file', content: lines(GROUPS) },
  '/etc/mtab': { type: 'symlink', target: '/proc/mounts' },
  '/etc/passwd': { type: 'file', content: lines(USERS) },
  '/home': { type: 'directory' },
  '/lib': { type: 'directory' },
  '/media': { type: 'directory' },
  '/mnt': { type: 'directory' },
  '/opt': { type: 'directory' },
  '/proc': { type: 'directory' },
  '/root': { type: 'directory', mode: 0o700 },
  '/run': { type: 'directory' },
  '/sbin': { type: 'directory' },
  '/srv': { type: 'directory' },
  '/sys': { type: 'directory' },
  '/tmp': { type: 'directory', mode: 0o1777 },
  '/var/log': { type: 'directory' },
  '/var/tmp': { type: 'directory', mode: 0o1777 },
};
