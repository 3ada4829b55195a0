import { claimPatches, namesPattern } from './claim-patches';
import type { EnvironmentFacts } from './environment-facts';
import { ENVIRONMENT_LABEL, type GitOpsSettings, type Manifest, pathIn, REGION_LABEL, STAGE_LABEL } from './settings';

/** Namespace in which Argo CD looks for its objects. Source: Argo CD 3.6, docs/getting_started.md. */
const NAMESPACE = 'argocd';

/** A cluster as Argo CD knows it. */
export type Destination = { readonly name: string } | { readonly server: string };

/** The cluster that Argo CD itself runs in. Source: Argo CD 3.6, docs/operator-manual/declarative-setup.md. */
export const IN_CLUSTER: Destination = { name: 'in-cluster' };

/** Settings of Argo CD. */
export interface ArgoSettings extends GitOpsSettings {
  /** Clusters by the names of environments. */
  readonly destinations: ReadonlyMap<string, Destination>;
}

/** Keeps an object when it is gone from the repository, and when its Application is deleted. */
const KEEP = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' };

/** Deletes the objects of an Application with it. */
const CASCADE = 'resources-finalizer.argocd.argoproj.io';

/**
 * How objects are applied: fields of other managers stay, what is gone is deleted when all else is well, and nothing is
 * taken from another Application. Source: Argo CD 3.6, docs/user-guide/sync-options.md.
 */
const SYNC_OPTIONS = ['ServerSideApply=true', 'PruneLast=true', 'FailOnSharedResource=true'];

/** Tries after a sync that failed: a kind or an admission webhook may not be there yet. */
const RETRY = { limit: 5, backoff: { duration: '10s', factor: 2, maxDuration: '3m' } };

const destinationOf = ({ environment }: EnvironmentFacts, { destinations }: ArgoSettings): Destination =>
  destinations.get(environment.name) ?? IN_CLUSTER;

/**
 * Where an Application goes. A project that names its namespaces permits no destination without one of them; the objects
 * name their own. Source: Argo CD 3.6, pkg/apis/application/v1alpha1/app_project_types.go `isDestinationMatched`.
 */
const homeOf = (facts: EnvironmentFacts, settings: ArgoSettings): Manifest => ({
  ...destinationOf(facts, settings),
  namespace: facts.namespaces[0],
});

const nameOf = ({ environment }: EnvironmentFacts, { prefix }: GitOpsSettings): string =>
  `${prefix}-${environment.name}`;

const labelsOf = ({ environment: { name, stage, region } }: EnvironmentFacts): Readonly<Record<string, string>> => ({
  [ENVIRONMENT_LABEL]: name,
  [STAGE_LABEL]: stage,
  ...(region === undefined ? {} : { [REGION_LABEL]: region.name }),
});

/** The project of an environment: it allows the repository, the namespaces and the cluster-scoped kinds that it has. */
export function argoProject(facts: EnvironmentFacts, settings: ArgoSettings): Manifest {
  const destination = destinationOf(facts, settings);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: nameOf(facts, settings), namespace: NAMESPACE, labels: labelsOf(facts) },
    spec: {
      description: facts.environment.summary,
      sourceRepos: [settings.url],
      destinations: facts.namespaces.map((namespace) => ({ ...destination, namespace })),
      clusterResourceWhitelist: facts.clusterKinds,
    },
  };
}

/** What differs between the Applications of environments; in a template each is a placeholder. */
interface Application {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly path: string;
  readonly destination: Manifest;
  readonly patches: readonly Manifest[];
}

