import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RELEASE_STAGES, type ProductionEnvironment } from '../../workshop/environments/environment';
import type { IndexedSecret, Program } from '../../workshop/synthesis';
import { UsageError } from '../failure';
import { loadManifests, loadSynthesis } from '../load';
import { readEnvironment, type StackFiles } from '../simulation/environment-files';

/** A kind of objects, as a project of Argo CD names it. */
export interface GroupKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
}

/** What a deployment tool has to know of a stack. */
export interface StackFacts {
  readonly id: string;
  /** Whether its folder holds anything: a stack may consist of a Namespace. */
  readonly hasFolder: boolean;
  /** Whether it holds claims, which keep data. */
  readonly hasClaims: boolean;
}

/** What a deployment tool has to know of an environment. */
export interface EnvironmentFacts {
  readonly environment: ProductionEnvironment;
  /** Place in the order in which a version reaches the environments of the program, from 0; equal ones share a place. */
  readonly place: number;
  /** Whether its Secrets are not public: then nothing changes it by itself. */
  readonly isGuarded: boolean;
  readonly stacks: readonly StackFacts[];
  /** Namespaces of its objects. */
  readonly namespaces: readonly string[];
  /** Folder of its Namespaces, below that of the output. @default - it has none */
  readonly namespacesFolder: string | undefined;
  /** Namespaces that it makes, and in which claims keep data: to delete one is to delete the data. */
  readonly claimNamespaces: readonly string[];
  /** Cluster-scoped kinds that it holds. */
  readonly clusterKinds: readonly GroupKind[];
  /** Secrets that it requires and does not hold. */
  readonly requiredSecrets: readonly IndexedSecret[];
}

const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort();

/** In which order a version reaches environments: by stage, and of one stage the region with the least traffic first. */
function compareReleases(left: ProductionEnvironment, right: ProductionEnvironment): number {
  const stages = RELEASE_STAGES.indexOf(left.stage) - RELEASE_STAGES.indexOf(right.stage);
  return stages === 0 ? (left.region?.trafficPercent ?? 0) - (right.region?.trafficPercent ?? 0) : stages;
}

function placeOf(environment: ProductionEnvironment, all: readonly ProductionEnvironment[]): number {
  const earlier = all.filter((each) => compareReleases(each, environment) < 0).sort(compareReleases);
  return earlier.filter((each, index) => index === 0 || compareReleases(earlier[index - 1] ?? each, each) < 0).length;
}

/** An object of the output, with the file that holds it. */
interface Written {
  readonly stack: string;
  readonly file: string;
  readonly group: string;
  readonly kind: string;
  /** @default - it is cluster-scoped: objects of these environments name their namespace */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly hasClaims: boolean;
}

function objectsOf({ name: stack, sources }: StackFiles): Written[] {
  return loadManifests()
    .readManifests(sources)
    .manifests.map(({ file, object: { apiVersion = '', kind = '', metadata, ...rest } }) => {
      const { spec } = rest as { readonly spec?: { readonly volumeClaimTemplates?: readonly unknown[] } };
      return {
        stack,
        file,
        group: apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '',
        kind,
        namespace: metadata.namespace,
        name: metadata.name ?? '',
        hasClaims: kind === 'PersistentVolumeClaim' || (spec?.volumeClaimTemplates ?? []).length > 0,
      };
    });
}

const isNamespace = ({ group, kind }: Written): boolean => group === '' && kind === 'Namespace';

const folderOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf('/')));

function factsOf(
  environment: ProductionEnvironment,
  files: readonly StackFiles[],
  all: readonly ProductionEnvironment[],
): EnvironmentFacts {
  const objects = files.flatMap(objectsOf);
  const made = new Set(objects.filter(isNamespace).map(({ name }) => name));
  const keeping = objects.flatMap(({ hasClaims, namespace = '' }) => (hasClaims ? [namespace] : []));
  const kinds = objects.filter(({ namespace }) => namespace === undefined);
  return {
    environment,
    place: placeOf(environment, all),
    isGuarded: environment.secrets === 'reference',
    stacks: files.map(({ name: id }) => {
      const own = objects.filter((object) => object.stack === id && !isNamespace(object));
      return { id, hasFolder: own.length > 0, hasClaims: own.some(({ kind }) => kind === 'PersistentVolumeClaim') };
    }),
    namespaces: sorted(objects.flatMap(({ namespace }) => namespace ?? [])),
    namespacesFolder: objects.filter(isNamespace).map(({ file }) => folderOf(file))[0],
    claimNamespaces: sorted(keeping.filter((name) => made.has(name))),
    clusterKinds: sorted(kinds.map(({ group, kind }) => `${group}/${kind}`)).map((text) => {
      const [group = '', kind = ''] = text.split('/');
      return { group, kind };
    }),
    requiredSecrets: files.flatMap(({ missingSecrets }) => missingSecrets),
  };
}

/**
 * Environments that are named, or all that run applications.
 *
 * @throws UsageError for an environment of lessons.
 */
export function deployableEnvironments({ environments }: Program, names: readonly string[]): ProductionEnvironment[] {
  const lesson = environments.find(({ form, name }) => form === 'lessons' && names.includes(name));
  if (lesson !== undefined) {
    throw new UsageError(
      `environment '${lesson.name}' holds lessons, whose stages replace each other: nothing can keep all of them in a cluster`,
    );
  }
  const found = environments.flatMap((each) =>
    each.form === 'production' && (names.length === 0 || names.includes(each.name)) ? [each] : [],
  );
  if (found.length === 0) throw new UsageError('the program has no environment that runs applications');
  return found;
}

/**
 * What environments of a program are made of.
 *
 * @throws FindingsError when the program is not valid.
 */
export function environmentFacts(
  program: Program,
  environments: readonly ProductionEnvironment[],
): readonly EnvironmentFacts[] {
  const all = deployableEnvironments(program, []);
  const out = mkdtempSync(join(tmpdir(), 'workshop-gitops-'));
  try {
    loadSynthesis().synthesize(program, { out, environments: environments.map(({ name }) => name) });
    return environments.map((environment) =>
      factsOf(environment, readEnvironment({ out, environment: environment.name, stacks: [] }), all),
    );
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
