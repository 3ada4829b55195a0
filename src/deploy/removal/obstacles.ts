import type { ServedKind } from '../api/discovery';
import { listObjects } from '../api/objects';
import { RefusedError } from '../api/status';
import type { Session } from '../connection/session';
import { forEachFairly } from '../objects/fair-pool';
import { displayName, isNamespace, type KubeObject, keyOf } from '../objects/object';
import type { Member } from '../set/members';

/** Kinds that a cluster makes by itself, and that go with what they are about. */
const BY_ITSELF = new Set([
  '/Event',
  '/Endpoints',
  'events.k8s.io/Event',
  'discovery.k8s.io/EndpointSlice',
  'coordination.k8s.io/Lease',
  'metrics.k8s.io/PodMetrics',
]);

/** Objects that are in every namespace. */
const IN_EVERY_NAMESPACE = new Set([
  'ConfigMap kube-root-ca.crt',
  'ConfigMap openshift-service-ca.crt',
  'ConfigMap istio-ca-root-cert',
  'ServiceAccount default',
]);

const LISTS_AT_ONCE = 8;
const NAMED_MAX = 3;

function isByItself({ kind, metadata }: KubeObject): boolean {
  return (
    metadata.deletionTimestamp !== undefined ||
    (metadata.ownerReferences ?? []).length > 0 ||
    metadata.annotations?.['kubernetes.io/service-account.uid'] !== undefined ||
    IN_EVERY_NAMESPACE.has(`${kind} ${metadata.name}`)
  );
}

/** Kinds to look through: each once, though several versions of it are served. */
function listedKinds({ discovery }: Session, isWanted: (kind: ServedKind) => boolean): ServedKind[] {
  const kinds = new Map<string, ServedKind>();
  for (const kind of discovery.kinds) {
    const name = `${kind.group}/${kind.kind}`;
    if (!kinds.has(name) && !BY_ITSELF.has(name) && kind.verbs.includes('list') && isWanted(kind))
      kinds.set(name, kind);
  }
  return [...kinds.values()];
}

/** Answers that mean: there is no such list. Whatever else is refused may hide something. */
const NO_LIST = new Set([404, 405]);

/** What is found of some kinds, and why some of them cannot be looked through. */
interface Findings {
  readonly objects: readonly KubeObject[];
  readonly problems: readonly string[];
}

async function foundIn(session: Session, kinds: readonly ServedKind[], namespace: string): Promise<Findings> {
  const [objects, problems]: [KubeObject[], string[]] = [[], []];
  await forEachFairly(kinds, { limit: LISTS_AT_ONCE, groupOf: () => '' }, async (kind) => {
    try {
      objects.push(...(await listObjects(session.api, kind, { namespace, isMetadataOnly: true })));
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      if (!NO_LIST.has(error.code)) problems.push(`${kind.resource} cannot be listed: ${error.message}`);
    }
  });
  return { objects: objects.filter((object) => !isByItself(object)), problems };
}

const named = (objects: readonly KubeObject[]): string => {
  const names = objects.slice(0, NAMED_MAX).map((object) => displayName({ ...keyOf(object), namespace: '' }));
  return names.concat(objects.length > NAMED_MAX ? [`${objects.length - NAMED_MAX} more`] : []).join(', ');
};

/** Why something must stay. */
export interface Obstacle {
  readonly message: string;
  /** Whether something is there; otherwise it cannot be seen just now, and the next run may see more. */
  readonly isCertain: boolean;
}

/** Why something must stay, from what was found in it. */
function reasonOf(
  { objects, problems }: Findings,
  isExpected: (object: KubeObject) => boolean,
  words: string,
): Obstacle | undefined {
  const others = objects.filter((object) => !isExpected(object));
  if (others.length > 0) return { message: `${words} ${named(others)}`, isCertain: true };
  if (problems.length === 0) return undefined;
  return { message: `it is not known what it holds: ${problems[0]}`, isCertain: false };
}

/**
 * Why a namespace or a definition must stay: with it would go what does not belong to the set, what was kept, or what
 * cannot be seen just now.
 *
 * @param isExpected whether an object may go
 */
export async function obstacleTo(
  session: Session,
  { key, kind }: Member,
  isExpected: (object: KubeObject) => boolean,
): Promise<Obstacle | undefined> {
  if (isNamespace(key)) {
    const kinds = listedKinds(session, ({ isNamespaced }) => isNamespaced);
    return reasonOf(await foundIn(session, kinds, key.name), isExpected, 'it holds');
  }
  if (kind.kind === 'CustomResourceDefinition') {
    const dot = key.name.indexOf('.');
    const [resource, group] = [key.name.slice(0, dot), key.name.slice(dot + 1)];
    const kinds = listedKinds(session, (each) => each.group === group && each.resource === resource);
    return reasonOf(await foundIn(session, kinds, ''), isExpected, 'there are objects of its kind:');
  }
  return undefined;
}
