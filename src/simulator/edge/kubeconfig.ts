import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ClusterCertificates } from './cluster-certificates';

/** First line of every kubeconfig that we write: only such a file is ever replaced. */
const MARK = '# Written by `workshop simulate`; replaced at its next start.';

/** A file that must not be replaced. */
export class ForeignFileError extends Error {
  constructor(file: string) {
    super(`'${file}' exists and was not written by 'workshop simulate': name another file with --kubeconfig`);
    this.name = 'ForeignFileError';
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A kubeconfig of one cluster, one user and one context. */
export function kubeconfigText(url: string, { authority, admin }: ClusterCertificates): string {
  return `${MARK}
apiVersion: v1
kind: Config
clusters:
  - name: workshop
    cluster:
      server: ${url}
      certificate-authority-data: ${base64(authority)}
users:
  - name: kubernetes-admin
    user:
      client-certificate-data: ${base64(admin.certificate)}
      client-key-data: ${base64(admin.key)}
contexts:
  - name: workshop
    context:
      cluster: workshop
      user: kubernetes-admin
      namespace: default
current-context: workshop
`;
}

/** What a file says. An error names the file: that of a folder, which can be opened but not read, says nothing of it. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw Object.assign(error as Error, { path: file });
  }
}

/**
 * Refuses a file that someone else wrote, before anything starts.
 *
 * @throws ForeignFileError, or what the system says about a file that cannot be read.
 */
export function requireOwnFile(file: string): void {
  if (existsSync(file) && !textOf(file).startsWith(MARK)) throw new ForeignFileError(file);
}

/** How to reach a cluster that `workshop simulate` serves, as its administrator. */
export interface ClusterAccess {
  readonly url: string;
  readonly authority: string;
  readonly admin: ClusterCertificates['admin'];
}

/**
 * Reads a kubeconfig that `writeKubeconfig` wrote.
 *
 * @returns undefined when there is no such file.
 * @throws ForeignFileError when `file` is someone else's.
 */
export function readKubeconfig(file: string): ClusterAccess | undefined {
  if (!existsSync(file)) return undefined;
  requireOwnFile(file);
  const text = textOf(file);
  const valueOf = (key: string): string => new RegExp(`^ *${key}: (\\S+)$`, 'm').exec(text)?.[1] ?? '';
  const dataOf = (key: string): string => Buffer.from(valueOf(`${key}-data`), 'base64').toString();
  return {
    url: valueOf('server'),
    authority: dataOf('certificate-authority'),
    admin: { certificate: dataOf('client-certificate'), key: dataOf('client-key') },
  };
}

/** Writes `text` to `file` for its owner alone, whole or not at all. */
export function writePrivateFile(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const staging = `${file}.${randomUUID()}`;
  try {
    writeFileSync(staging, text, { mode: 0o600 });
    renameSync(staging, file);
  } catch (error) {
    rmSync(staging, { force: true });
    // The person knows the file, not the one beside it.
    throw Object.assign(error as Error, { path: file });
  }
}

/**
 * Writes a kubeconfig for the server at `url`.
 *
 * @throws ForeignFileError when `file` is someone else's.
 */
export function writeKubeconfig(file: string, url: string, certificates: ClusterCertificates): void {
  requireOwnFile(file);
  writePrivateFile(file, kubeconfigText(url, certificates));
}
