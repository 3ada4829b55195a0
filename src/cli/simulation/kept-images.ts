import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../failure';

/** A module with images of a team, as it was when a cluster was begun with it. */
export interface KeptImages {
  /** Absolute path. */
  readonly file: string;
  /** SHA-256 of the file. What it loads in turn is not looked at. */
  readonly digest: string;
}

const digestOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

/** What is noted of a module that was loaded; undefined without one. */
export function noteOf(file: string | undefined): KeptImages | undefined {
  if (file === undefined) return undefined;
  const path = resolve(file);
  return { file: path, digest: digestOf(path) };
}

/**
 * Requires that the module is there with which the cluster of `folder` was begun, as it was.
 *
 * @throws UsageError that says what to give.
 */
export function requireUnchanged(folder: string, { file, digest }: KeptImages): void {
  const begun = `'${folder}' keeps a cluster begun with --images ${file}`;
  if (!existsSync(file)) {
    throw new UsageError(`${begun}, and there is no such file any more: name the module with --images`);
  }
  if (digestOf(file) !== digest) {
    throw new UsageError(`${begun}, which has changed since: give --images ${file} to take it as it is now`);
  }
}
