import type { FileSystem } from '../../../process';
import type { Role } from './accounts';

/** A database of the server. */
export interface DatabaseEntry {
  /** Its number, which is that of its folder. */
  readonly number: number;
  readonly name: string;
}

const lines = (items: readonly unknown[]): string => items.map((item) => `${JSON.stringify(item)}\n`).join('');

function read<T>(files: FileSystem, path: string): readonly T[] {
  if (!files.exists(path)) return [];
  const texts = files.readText(path).split('\n');
  return texts.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

/** Users, as they are kept in a data directory. */
export const readRoles = (files: FileSystem, directory: string): readonly Role[] =>
  read<Role>(files, `${directory}/global/pg_authid`);

export const writeRoles = (files: FileSystem, directory: string, roles: readonly Role[]): void =>
  files.write(`${directory}/global/pg_authid`, lines(roles), 0o600);

/** Databases, as they are kept in a data directory. */
export const readDatabases = (files: FileSystem, directory: string): readonly DatabaseEntry[] =>
  read<DatabaseEntry>(files, `${directory}/global/pg_database`);

/** Writes them, and makes the folders of new ones. */
export function writeDatabases(files: FileSystem, directory: string, databases: readonly DatabaseEntry[]): void {
  files.write(`${directory}/global/pg_database`, lines(databases), 0o600);
  for (const { number } of databases) {
    files.makeDirectory(`${directory}/base/${number}`, { mode: 0o700, isRecursive: true });
  }
}
