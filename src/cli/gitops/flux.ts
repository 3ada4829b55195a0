import { claimPatches, namesPattern } from './claim-patches';
import type { EnvironmentFacts } from './environment-facts';
import { ENVIRONMENT_LABEL, type GitOpsSettings, type Manifest, pathIn, REGION_LABEL, STAGE_LABEL } from './settings';

/** Namespace in which Flux is installed. Source: fluxcd/flux2, `flux bootstrap`. */
const NAMESPACE = 'flux-system';

/** Settings of Flux. */
export interface FluxSettings extends GitOpsSettings {
  /** Secret with credentials of the repository, in the namespace of Flux. @default - a public repository */
  readonly repositorySecret?: string;
}

/** Keeps an object when it is gone from the repository. Source: kustomize-controller 1.9, docs/spec/v1, "Prune". */
const KEEP = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };

/** How often Flux looks, and how long it waits for what it applied. */
const TIMES = { source: '1m', sync: '10m', retry: '1m', timeout: '10m' };

/**
 * What a revision means: a commit, a reference, a tag or a range of versions, or else a branch.
 *
 * Source: source-controller 1.9, docs/spec/v1/gitrepositories.md, "Reference".
 */
export function fluxReference(revision: string): Readonly<Record<string, string>> {
  if (/^[0-9a-f]{40}$/.test(revision)) return { commit: revision };
  if (revision.startsWith('refs/')) return { name: revision };
  if (/[<>=^~*\s|]|^v?\d+(\.\d+)?\.x$/.test(revision)) return { semver: revision };
  if (/^v?\d+\.\d+\.\d+([-+].*)?$/.test(revision)) return { tag: revision };
  return { branch: revision };
}

const labelsOf = ({ environment: { name, stage, region } }: EnvironmentFacts): Readonly<Record<string, string>> => ({
  [ENVIRONMENT_LABEL]: name,
  [STAGE_LABEL]: stage,
  ...(region === undefined ? {} : { [REGION_LABEL]: region.name }),
});

/** What differs between the Kustomizations of an environment. */
interface Part {
  readonly name: string;
  readonly folder: string;
  readonly patches: readonly Manifest[];
  /** Name of the one that comes first. @default - none does */
  readonly after?: string;
}

function kustomization(part: Part, facts: EnvironmentFacts, settings: FluxSettings): Manifest {
  const isSuspended = facts.isGuarded && !settings.isAutomatic;
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: part.name, namespace: NAMESPACE, labels: labelsOf(facts) },
    spec: {
      ...(isSuspended ? { suspend: true } : {}),
      sourceRef: { kind: 'GitRepository', name: `${settings.prefix}-${facts.environment.name}` },
      path: `./${pathIn(settings, part.folder)}`,
      ...(part.after === undefined ? {} : { dependsOn: [{ name: part.after }] }),
      interval: TIMES.sync,
      retryInterval: TIMES.retry,
      timeout: TIMES.timeout,
      wait: true,
      prune: true,
      deletionPolicy: facts.isGuarded ? 'Orphan' : 'MirrorPrune',
      ...(part.patches.length === 0 ? {} : { patches: part.patches }),
    },
  };
}

/**
 * The objects of an environment: its repository, its namespaces, and each stack behind them, so that one that is not well
 * keeps no other from being applied. Guarded environments are suspended until `flux resume`, and survive their objects.
 */
export function fluxObjects(facts: EnvironmentFacts, settings: FluxSettings): readonly Manifest[] {
  const name = `${settings.prefix}-${facts.environment.name}`;
  const { namespacesFolder, environment } = facts;
  const keep = (kept: Parameters<typeof claimPatches>[0]): Manifest[] =>
    settings.deletesClaims ? [] : claimPatches(kept, KEEP);
  const pattern = namesPattern(facts.claimNamespaces);
  const first = `${name}-namespaces`;
  const parts: Part[] = [
    ...(namespacesFolder === undefined
      ? []
      : [
          {
            name: first,
            folder: namespacesFolder,
            patches: keep({ hasClaims: false, ...(pattern && { namespaces: pattern }) }),
          },
        ]),
    ...facts.stacks
      .filter(({ hasFolder }) => hasFolder)
      .map(({ id, hasClaims }) => ({
        name: `${name}-${id}`,
        folder: `${environment.name}/${id}`,
        patches: keep({ hasClaims }),
        ...(namespacesFolder === undefined ? {} : { after: first }),
      })),
  ];
  const { repositorySecret } = settings;
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name, namespace: NAMESPACE, labels: labelsOf(facts) },
      spec: {
        url: settings.url,
        ref: fluxReference(settings.revision),
        interval: TIMES.source,
        ...(repositorySecret === undefined ? {} : { secretRef: { name: repositorySecret } }),
      },
    },
    ...parts.map((part) => kustomization(part, facts, settings)),
  ];
}
