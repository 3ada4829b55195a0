import type { FileSystem } from '../../process';

/** Who the processes of a container are. */
export interface ContainerUser {
  readonly uid: number;
  readonly gid: number;
  /** @default '/' */
  readonly home: string;
}

interface PasswdEntry extends ContainerUser {
  readonly name: string;
}

const isNumber = (text: string): boolean => /^\d+$/.test(text);

function linesOf(files: FileSystem, path: string): readonly (readonly string[])[] {
  if (!files.exists(path)) return [];
  return files
    .readText(path)
    .split('\n')
    .map((line) => line.split(':'));
}

const passwd = (files: FileSystem): readonly PasswdEntry[] =>
  linesOf(files, '/etc/passwd').map(([name = '', , uid = '', gid = '', , home = '/']) => ({
    name,
    uid: Number(uid),
    gid: Number(gid),
    home,
  }));

/**
 * Who `user` is: a name or number of `/etc/passwd`, with a group behind a colon; undefined for a name that is not there.
 *
 * Source: opencontainers/runc, libcontainer/user `GetExecUser`.
 */
export function findUser(files: FileSystem, user: string): ContainerUser | undefined {
  const [who = '', group] = user.split(':');
  const known = passwd(files).find(({ name, uid }) => (isNumber(who) ? uid === Number(who) : name === who));
  if (known === undefined && !isNumber(who)) return undefined;
  const { uid, gid, home } = known ?? { uid: Number(who), gid: 0, home: '/' };
  if (group === undefined) return { uid, gid, home };
  const named = linesOf(files, '/etc/group').find(([name]) => name === group)?.[2];
  const chosen = isNumber(group) ? group : named;
  return chosen === undefined ? undefined : { uid, gid: Number(chosen), home };
}
