import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type ClientLibrary, loadClientLibrary } from './client-library';
import { ClusterError } from './cluster-error';
import { badKubeconfig, type ClusterEntry, merged, readKubeconfigFile, type UserEntry } from './kubeconfig-file';
import { podCluster, SERVICE_ACCOUNT_FOLDER } from './pod-cluster';
import { proxyFor } from './proxy';

/** Which cluster is meant, as a person says it. */
export interface ClusterChoice {
  /** File of the kubeconfig. @default - those of KUBECONFIG, or that of the home folder, or the Pod's own cluster */
  readonly kubeconfig?: string;
  /** Context in it. @default - the current one */
  readonly context?: string;
  /** Environment variables: KUBECONFIG, HOME and what tells a Pod where its cluster is. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a Pod finds its ServiceAccount. @default '/var/run/secrets/kubernetes.io/serviceaccount' */
  readonly serviceAccountFolder?: string;
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

/** A target, and what is known of the way to it. */
export interface ChosenCluster {
  readonly target: Target;
  /** With the proxy that is to be gone through, if there is one. */
  readonly cluster: ClusterEntry;
  /** Who asks. @default - nobody in particular */
  readonly user: UserEntry | undefined;
}

/** The files that are meant; none for the Pod's own cluster. */
function filesOf({ kubeconfig, env, serviceAccountFolder = SERVICE_ACCOUNT_FOLDER }: ClusterChoice): string[] {
  if (kubeconfig !== undefined) return [kubeconfig];
  const named = (env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  if (named.length > 0) {
    const present = named.filter(existsSync);
    if (present.length > 0) return present;
    throw new ClusterError('kubeconfig', `KUBECONFIG names no file that exists: '${named.join(delimiter)}'`);
  }
  const usual = join(env['HOME'] ?? env['USERPROFILE'] ?? '', '.kube', 'config');
  if (existsSync(usual)) return [usual];
  if (env['KUBERNETES_SERVICE_HOST'] !== undefined && existsSync(serviceAccountFolder)) return [];
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
  const entries = merged(files.map((file) => readKubeconfigFile(library, file)));
  const names = entries.contexts.map(({ name }) => name);
  const name = wanted ?? entries.currentContext;
  if (name === '') throw badKubeconfig(source, `has no current context: name one with --context; ${listed(names)}`);
  const context = entries.contexts.find((each) => each.name === name);
  if (context === undefined) throw badKubeconfig(source, `has no context '${name}'; ${listed(names)}`);
  const cluster = entries.clusters.find((each) => each.name === context.cluster);
  if (cluster === undefined) {
    throw badKubeconfig(source, `has no cluster '${context.cluster}', which context '${name}' names`);
  }
  if (!/^https?:\/\/./.test(cluster.server)) {
    throw badKubeconfig(source, `gives cluster '${cluster.name}' the server '${cluster.server}', which is no URL`);
  }
  const user = entries.users.find((each) => each.name === context.user);
  if (user === undefined && context.user !== undefined) {
    throw badKubeconfig(source, `has no user '${context.user}', which context '${name}' names`);
  }
  const proxyUrl = cluster.proxyUrl ?? proxyFor(cluster.server, env);
  if (proxyUrl !== undefined && !/^(https?|socks[45]?[ah]?):\/\/./.test(proxyUrl)) {
    throw badKubeconfig(source, `gives cluster '${cluster.name}' the proxy-url '${proxyUrl}', which is no URL`);
  }
  return {
    target: { context: name, cluster: cluster.name, server: cluster.server, source },
    cluster: { ...cluster, ...(proxyUrl === undefined ? {} : { proxyUrl }) },
    user,
  };
}

/**
 * Names of the contexts that could be meant; none where the Pod's own cluster is.
 *
 * @throws ClusterError for files that cannot be read.
 */
export async function contextsOf(choice: Omit<ClusterChoice, 'context'>): Promise<string[]> {
  const library = await loadClientLibrary();
  const parts = filesOf(choice).map((file) => readKubeconfigFile(library, file));
  return merged(parts).contexts.map(({ name }) => name);
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
  if (files.length > 0) return inFiles(await loadClientLibrary(), files, choice);
  if (choice.context !== undefined) {
    throw new ClusterError('kubeconfig', `there is no kubeconfig that could have a context '${choice.context}'`);
  }
  return podCluster(choice.env, choice.serviceAccountFolder ?? SERVICE_ACCOUNT_FOLDER);
}
