import type { FileDefinition, FileLayer, Program } from '../../process';
import { shellProgram } from '../../process/shell';
import { allTools } from './all-tools';
import { apk, aptGet, type PackageRegistry, type SoftwarePackage } from './package-manager';
import { programOf, runTool, type Tool, ToolCall, type ToolStyle } from './tool';

const program = (each: Program): FileDefinition => ({ type: 'program', program: each });

/** Programs of tools in a directory. @throws Error for a name that no tool has */
function toolLayer(directory: string, names: string, style: ToolStyle): FileLayer {
  return Object.fromEntries(
    names.split(' ').map((name) => {
      const tool = allTools[name];
      if (tool === undefined) throw new Error(`there is no tool ${name}`);
      return [`${directory}/${name}`, program(programOf(tool, style))] as const;
    }),
  );
}

/** Applets of busybox. */
const APPLETS =
  '[ awk base64 basename cat chgrp chmod chown chroot cp cut date dd df dirname du echo egrep env expr false fgrep find free getent grep gunzip gzip ' +
  'head hexdump hostname id ifconfig ip kill killall less ln ls md5sum mkdir more mount mv nc nl nohup nproc nslookup od paste pgrep pidof ping ' +
  'pkill printenv printf ps pwd readlink realpath rev rm rmdir sed seq sha256sum sleep sort stat strings stty tac tail tar tee telnet test ' +
  'time timeout top touch tr true tty uname uniq uptime usleep vi watch wc wget which whoami xargs xxd yes zcat';

const APPLET_NAMES = APPLETS.split(' ');

const ash = shellProgram({ dialect: 'busybox' });

/** `busybox name args`, and what it says without a name. */
const busybox: Program = function* (process) {
  const [, name, ...args] = process.argv;
  if (name === 'sh' || name === 'ash') return yield* process.exec({ argv: ['/bin/sh', ...args] });
  const tool = name === undefined ? undefined : allTools[name];
  if (name !== undefined && tool !== undefined)
    return yield* runTool(tool, new ToolCall(process, 'busybox', [name, ...args]));
  if (name !== undefined && name !== '--help' && name !== '--list') {
    yield* process.complain(`${name}: applet not found\n`);
    return 127;
  }
  const list = [...APPLET_NAMES, 'ash', 'sh', 'busybox'].sort();
  if (name === '--list') yield* process.print(list.map((each) => `${each}\n`).join(''));
  else
    yield* process.print(
      `BusyBox v1.36.1 () multi-call binary.\n\nUsage: busybox [function [arguments]...]\n\nCurrently defined functions:\n\t${list.join(', ')}\n`,
    );
  return 0;
};

/** Busybox with all its applets in `/bin`, `sh` and `ash` among them. */
export const busyboxLayer: FileLayer = {
  ...toolLayer('/bin', APPLETS, 'busybox'),
  '/bin/ash': program(ash),
  '/bin/busybox': program(busybox),
  '/bin/sh': program(ash),
};

/** GNU coreutils. */
export const coreutilsLayer: FileLayer = toolLayer(
  '/usr/bin',
  '[ base64 basename cat chgrp chmod chown chroot cp cut date dd df dirname du echo env expr false head id ln ls md5sum mkdir mv nl nohup ' +
    'nproc od paste printenv printf pwd readlink realpath rm rmdir seq sha256sum sleep sort stat stty tac tail tee test timeout touch tr true tty ' +
    'uname uniq wc whoami yes',
  'gnu',
);

/** `curl`. */
export const curlLayer: FileLayer = toolLayer('/usr/bin', 'curl', 'gnu');
/** `wget` of GNU. */
export const wgetLayer: FileLayer = toolLayer('/usr/bin', 'wget', 'gnu');
/** `ps`, `top`, `free` and others of procps. */
export const procpsLayer: FileLayer = toolLayer('/usr/bin', 'free kill pgrep pidof pkill ps top uptime watch', 'gnu');
/** `ping`. */
export const pingLayer: FileLayer = toolLayer('/usr/bin', 'ping', 'gnu');
/** `stress`. */
export const stressLayer: FileLayer = toolLayer('/usr/bin', 'stress', 'gnu');
/** `dig`, `host` and `nslookup`. */
export const dnsLayer: FileLayer = toolLayer('/usr/bin', 'dig host nslookup', 'gnu');

const packageOf = (version: string, sizeBytes: number, files: FileLayer): SoftwarePackage => ({
  version,
  sizeBytes,
  files,
});

