import type { ServedKind } from '../api/discovery';
import { listObjects, readObject } from '../api/objects';
import { isRefusal } from '../api/status';
import { ClusterError } from '../connection/cluster-error';
import type { Session } from '../connection/session';
import type { KubeObject } from '../objects/object';
import { ApplySet, joined, NAMESPACE_LABEL, NOTHING, type SetExtent, setIdOf } from './apply-set';

/**
 * The sets of an environment: one for each namespace, because kubectl handles a set whose members are in the namespace of
 * its parent, and no other. All parents have the same name.
 */
export class EnvironmentSets {
  private readonly byNamespace = new Map<string, ApplySet>();

  constructor(
    private readonly session: Session,
    private readonly configMaps: ServedKind,
    /** Name of the parents. */
    readonly name: string,
  ) {}

  /** The set of a namespace; a new one is noted in the cluster when it is written. */
  of(namespace: string): ApplySet {
    const known = this.byNamespace.get(namespace);
    if (known !== undefined) return known;
    const set = new ApplySet(this.session, this.configMaps, { name: this.name, namespace });
    this.byNamespace.set(namespace, set);
    return set;
  }

  /** Every set, also those that have nothing yet. */
  get all(): readonly ApplySet[] {
    return [...this.byNamespace.values()];
  }

  /** Ids of all sets. */
  get ids(): ReadonlySet<string> {
    return new Set(this.all.map(({ id }) => id));
  }

  /** Where members of any of them are, or may be. */
  get extent(): SetExtent {
    return this.all.reduce((sum, { extent }) => joined(sum, extent ?? NOTHING), NOTHING);
  }
}

/** Parents in all namespaces, or in `namespaces` where only these may be read. */
export async function parentsOf(
  session: Session,
  kind: ServedKind,
  name: string,
  namespaces: readonly string[],
): Promise<KubeObject[]> {
  const { api } = session;
  try {
    return await listObjects(api, kind, { fieldSelector: `metadata.name=${name}`, isMetadataOnly: true });
  } catch (error) {
    if (!isRefusal(error, 403)) throw error;
  }
  const found = await Promise.all(namespaces.map((namespace) => readObject(api, { kind, namespace, name })));
  return found.filter((object) => object !== undefined);
}

/** Namespaces that belong to a set of this name, whether the parent is already, or still, in them. */
async function namespacesOf({ api, discovery }: Session, name: string): Promise<string[]> {
  const kind = discovery.find('v1', 'Namespace');
  if (kind === undefined) return [];
  try {
    const found = await listObjects(api, kind, { labelSelector: NAMESPACE_LABEL, isMetadataOnly: true });
    return found.flatMap(({ metadata }) =>
      metadata.labels?.[NAMESPACE_LABEL] === setIdOf({ name, namespace: metadata.name }) ? [metadata.name] : [],
    );
  } catch (error) {
    if (isRefusal(error, 403)) return [];
    throw error;
  }
}

/**
 * Finds the sets of an environment.
 *
 * @param namespaces namespaces that have one, or get one
 * @throws ClusterError when one of them belongs to another tool, or a ConfigMap of the name is something else.
 */
export async function findSets(
  session: Session,
  name: string,
  namespaces: readonly string[],
): Promise<EnvironmentSets> {
  const kind = session.discovery.find('v1', 'ConfigMap');
  if (kind === undefined) throw new ClusterError('version', 'the cluster serves no ConfigMaps');
  const sets = new EnvironmentSets(session, kind, name);
  const [parents, begun] = await Promise.all([parentsOf(session, kind, name, namespaces), namespacesOf(session, name)]);
  for (const parent of parents) sets.of(parent.metadata.namespace ?? '').learn(parent);
  for (const namespace of [...begun, ...namespaces]) sets.of(namespace);
  return sets;
}
