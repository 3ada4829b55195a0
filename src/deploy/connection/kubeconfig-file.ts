import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Cluster, Context, User } from '@kubernetes/client-node' with { 'resolution-mode': 'import' };
import type { ClientLibrary } from './client-library';
import { ClusterError } from './cluster-error';

/** A user of a kubeconfig, with what the client does not read of it. */
export interface UserEntry extends User {
  /** File that it is written in. @default - none: it is a Pod's ServiceAccount */
  readonly file?: string;
  /** File with its token, as a full path. */
  readonly tokenFile?: string;
  readonly impersonateUid?: string;
  readonly impersonateGroups?: readonly string[];
  readonly impersonateExtra?: Readonly<Record<string, readonly string[]>>;
}

/** A cluster of a kubeconfig, with what it says to commands that give credentials. */
export interface ClusterEntry extends Cluster {
  /** Source: client-go, tools/clientcmd/api/types.go `ExecConfig.Config`. */
  readonly execConfig?: unknown;
}

/** What kubeconfigs hold. */
export interface Entries {
  readonly clusters: readonly ClusterEntry[];
  readonly users: readonly UserEntry[];
  readonly contexts: readonly Context[];
  /** Empty when there is none. */
  readonly currentContext: string;
}

/** Why a kubeconfig cannot be used: its name, and what is wrong. */
export const badKubeconfig = (file: string, why: string): ClusterError =>
  new ClusterError('kubeconfig', `kubeconfig '${file}' ${why}`);

/** What the operating system says of a file: `ENOENT`. */
export const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? (error as Error).message;

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw badKubeconfig(file, `cannot be read: ${codeOf(error)}`);
  }
}

interface RawUser {
  readonly tokenFile?: string;
  readonly 'as-uid'?: string;
  readonly 'as-groups'?: readonly string[];
  readonly 'as-user-extra'?: Readonly<Record<string, readonly string[]>>;
}

interface RawCluster {
  readonly extensions?: readonly { readonly name?: string; readonly extension?: unknown }[];
}

/** Entries of a list of the document by name; the client has checked its form. */
function rawEntries<Entry>(document: object, list: string, field: string): Map<string, Entry> {
  const entries = (document as Readonly<Record<string, unknown>>)[list];
  const named = (Array.isArray(entries) ? entries : []) as readonly Readonly<Record<string, unknown>>[];
  return new Map(named.map((each) => [String(each['name']), (each[field] ?? {}) as Entry]));
}

function withMore(user: User, raw: RawUser, file: string): UserEntry {
  const { tokenFile, 'as-uid': uid, 'as-groups': groups, 'as-user-extra': extra } = raw;
  return {
    ...user,
    file,
    ...(tokenFile === undefined ? {} : { tokenFile: resolve(dirname(file), tokenFile) }),
    ...(uid === undefined ? {} : { impersonateUid: uid }),
    ...(groups === undefined ? {} : { impersonateGroups: groups }),
    ...(extra === undefined ? {} : { impersonateExtra: extra }),
  };
}

const EXEC_EXTENSION = 'client.authentication.k8s.io/exec';

/**
 * Reads a kubeconfig.
 *
 * @throws ClusterError when it cannot be read, or is none.
 */
export function readKubeconfigFile(library: ClientLibrary, file: string): Entries {
  const text = textOf(file);
  if (text.trim() === '') throw badKubeconfig(file, 'is empty');
  let raw: unknown;
  try {
    raw = library.loadYaml(text);
  } catch (error) {
    throw badKubeconfig(file, `is no YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw badKubeconfig(file, 'holds no clusters and contexts');
  }
  const config = new library.KubeConfig();
  try {
    config.loadFromString(text);
  } catch (error) {
    throw badKubeconfig(file, `is not valid: ${(error as Error).message}`);
  }
  const path = resolve(file);
  config.makePathsAbsolute(dirname(path));
  const users = rawEntries<RawUser>(raw, 'users', 'user');
  const clusters = rawEntries<RawCluster>(raw, 'clusters', 'cluster');
  const execConfigOf = (name: string): unknown =>
    clusters.get(name)?.extensions?.find((each) => each.name === EXEC_EXTENSION)?.extension;
  return {
    clusters: config.clusters.map((cluster) => ({ ...cluster, execConfig: execConfigOf(cluster.name) })),
    users: config.users.map((user) => withMore(user, users.get(user.name) ?? {}, path)),
    contexts: config.contexts,
    currentContext: config.currentContext ?? '',
  };
}

/** Several kubeconfigs as one: who names a thing first wins. Source: client-go, tools/clientcmd/loader.go `Load`. */
export function merged(parts: readonly Entries[]): Entries {
  const firsts = <Named extends { readonly name: string }>(lists: readonly (readonly Named[])[]): Named[] => [
    ...new Map(
      lists
        .flat()
        .reverse()
        .map((each) => [each.name, each]),
    ).values(),
  ];
  return {
    clusters: firsts(parts.map(({ clusters }) => clusters)),
    users: firsts(parts.map(({ users }) => users)),
    contexts: firsts(parts.map(({ contexts }) => contexts)),
    currentContext: parts.map(({ currentContext }) => currentContext).find((name) => name !== '') ?? '',
  };
}