/** Packages of Debian 12 that can be installed. */
const debianPackages: PackageRegistry = () => ({
  'bind9-dnsutils': packageOf('1:9.18.28-1~deb12u2', 403_000, dnsLayer),
  'ca-certificates': packageOf('20230311', 155_000, {}),
  curl: packageOf('7.88.1-10+deb12u8', 315_000, curlLayer),
  dnsutils: packageOf('1:9.18.28-1~deb12u2', 404_000, dnsLayer),
  iproute2: packageOf('6.1.0-3', 1_045_000, toolLayer('/usr/bin', 'ip', 'gnu')),
  'iputils-ping': packageOf('3:20221126-1', 47_200, pingLayer),
  less: packageOf('590-2.1~deb12u2', 132_000, toolLayer('/usr/bin', 'less', 'gnu')),
  nano: packageOf('7.2-1+deb12u1', 690_000, { '/usr/bin/nano': program(programOf(allTools.vi as Tool, 'gnu')) }),
  'net-tools': packageOf('2.10-0.1', 243_000, toolLayer('/usr/bin', 'ifconfig', 'gnu')),
  netcat: packageOf('1.10-47', 9_000, toolLayer('/usr/bin', 'nc', 'gnu')),
  'netcat-openbsd': packageOf('1.219-1', 41_500, toolLayer('/usr/bin', 'nc', 'gnu')),
  procps: packageOf('2:4.0.2-3', 709_000, procpsLayer),
  stress: packageOf('1.0.7-1', 18_400, toolLayer('/usr/bin', 'stress', 'gnu')),
  telnet: packageOf('0.17+2.4-2+deb12u1', 37_200, toolLayer('/usr/bin', 'telnet', 'gnu')),
  vim: packageOf('2:9.0.1378-2', 1_567_000, { '/usr/bin/vim': program(programOf(allTools.vi as Tool, 'gnu')) }),
  wget: packageOf('1.21.3-1+b2', 984_000, wgetLayer),
});

/** Packages of Alpine that can be installed. */
const alpinePackages: PackageRegistry = () => ({
  bash: packageOf('5.2.26-r0', 454_000, { '/bin/bash': program(shellProgram({ dialect: 'bash' })) }),
  'bind-tools': packageOf('9.18.27-r0', 900_000, dnsLayer),
  curl: packageOf('8.9.0-r0', 138_000, curlLayer),
  iputils: packageOf('20240117-r0', 40_000, pingLayer),
  procps: packageOf('4.0.4-r0', 200_000, procpsLayer),
  'stress-ng': packageOf('0.17.08-r0', 700_000, {
    '/usr/bin/stress-ng': program(programOf(allTools.stress as Tool, 'gnu')),
  }),
  wget: packageOf('1.24.5-r0', 480_000, wgetLayer),
});

/** `apk`, for images that come of Alpine. */
export const apkLayer: FileLayer = { '/sbin/apk': program(programOf(apk(alpinePackages), 'gnu')) };

const textFile = (...lines: readonly string[]): FileDefinition => ({
  type: 'file',
  content: lines.map((line) => `${line}\n`).join(''),
});

const ALPINE_RELEASE = textFile(
  'NAME="Alpine Linux"',
  'ID=alpine',
  'VERSION_ID=3.20.2',
  'PRETTY_NAME="Alpine Linux v3.20"',
  'HOME_URL="https://alpinelinux.org/"',
  'BUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"',
);

const DEBIAN_RELEASE = textFile(
  'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"',
  'NAME="Debian GNU/Linux"',
  'VERSION_ID="12"',
  'VERSION="12 (bookworm)"',
  'VERSION_CODENAME=bookworm',
  'ID=debian',
  'HOME_URL="https://www.debian.org/"',
  'SUPPORT_URL="https://www.debian.org/support"',
  'BUG_REPORT_URL="https://bugs.debian.org/"',
);

/** What Ubuntu says of itself: a version and its name. */
export const ubuntuLayer = (version: string, name: string): FileLayer => ({
  '/etc/os-release': textFile(
    `PRETTY_NAME="Ubuntu ${version} LTS"`,
    'NAME="Ubuntu"',
    `VERSION_ID="${version}"`,
    `VERSION="${version} LTS (${name})"`,
    `VERSION_CODENAME=${name.split(' ', 1)[0]?.toLowerCase() ?? ''}`,
    'ID=ubuntu',
    'ID_LIKE=debian',
    'HOME_URL="https://www.ubuntu.com/"',
    'SUPPORT_URL="https://help.ubuntu.com/"',
    'BUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"',
    `UBUNTU_CODENAME=${name.split(' ', 1)[0]?.toLowerCase() ?? ''}`,
  ),
});

/** Base of Alpine: busybox and `apk`. */
export const alpineBaseLayer: FileLayer = {
  ...busyboxLayer,
  ...apkLayer,
  '/etc/alpine-release': { type: 'file', content: '3.20.2\n' },
  '/etc/os-release': ALPINE_RELEASE,
};

/** Base of Debian: `bash`, `dash` as `sh`, coreutils, grep, sed, awk, find, tar, gzip, hostname, ps-less as its slim images, and `apt-get`. */
export const debianBaseLayer: FileLayer = {
  ...coreutilsLayer,
  ...toolLayer(
    '/usr/bin',
    'awk egrep fgrep find getent grep gunzip gzip hostname kill more mount rev sed tar which xargs zcat',
    'gnu',
  ),
  '/bin/bash': program(shellProgram({ dialect: 'bash' })),
  '/bin/dash': program(shellProgram({ dialect: 'dash' })),
  '/bin/sh': program(shellProgram({ dialect: 'dash' })),
  '/usr/bin/apt': program(programOf(aptGet(debianPackages), 'gnu')),
  '/usr/bin/apt-get': program(programOf(aptGet(debianPackages), 'gnu')),
  '/etc/debian_version': { type: 'file', content: '12.6\n' },
  '/etc/os-release': DEBIAN_RELEASE,
};
