import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { Cluster, Context, KubeConfig, User } from '@kubernetes/client-node' with { 'resolution-mode': 'import' };
import { type ClientLibrary, loadClientLibrary } from './client-library';
import { ClusterError } from './cluster-error';
import { proxyFor } from './proxy';

/** Which cluster is meant, as a person says it. */
export interface ClusterChoice {
  /** File of the kubeconfig. @default - those of KUBECONFIG, or that of the home folder, or the Pod's own cluster */
  readonly kubeconfig?: string;
  /** Context in it. @default - the current one */
  readonly context?: string;
  /** Environment variables: KUBECONFIG, HOME and what tells a Pod where its cluster is. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The cluster that is meant. */
export interface Target {
  /** Name of the context. */
  readonly context: string;
  /** Name of the cluster. */
  readonly cluster: string;
  /** Address of its API server. */
  readonly server: string;
  /** Where that is said: files of kubeconfigs, or the Pod. */
  readonly source: string;
}

/** A target, and the client's configuration for it. */
export interface ChosenCluster {
  readonly target: Target;
  readonly config: KubeConfig;
}

/** Where a Pod finds the token of its ServiceAccount. */
const POD_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

interface Entries {
  readonly clusters: Cluster[];
  readonly users: User[];
  readonly contexts: Context[];
  currentContext: string;
}

const bad = (file: string, why: string): ClusterError => new ClusterError('kubeconfig', `kubeconfig '${file}' ${why}`);

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw bad(file, `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

/** `tokenFile` of users, which the client does not know: its own way to read a token again and again does the same. */
function withTokenFiles(users: readonly User[], raw: unknown, folder: string): User[] {
  const files = new Map(
    ((raw as { readonly users?: unknown }).users as readonly { name?: string; user?: { tokenFile?: string } }[]).map(
      ({ name, user }) => [name, user?.tokenFile],
    ),
  );
  return users.map((user) => {
    const tokenFile = files.get(user.name);
    if (tokenFile === undefined || user.token !== undefined) return user;
    return { ...user, authProvider: { name: 'tokenFile', config: { tokenFile: resolve(folder, tokenFile) } } };
  });
}

function entriesOf(library: ClientLibrary, file: string): Entries {
  const text = textOf(file);
  let raw: unknown;
  try {
    raw = library.loadYaml(text);
  } catch (error) {
    throw bad(file, `is no YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw bad(file, 'holds no clusters and contexts');
  const config = new library.KubeConfig();
  try {
    config.loadFromString(text);
  } catch (error) {
    throw bad(file, `is not valid: ${(error as Error).message}`);
  }
  const folder = dirname(resolve(file));
  config.makePathsAbsolute(folder);
  const users = config.users.length === 0 ? [] : withTokenFiles(config.users, raw, folder);
  return { clusters: config.clusters, users, contexts: config.contexts, currentContext: config.currentContext };
}

/** Several kubeconfigs as one: who names a thing first wins. Source: client-go, tools/clientcmd/loader.go `Load`. */
function merged(parts: readonly Entries[]): Entries {
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
    currentContext: parts.map(({ currentContext }) => currentContext).find((name) => (name ?? '') !== '') ?? '',
  };
}

/** The files that are meant; none for the Pod's own cluster. */
function filesOf({ kubeconfig, env }: ClusterChoice): string[] {
  if (kubeconfig !== undefined) return [kubeconfig];
  const named = (env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  if (named.length > 0) {
    const present = named.filter(existsSync);
    if (present.length > 0) return present;
    throw new ClusterError('kubeconfig', `KUBECONFIG names no file that exists: '${named.join(delimiter)}'`);
  }
  const usual = join(env['HOME'] ?? env['USERPROFILE'] ?? '', '.kube', 'config');
  if (existsSync(usual)) return [usual];
  if (env['KUBERNETES_SERVICE_HOST'] !== undefined && existsSync(POD_TOKEN)) return [];
  throw new ClusterError(
    'kubeconfig',
    `no cluster is named: give --kubeconfig, set KUBECONFIG, or write '${usual}' (for the simulator: .workshop/kubeconfig)`,
  );
}

const listed = (names: readonly string[]): string =>
  names.length === 0 ? 'there is none' : `there is ${names.join(', ')}`;

function inFiles(
  library: ClientLibrary,
  files: readonly string[],
  { context: wanted, env }: ClusterChoice,
): ChosenCluster {
  const source = files.join(delimiter);
  const entries = merged(files.map((file) => entriesOf(library, file)));
  const names = entries.contexts.map(({ name }) => name);
  const name = wanted ?? entries.currentContext;
  if (name === '') throw bad(source, `has no current context: name one with --context; ${listed(names)}`);
  const context = entries.contexts.find((each) => each.name === name);
  if (context === undefined) throw bad(source, `has no context '${name}'; ${listed(names)}`);
  const cluster = entries.clusters.find((each) => each.name === context.cluster);
  if (cluster === undefined) throw bad(source, `has no cluster '${context.cluster}', which context '${name}' names`);
  if (!/^https?:\/\/./.test(cluster.server)) {
    throw bad(source, `gives cluster '${cluster.name}' the server '${cluster.server}', which is no URL`);
  }
  const user = entries.users.find((each) => each.name === context.user);
  if (user === undefined && context.user !== undefined) {
    throw bad(source, `has no user '${context.user}', which context '${name}' names`);
  }
  const proxyUrl = cluster.proxyUrl ?? proxyFor(cluster.server, env);
  const reached = { ...cluster, ...(proxyUrl === undefined ? {} : { proxyUrl }) };
  const config = new library.KubeConfig();
  config.loadFromOptions({
    // The client refuses plain HTTP unless it is told that nothing is verified, which is what plain HTTP means.
    clusters: [cluster.server.startsWith('http:') ? { ...reached, skipTLSVerify: true } : reached],
    users: user === undefined ? [] : [user],
    contexts: [context],
    currentContext: name,
  });
  return { target: { context: name, cluster: cluster.name, server: cluster.server, source }, config };
}

/**
 * The cluster that is meant, and how to reach it; nothing is asked of it yet.
 *
 * Files of KUBECONFIG that do not exist are passed over, as kubectl does.
 *
 * @throws ClusterError for files that cannot be read, and names that do not exist in them.
 */
export async function chooseCluster(choice: ClusterChoice): Promise<ChosenCluster> {
  const files = filesOf(choice);
  const library = await loadClientLibrary();
  if (files.length > 0) return inFiles(library, files, choice);
  if (choice.context !== undefined) {
    throw new ClusterError('kubeconfig', `there is no kubeconfig that could have a context '${choice.context}'`);
  }
  const config = new library.KubeConfig();
  config.loadFromCluster();
  const server = config.getCurrentCluster()?.server ?? '';
  return {
    target: { context: 'in-cluster', cluster: 'in-cluster', server, source: "the Pod's ServiceAccount" },
    config,
  };
}
