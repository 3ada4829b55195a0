import { UsageError } from '../failure';
import type { Given } from '../options';
import { type ArgoSettings, type Destination, IN_CLUSTER } from './argocd';
import type { FluxSettings } from './flux';
import { type Clone, repositoryUrl } from './repository';
import type { GitOpsSettings } from './settings';

/** What is taken when nobody says otherwise. */
export const DEFAULTS = { prefix: 'workshop-stacks', path: 'dist' } as const;

/** Settings with what a person should know of them. */
export interface GivenSettings {
  readonly settings: GitOpsSettings;
  readonly notes: readonly string[];
}

function urlOf(given: Given, clone: Clone, notes: string[]): string {
  const named = given.text('repo');
  if (named === undefined && clone.remote === undefined) {
    throw new UsageError("the clone here has no remote 'origin': name the repository with --repo");
  }
  const { url, hadCredentials } = repositoryUrl(named ?? clone.remote ?? '');
  if (hadCredentials && named !== undefined) {
    throw new UsageError('--repo must not hold credentials: give them to Argo CD or Flux as a Secret');
  }
  if (hadCredentials) notes.push("credentials in the URL of remote 'origin' were left out");
  return url;
}

/** Branch to follow: of the clone here its remote's; of another repository none is known. */
function revisionOf(given: Given, clone: Clone, otherwise: string | undefined): string {
  const revision = given.text('revision') ?? (given.text('repo') === undefined ? clone.branch : undefined) ?? otherwise;
  if (revision !== undefined) return revision;
  throw new UsageError("no branch of the repository is known: name one, a tag or a commit with '--revision'");
}

function pathOf(given: Given, clone: Clone, notes: string[]): string {
  const named = given.text('path');
  const isHere = given.text('repo') === undefined && named === undefined;
  const path = (named ?? (isHere ? `${clone.prefix}${DEFAULTS.path}` : DEFAULTS.path)).replace(/^\.\/|\/+$/g, '');
  if (path.startsWith('/') || /(^|[\\/])\.\.([\\/]|$)/.test(path) || path.includes('\\')) {
    throw new UsageError(`--path must be a folder of the repository, such as manifests/dist, got '${named ?? path}'`);
  }
  if (isHere && clone.isIgnored(DEFAULTS.path)) {
    notes.push(
      `Git ignores '${DEFAULTS.path}' here: commit it, or write the manifests into a repository of their own and name it with --repo and --path`,
    );
  }
  return path === '.' ? '' : path;
}

function prefixOf(given: Given): string {
  const prefix = given.text('prefix') ?? DEFAULTS.prefix;
  if (/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(prefix)) return prefix;
  throw new UsageError(`--prefix must be a DNS label of 40 characters at most, got '${prefix}'`);
}

/**
 * What a person gave, and what the clone here says where nothing was given.
 *
 * @param otherwise - revision when none is known. @default - one must be known
 * @throws UsageError for what no controller could use.
 */
export function givenSettings(given: Given, clone: Clone, otherwise?: string): GivenSettings {
  const notes: string[] = [];
  const settings = {
    prefix: prefixOf(given),
    url: urlOf(given, clone, notes),
    revision: revisionOf(given, clone, otherwise),
    path: pathOf(given, clone, notes),
    isAutomatic: given.flag('auto-sync'),
    deletesClaims: given.flag('delete-claims'),
  };
  return { settings, notes };
}

/** `eu=https://10.0.0.1:6443`, `eu=cluster-eu`: a cluster for an environment. */
function destination(text: string, environments: readonly string[]): readonly [string, Destination] {
  const [, environment = '', cluster = ''] = /^([^=]*)=(.+)$/.exec(text) ?? [];
  if (!environments.includes(environment)) {
    throw new UsageError(
      `--cluster must be ENV=NAME or ENV=URL, with ENV one of ${environments.join(', ')}, got '${text}'`,
    );
  }
  return [environment, /^https?:\/\//.test(cluster) ? { server: cluster } : { name: cluster }];
}

/** Settings of Argo CD. Throws UsageError for clusters of environments that there are not. */
export function argoSettings(given: Given, settings: GitOpsSettings, environments: readonly string[]): ArgoSettings {
  const named = given.list('cluster').map((text) => destination(text, environments));
  return { ...settings, destinations: new Map([...environments.map((name) => [name, IN_CLUSTER] as const), ...named]) };
}

/** Settings of Flux, and what it needs for the repository. */
export function fluxSettings(given: Given, settings: GitOpsSettings): { settings: FluxSettings; notes: string[] } {
  const isSsh = settings.url.startsWith('ssh:');
  const secret = given.text('repo-secret') ?? (isSsh ? settings.prefix : undefined);
  if (secret === undefined) return { settings, notes: [] };
  const content = isSsh ? 'identity, identity.pub and known_hosts' : 'username and password';
  const notes = [`Flux needs Secret flux-system/${secret} for the repository: ${content}`];
  return { settings: { ...settings, repositorySecret: secret }, notes };
}
