import type { Pod } from '../../api';
import { filesOf, type FileSystem, type Volume } from '../../process';

const SET_GROUP = 0o2000;

function give(files: FileSystem, path: string, fsGroup: number): void {
  const { type, mode, uid } = files.statLink(path);
  if (type === 'symlink') return;
  files.changeOwner(path, uid, fsGroup);
  files.changeMode(path, mode | (type === 'directory' ? 0o770 | SET_GROUP : 0o660));
  if (type !== 'directory') return;
  for (const { name } of files.list(path)) give(files, `${path === '/' ? '' : path}/${name}`, fsGroup);
}

const isGiven = (files: FileSystem, fsGroup: number): boolean => {
  const { gid, mode } = files.stat('/');
  return gid === fsGroup && (mode & (SET_GROUP | 0o770)) === (SET_GROUP | 0o770);
};

/**
 * Makes all of a volume belong to the Pod's `fsGroup`, which may then read and write it; what is made later belongs to the
 * group too.
 *
 * Source: Kubernetes 1.36, pkg/volume/volume_linux.go `ChangeOwnership`.
 */
export function giveToGroup(volume: Volume, { spec }: Pod): void {
  const { fsGroup, fsGroupChangePolicy } = spec.securityContext ?? {};
  if (fsGroup === undefined) return;
  const files = filesOf(volume);
  if (fsGroupChangePolicy === 'OnRootMismatch' && isGiven(files, fsGroup)) return;
  give(files, '/', fsGroup);
}
