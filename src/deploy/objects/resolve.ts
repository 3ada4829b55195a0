import type { Discovery, ServedKind } from '../api/discovery';
import type { Place } from '../api/objects';
import { ClusterError } from '../connection/cluster-error';
import { displayName, fieldOf, groupOf, isNamespace, type KubeObject, type ObjectKey, keyText } from './object';

/** An object as a manifest wants it. */
export interface WantedObject {
  readonly object: KubeObject;
  /** File of the manifest, for messages. */
  readonly file: string;
  /** Stack that it belongs to, with its stage if it has one. */
  readonly stack: string;
  /** Namespace if the manifest names none. */
  readonly namespace: string;
}

/** An object that is wanted, and where in the cluster it is. */
export interface ResolvedObject extends WantedObject {
  readonly key: ObjectKey;
  readonly place: Place;
  /** Namespace whose set it belongs to: its own; that of its stack for what belongs to no namespace. */
  readonly home: string;
  /** Whether the cluster serves the kind only after a definition of the same set is applied. */
  readonly isKindPending: boolean;
}

const DEFINITION = 'CustomResourceDefinition';

/** Kinds that definitions of the set bring along. */
function promisedKinds(wanted: readonly WantedObject[]): ServedKind[] {
  return wanted.flatMap(({ object }) => {
    if (object.kind !== DEFINITION || groupOf(object.apiVersion) !== 'apiextensions.k8s.io') return [];
    const group = String(fieldOf(object, 'spec', 'group'));
    const versions = fieldOf(object, 'spec', 'versions');
    const names = (Array.isArray(versions) ? versions : []).map((each) => String(fieldOf(each, 'name')));
    return names.map((version) => ({
      group,
      version,
      kind: String(fieldOf(object, 'spec', 'names', 'kind')),
      resource: String(fieldOf(object, 'spec', 'names', 'plural')),
      isNamespaced: fieldOf(object, 'spec', 'scope') === 'Namespaced',
      verbs: ['get', 'list', 'patch', 'delete'],
    }));
  });
}

/** Groups of Kubernetes itself whose names could be those of definitions. Others of its own have no dot. */
const OWN_GROUPS =
  /^((admissionregistration|apiextensions|apiregistration|authentication|authorization|certificates|coordination|discovery|events|flowcontrol\.apiserver|networking|node|rbac\.authorization|resource|scheduling|storage|storagemigration)\.k8s\.io|[a-z]*)$/;

function notServed({ object, file }: WantedObject, discovery: Discovery, version: string): string {
  const group = groupOf(object.apiVersion);
  const versions = discovery.versionsOf(group);
  const label = group === '' ? 'core' : group;
  const served = versions.length === 0 ? `nothing of ${label}` : `${label} in ${versions.join(', ')} only`;
  const advice = OWN_GROUPS.test(group)
    ? `Kubernetes ${version} does not have it, or has it switched off`
    : 'install what defines it first';
  return `${file}: the cluster serves no ${object.kind} of ${object.apiVersion} (${served}): ${advice}`;
}

function requireSensible(resolved: readonly Homeless[]): void {
  const known = new Map<string, Homeless>();
  for (const each of resolved) {
    const other = known.get(keyText(each.key));
    if (other !== undefined) {
      throw new ClusterError('set', `${displayName(each.key)} is there twice: in ${other.file} and ${each.file}`);
    }
    known.set(keyText(each.key), each);
  }
}

type Homeless = Omit<ResolvedObject, 'home'>;

/** A namespace is at home in itself; what else belongs to none goes with the first namespace of its stack. */
function withHomes(resolved: readonly Homeless[]): ResolvedObject[] {
  const ofStacks = new Map<string, string>();
  for (const { stack, place } of resolved) {
    if (place.namespace !== '' && !ofStacks.has(stack)) ofStacks.set(stack, place.namespace);
  }
  return resolved.map((each) => {
    const { key, place, stack, namespace } = each;
    const home = isNamespace(key) ? key.name : place.namespace || (ofStacks.get(stack) ?? namespace);
    return { ...each, home };
  });
}

/**
 * Where every object goes.
 *
 * @param version of the cluster, for messages
 * @throws ClusterError when the cluster does not serve a kind and no definition of the set brings it, when an object has
 * no name of its own, or two manifests are about the same object. Nothing was asked of the cluster.
 */
export function resolveObjects(
  wanted: readonly WantedObject[],
  discovery: Discovery,
  version: string,
): ResolvedObject[] {
  const promised = promisedKinds(wanted);
  const problems: string[] = [];
  const resolved = wanted.flatMap((each): Homeless[] => {
    const { object, file } = each;
    const group = groupOf(object.apiVersion);
    const served = discovery.find(object.apiVersion, object.kind);
    const kind =
      served ?? promised.find((one) => `${one.group}/${one.version}` === object.apiVersion && one.kind === object.kind);
    if (kind === undefined) {
      problems.push(notServed(each, discovery, version));
      return [];
    }
    const { name } = object.metadata;
    if (typeof name !== 'string' || name === '') {
      problems.push(`${file}: ${object.kind} has no name: with generateName every run would make another one`);
      return [];
    }
    const namespace = kind.isNamespaced ? (object.metadata.namespace ?? each.namespace) : '';
    return [
      {
        ...each,
        key: { group, kind: object.kind, namespace, name },
        place: { kind, namespace, name },
        isKindPending: served === undefined,
      },
    ];
  });
  if (problems.length > 0) throw new ClusterError('version', problems.join('\n'));
  requireSensible(resolved);
  return withHomes(resolved);
}
