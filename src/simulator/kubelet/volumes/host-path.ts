import type { HostPathVolumeSource } from '../../api';
import { filesOf, type FileStat, type FileSystem, isSystemError, type Volume } from '../../process';

/** Words of Go for what a path is. Source: Kubernetes 1.36, pkg/volume/util/hostutil `GetFileType`. */
const FOUND: Readonly<Record<FileStat['type'], string>> = {
  file: 'File',
  directory: 'Directory',
  symlink: 'Symlink',
  device: 'CharDevice',
  socket: 'Socket',
  pipe: 'Pipe',
};

const WANTED: Readonly<Record<string, string>> = {
  Directory: 'directory',
  File: 'file',
  Socket: 'socket file',
  CharDevice: 'character device',
  BlockDevice: 'block device',
};

function mustBe(files: FileSystem, path: string, wanted: string): string | undefined {
  const words = WANTED[wanted];
  if (words === undefined) return `${wanted} is an invalid volume type`;
  if (!files.exists(path)) return `hostPath ${path} doesn't exist`;
  const found = FOUND[files.stat(path).type];
  return found === wanted ? undefined : `hostPath type check failed: ${path} is not a ${words}, it's a ${found}`;
}

function made(path: string, operation: string, make: () => void): string | undefined {
  try {
    make();
    return undefined;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return `${operation} ${path}: ${error.message.toLowerCase()}`;
  }
}

/**
 * Makes sure that a path of a node is what a volume says it is, or says why not. A path of no stated type is made as a
 * directory, as the runtime does.
 *
 * Source: Kubernetes 1.36, pkg/volume/hostpath/host_path.go `checkType`; containerd, internal/cri/opts `WithMounts`.
 */
export function prepareHostPath(
  host: Volume,
  { path, type = '' }: HostPathVolumeSource,
  mode = 0o755,
): string | undefined {
  const files = filesOf(host).as({ umask: 0 });
  const makeDirectory = (): string | undefined =>
    made(path, 'mkdir', () => files.makeDirectory(path, { mode, isRecursive: true }));
  switch (type) {
    case '':
      return files.exists(path) ? undefined : makeDirectory();
    case 'DirectoryOrCreate':
      return files.exists(path) ? mustBe(files, path, 'Directory') : makeDirectory();
    case 'FileOrCreate':
      return files.exists(path) ? mustBe(files, path, 'File') : made(path, 'open', () => files.write(path, ''));
    default:
      return mustBe(files, path, type);
  }
}
