import type { OwnerReference } from '../../../src/simulator/api';
import { PodOwners, type PodOwnerKind } from '../../../src/simulator/client/pod-owners';
import { SmallControlPlane } from '../../support/small-control-plane';

const SETS = { group: 'apps', kind: 'ReplicaSet' };
const JOBS = { group: 'batch', kind: 'Job' };

const set = (uid: string): OwnerReference => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  name: 'set',
  uid,
  controller: true,
});

const spec = { containers: [{ name: 'main', image: 'web', resources: {} }] };

/** A plane with one Pod of a ReplicaSet and one of nobody, and what is heard of changes of Pods: `type name`. */
function scene(): { plane: SmallControlPlane; hear: (owners: PodOwnerKind) => string[]; give: (uid: string) => void } {
  const plane = new SmallControlPlane();
  const { client } = plane;
  const create = (name: string, ownerReferences: readonly OwnerReference[]): void =>
    void client.create('pods', { metadata: { name, namespace: 'default', ownerReferences }, spec });
  create('owned', [set('1')]);
  create('free', []);
  const owners = new PodOwners(client);
  return {
    plane,
    hear(kind) {
      const heard: string[] = [];
      owners.watch(kind, ({ type, object }) => heard.push(`${type} ${object.metadata.name}`));
      return heard;
    },
    give(uid) {
      const pod = client.get('pods', 'default', 'owned');
      if (pod === undefined) throw new Error('there is no Pod');
      const ownerReferences = uid === '' ? [] : [set(uid)];
      client.update('pods', { ...pod, metadata: { ...pod.metadata, ownerReferences } });
    },
  };
}

describe('who owns Pods', () => {
  test('hears of those that are there, as far as they are its own or nobody’s', () => {
    const { hear } = scene();
    expect(hear(SETS)).toEqual(['ADDED free', 'ADDED owned']);
    expect(hear(JOBS)).toEqual(['ADDED free']);
    expect(hear({ group: '', kind: 'ReplicaSet' })).toEqual(['ADDED free']);
  });

  test('hears of its own, of those that it loses, and of those that nobody has', () => {
    const { hear, give, plane } = scene();
    const sets = hear(SETS);
    const jobs = hear(JOBS);
    give('2');
    give('');
    plane.client.delete('pods', 'default', 'owned', { gracePeriodSeconds: 0 });
    expect(sets.slice(2)).toEqual(['MODIFIED owned', 'MODIFIED owned', 'DELETED owned']);
    expect(jobs.slice(1)).toEqual(['MODIFIED owned', 'DELETED owned']);
  });
});
