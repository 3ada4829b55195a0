/** What an image runs when a container says nothing. */
export interface ImageDefaults {
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  /** Programs it has; those that it lacks cannot be started. @default - anything */
  readonly programs?: ReadonlySet<string>;
}

const BUSYBOX = new Set(
  (
    '[ [[ ash awk base64 basename bc cat chgrp chmod chown clear cp crond cut date dd df diff dirname dmesg du echo egrep ' +
    'env expr factor false fgrep find fold free ftpget ftpput getopt grep groups gunzip gzip halt head hexdump hostid ' +
    'hostname httpd id ifconfig install ip kill killall less ln logger ls lsof md5sum mkdir mkfifo mknod mktemp more ' +
    'mount mv nc netstat nice nl nohup nproc nslookup od paste pgrep pidof ping ping6 pkill printenv printf ps pwd ' +
    'readlink realpath renice reset rev rm rmdir route sed seq sh sha1sum sha256sum sha512sum shuf sleep sort split stat ' +
    'strings stty su sync tac tail tar tee telnet test time timeout top touch tr traceroute true truncate tty umount ' +
    'uname uniq unlink unzip uptime usleep vi watch wc wget which who whoami xargs yes zcat'
  ).split(' '),
);

const BASH: ImageDefaults = { command: ['bash'] };

/** By the last part of the name; an image that is not listed runs a server of its own for ever. */
const DEFAULTS: Readonly<Record<string, ImageDefaults>> = {
  alpine: { command: ['sh'], programs: BUSYBOX },
  bash: BASH,
  busybox: { command: ['sh'], programs: BUSYBOX },
  centos: BASH,
  debian: BASH,
  fedora: BASH,
  'hello-world': { command: ['/hello'] },
  // It has no entrypoint: arguments without a command are taken for a program, and that program does not exist.
  'kuard-amd64': { command: ['/kuard'] },
  node: { command: ['node'] },
  perl: { command: ['perl', '-de0'] },
  python: { command: ['python3'] },
  stress: { entrypoint: ['stress'] },
  'stress-ng': { entrypoint: ['stress-ng'] },
  ubuntu: BASH,
};

const SERVER: ImageDefaults = { entrypoint: ['server'] };

/** What an image runs by itself. */
export function imageDefaults(repository: string): ImageDefaults {
  return DEFAULTS[repository.slice(repository.lastIndexOf('/') + 1)] ?? SERVER;
}
