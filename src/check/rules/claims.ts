import type { Rule } from './rule';

/** Claims that get no volume. */
export const claims: Rule = {
  id: 'claim',
  finds: 'PersistentVolumeClaims that no volume is made for, and that no volume fits',
  check: (context) => {
    for (const claim of context.client.list('persistentvolumeclaims')) {
      const { namespace, name } = claim.metadata;
      if (claim.status.phase === 'Bound') continue;
      const isUsed = context.client
        .list('pods', namespace)
        .some(({ spec }) => spec.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === name));
      // A claim of a StatefulSet belongs to it by its name only.
      const owner = context
        .ofKind('StatefulSet')
        .find((set) => set.namespace === namespace && new RegExp(`-${set.name}-\\d+$`).test(name));
      const root = context.rootOf(claim) ?? owner;
      const said = context.client
        .list('events', namespace)
        .filter(({ involvedObject }) => involvedObject.uid === claim.metadata.uid)
        .map(({ reason, message }) => ({ reason, message }));
      if (root === undefined || (!isUsed && said.every(({ reason }) => reason === 'WaitForFirstConsumer'))) continue;
      const { storageClassName } = claim.spec;
      const wanted = storageClassName === undefined ? 'of the default class' : `of class '${storageClassName}'`;
      const detail = said.at(-1)?.message ?? 'no volume fits';
      const classes = context.client.list('storage.k8s.io/storageclasses').map(({ metadata }) => metadata.name);
      context.report(
        'claim',
        root,
        {
          message: `claim '${name}' ${wanted} is not bound: ${detail}`,
          cure:
            classes.length === 0
              ? 'name a StorageClass that the cluster has, or check on a profile that has some (--profile)'
              : `name a StorageClass that the cluster has (${classes.join(', ')}), or make a volume that fits`,
        },
        name,
      );
    }
  },
};
