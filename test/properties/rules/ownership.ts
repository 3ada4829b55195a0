import type { Change } from '../../../src/simulator';
import type { KubeObject, OwnerReference, Pod } from '../../../src/simulator/api';
import { isDisrupted } from '../observed-pods';
import { beginsToGo, NAMESPACE, type Rules, type World } from '../world';

const FOREGROUND = 'foregroundDeletion';

/** Resources whose objects own and are owned here. */
const RELATED = [
  'pods',
  'apps/replicasets',
  'apps/controllerrevisions',
  'apps/deployments',
  'apps/statefulsets',
  'apps/daemonsets',
  'batch/jobs',
  'services',
  'discovery.k8s.io/endpointslices',
] as const;

const referencesOf = ({ metadata }: KubeObject): readonly OwnerReference[] => metadata.ownerReferences ?? [];

/**
 * Owners: what nobody owns goes only when the user says so; what was orphaned stays; an owner that is deleted in the
 * foreground goes after what holds it; a namespace goes empty; and at last nothing is left whose owners are all gone.
 */
export function ownershipRules(world: World): Rules {
  /** UIDs of owners that are, or were, deleted with the policy Orphan. */
  const orphaning = new Set<string>();
  const waiting = new Set<string>();

  const all = (): readonly KubeObject[] => RELATED.flatMap((resource): readonly KubeObject[] => world.list(resource));

  function checkLeaving({ storage, object, previous }: Change): void {
    const { uid = '', name = '' } = object.metadata;
    if (world.isUserActing || world.isEnding || world.deletedByUser.has(uid)) return;
    if (storage === 'pods' && isDisrupted(object as Pod)) return;
    const references = referencesOf(previous ?? object);
    if (references.length === 0) world.violate(`${object.kind} ${name}, which nobody owns, is deleted`);
    if (references.some((each) => orphaning.has(each.uid))) world.violate(`${object.kind} ${name} was to be orphaned`);
  }

  function checkGone({ storage, name, object }: Change): void {
    const { uid = '' } = object.metadata;
    if (waiting.has(uid)) {
      const holder = all().find((each) =>
        referencesOf(each).some((reference) => reference.uid === uid && reference.blockOwnerDeletion === true),
      );
      if (holder !== undefined) {
        world.violate(
          `${object.kind} ${name} goes before ${holder.kind} ${holder.metadata.name ?? ''}, which holds it`,
        );
      }
    }
    if (storage !== 'namespaces' || name !== NAMESPACE) return;
    const left = all().length + world.list('persistentvolumeclaims').length;
    if (left > 0) world.violate(`namespace ${name} goes while ${left} objects are in it`);
  }

  return {
    onAny(change) {
      const { type, storage, namespace, object } = change;
      const isRelated = (RELATED as readonly string[]).includes(storage) && namespace === NAMESPACE;
      if (isRelated) {
        const { uid = '', finalizers = [], deletionTimestamp } = object.metadata;
        if (deletionTimestamp !== undefined && finalizers.includes('orphan')) orphaning.add(uid);
        if (deletionTimestamp !== undefined && finalizers.includes(FOREGROUND)) waiting.add(uid);
        if (beginsToGo(change)) checkLeaving(change);
      }
      if (type === 'DELETED' && (isRelated || storage === 'namespaces')) checkGone(change);
    },
    atRest() {
      const uids = new Set(all().map(({ metadata }) => metadata.uid));
      for (const object of all()) {
        const references = referencesOf(object);
        if (references.length === 0 || references.some(({ uid }) => uids.has(uid))) continue;
        world.violate(`${object.kind} ${object.metadata.name ?? ''} is left although its owners are gone`);
      }
    },
  };
}