/** How objects are compared: as the API server would store them. Source: docs/user-guide/diff-strategies.md. */
const COMPARISON = { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' };

/** The spec of an Application. Folders without patches are read as they are. */
function applicationSpec(each: Application, settings: ArgoSettings, isAutomated: boolean): Manifest {
  const tool = each.patches.length === 0 ? { directory: { recurse: true } } : { kustomize: { patches: each.patches } };
  return {
    project: each.name,
    source: { repoURL: settings.url, targetRevision: settings.revision, path: each.path, ...tool },
    destination: each.destination,
    syncPolicy: {
      ...(isAutomated ? { automated: { prune: true, selfHeal: true } } : {}),
      syncOptions: SYNC_OPTIONS,
      retry: RETRY,
    },
  };
}

/** The Application of an environment. Guarded ones wait for `argocd app sync`, and survive their Application. */
export function argoApplication(facts: EnvironmentFacts, settings: ArgoSettings): Manifest {
  const name = nameOf(facts, settings);
  const namespaces = namesPattern(facts.claimNamespaces);
  const kept = { hasClaims: facts.stacks.some(({ hasClaims }) => hasClaims), ...(namespaces && { namespaces }) };
  const application = {
    name,
    labels: labelsOf(facts),
    path: pathIn(settings, facts.environment.name),
    destination: homeOf(facts, settings),
    patches: settings.deletesClaims ? [] : claimPatches(kept, KEEP),
  };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace: NAMESPACE,
      labels: application.labels,
      // For an Application of Applications: environments in the order in which a version reaches them.
      annotations: { ...COMPARISON, 'argocd.argoproj.io/sync-wave': String(facts.place) },
      ...(facts.isGuarded ? {} : { finalizers: [CASCADE] }),
    },
    spec: applicationSpec(application, settings, settings.isAutomatic || !facts.isGuarded),
  };
}

/** Fits no name: no object has an empty one. */
const NO_NAME = '^$';

/**
 * One ApplicationSet for all environments, which goes from one to the next in the order in which a version reaches them,
 * each only when those before are healthy. It syncs by itself, also those that are guarded.
 *
 * Source: Argo CD 3.6, docs/operator-manual/applicationset/Progressive-Syncs.md.
 */
export function argoRollingSet(all: readonly EnvironmentFacts[], settings: ArgoSettings): Manifest {
  const elements = all.map((facts) => ({
    environment: facts.environment.name,
    stage: facts.environment.stage,
    region: facts.environment.region?.name ?? '',
    cluster: Object.values(destinationOf(facts, settings))[0] as string,
    namespace: facts.namespaces[0],
    claimNamespaces: namesPattern(facts.claimNamespaces) ?? NO_NAME,
  }));
  const usesServers = all.some((facts) => 'server' in destinationOf(facts, settings));
  const template: Application = {
    name: `${settings.prefix}-{{.environment}}`,
    labels: {
      [ENVIRONMENT_LABEL]: '{{.environment}}',
      [STAGE_LABEL]: '{{.stage}}',
      [REGION_LABEL]: '{{.region}}',
    },
    path: pathIn(settings, '{{.environment}}'),
    destination: { [usesServers ? 'server' : 'name']: '{{.cluster}}', namespace: '{{.namespace}}' },
    patches: settings.deletesClaims ? [] : claimPatches({ hasClaims: true, namespaces: '{{.claimNamespaces}}' }, KEEP),
  };
  const places = [...new Set(all.map(({ place }) => place))].sort((left, right) => left - right);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: settings.prefix, namespace: NAMESPACE },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [{ list: { elements } }],
      strategy: {
        type: 'RollingSync',
        rollingSync: {
          steps: places.map((place) => ({
            matchExpressions: [
              {
                key: ENVIRONMENT_LABEL,
                operator: 'In',
                values: all.filter((facts) => facts.place === place).map(({ environment }) => environment.name),
              },
            ],
          })),
        },
      },
      // Who deletes the set keeps the Applications, and with them what they hold.
      syncPolicy: { preserveResourcesOnDeletion: true, applicationsSync: 'create-update' },
      template: {
        metadata: { name: template.name, labels: template.labels, annotations: COMPARISON },
        spec: applicationSpec(template, settings, false),
      },
    },
  };
}

/** Whether clusters are named in two ways, which one template cannot hold. */
export const mixesDestinations = ({ destinations }: ArgoSettings): boolean =>
  new Set([...destinations.values()].map((each) => 'server' in each)).size > 1;
