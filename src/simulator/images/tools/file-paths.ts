import { type FileSystem, isSystemError } from '../../process';

/** The last part of a path. */
export const baseName = (path: string): string => path.replace(/\/+$/, '').replace(/^.*\//, '') || '/';

/** Path of a file of this name within a directory. */
export const pathInto = (directory: string, source: string): string =>
  `${directory.replace(/\/$/, '')}/${baseName(source)}`;

/** Whether a path leads to a directory. */
export const isDirectory = (files: FileSystem, path: string): boolean =>
  files.exists(path) && files.stat(path).type === 'directory';

/** Whether there is something, dangling symlinks included. */
export function isThere(files: FileSystem, path: string): boolean {
  try {
    files.statLink(path);
    return true;
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}
