import type { Pod } from '../../../src/simulator/api';
import { lesson, LessonCluster } from './lesson-cluster';
import type { Negative } from './negative';

const CORE = '/api/v1/namespaces/default';
const APPS = '/apis/apps/v1/namespaces/default';
const MERGE = { method: 'PATCH', contentType: 'application/merge-patch+json' };

const imagesOf = (lessons: LessonCluster): string[] =>
  lessons.pods.flatMap(({ spec }) => spec.containers.map(({ image }) => image ?? '')).sort();

/** Steps that are accepted, and do something other than a participant thinks. */
export const overruled: readonly Negative[] = [
  {
    id: 'AWSME-27',
    what: 'what does not fit on one node is spread, whatever it prefers',
    play: () => {
      const lessons = new LessonCluster('aws');
      const requests = { resources: { requests: { memory: '1500Mi' } } };
      const pods = lesson(
        'awsme/06-affinity',
        'Pod/db',
        'Pod/backend',
        'Pod/frontend',
      ) as readonly unknown[] as readonly Pod[];
      lessons.begin(...lesson('awsme/06-affinity', 'Secret/mysql', 'Service/db'));
      lessons.begin(
        ...pods.map((pod) => {
          const containers = pod.spec.containers.map((container) => ({ ...container, ...requests }));
          return { ...pod, spec: { ...pod.spec, containers } };
        }),
      );
      expect(lessons.pods.map(({ status }) => status.phase)).not.toContain('Pending');
      expect(new Set(lessons.pods.map(({ spec }) => spec.nodeName)).size).toBeGreaterThan(1);
    },
  },
  {
    id: 'COINS-21',
    what: 'a DaemonSet made anew leaves the Pods of before, and adds one to each node',
    play: () => {
      const lessons = new LessonCluster('workshop');
      lessons.begin(...lesson('dockercoins/04-daemonset'));
      const before = lessons.pods.filter(({ metadata }) => metadata.ownerReferences?.[0]?.kind === 'DaemonSet');
      lessons.carryOut(`${APPS}/daemonsets/rng`, { method: 'DELETE', body: { propagationPolicy: 'Orphan' } });
      lessons.cluster.settle();
      lessons.begin(...lesson('dockercoins/05-isactive', 'DaemonSet/rng'));
      const active = lessons.pods.filter(({ metadata }) => metadata.labels?.['isactive'] === 'yes');
      expect(before).toHaveLength(2);
      expect(active).toHaveLength(2);
      for (const { metadata } of before) {
        const now = lessons.cluster.client.get('pods', 'default', metadata.name);
        expect(now?.metadata.uid).toBe(metadata.uid);
        expect(now?.metadata.ownerReferences).toBeUndefined();
      }
    },
  },
  {
    id: 'KUAR09-02',
    what: 'no annotation names the ReplicaSet of a Pod; its owner reference does',
    play: () => {
      const lessons = new LessonCluster('minikube');
      lessons.begin(...lesson('kuard-replicaset/01-create'));
      const { metadata } = lessons.pod('kuard-');
      const owner = lessons.cluster.client.get('apps/replicasets', 'default', 'kuard');
      expect(metadata.annotations).toBeUndefined();
      expect(metadata.ownerReferences).toEqual([
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: 'kuard',
          uid: owner?.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ]);
    },
  },
  {
    id: 'KUAR09-09',
    what: 'orphaned Pods lose their owner, and a ReplicaSet of the same selector takes them',
    play: () => {
      const lessons = new LessonCluster('minikube');
      lessons.begin(...lesson('kuard-replicaset/02-scaled'));
      const names = lessons.pods.map(({ metadata }) => metadata.name);
      lessons.carryOut(`${APPS}/replicasets/kuard`, { method: 'DELETE', body: { propagationPolicy: 'Orphan' } });
      lessons.cluster.settle();
      expect(lessons.pods.flatMap(({ metadata }) => metadata.ownerReferences ?? [])).toEqual([]);
      lessons.begin(...lesson('kuard-replicaset/02-scaled'));
      expect(lessons.pods.map(({ metadata }) => metadata.name)).toEqual(names);
      expect(lessons.pods.map(({ metadata }) => metadata.ownerReferences?.[0]?.name)).toEqual(names.map(() => 'kuard'));
    },
  },
  {
    id: 'KUAR10-02',
    what: 'a Deployment resets the number of its ReplicaSet',
    play: () => {
      const lessons = new LessonCluster('minikube');
      lessons.begin(...lesson('kuard-deployment/02-scaled'));
      const [replicaSet] = lessons.cluster.client.list('apps/replicasets', 'default');
      const name = replicaSet?.metadata.name ?? '';
      lessons.carryOut(`${APPS}/replicasets/${name}/scale`, { ...MERGE, body: { spec: { replicas: 1 } } });
      lessons.cluster.settle();
      expect(lessons.shown(`${APPS}/replicasets`, 'Name', 'Desired', 'Current', 'Ready')).toEqual([`${name} 2 2 2`]);
    },
  },
  {
    id: 'VOTE-16',
    what: 'another template of a ReplicaSet changes no Pod that is there',
    play: () => {
      const lessons = new LessonCluster('desktop');
      lessons.begin(...lesson('voting-replicasets/01-before'));
      const before = lessons.pods.map(({ metadata }) => metadata.uid);
      const images = imagesOf(lessons);
      expect(lessons.apply(...lesson('voting-replicasets/02-after')).sort()).toEqual([
        'replicaset.apps/results configured',
        'replicaset.apps/voter configured',
        'service/redis unchanged',
        'service/result unchanged',
        'service/vote unchanged',
      ]);
      lessons.cluster.advance('10m');
      expect(lessons.pods.map(({ metadata }) => metadata.uid)).toEqual(before);
      expect(imagesOf(lessons)).toEqual(images);
      for (const { metadata } of lessons.pods) {
        lessons.carryOut(`${CORE}/pods/${metadata.name}`, { method: 'DELETE' });
      }
      lessons.cluster.settle();
      expect(imagesOf(lessons)).toEqual(images.map((image) => image.replace(/:before$/, ':after')));
    },
  },
  {
    id: 'TACC-12',
    what: 'a selector that is too wide has the Flask Pods among the endpoints of Redis',
    play: () => {
      const lessons = new LessonCluster('tacc');
      lessons.begin(...lesson('flask-redis/test'));
      const service = 'jstubbs-test-redis-service';
      const addresses = (): number => {
        const subsets = lessons.cluster.client.get('endpoints', 'default', service)?.subsets ?? [];
        return subsets.flatMap(({ addresses: ready }) => ready ?? []).length;
      };
      expect(addresses()).toBe(1);
      const selector = { app: null, username: 'jstubbs', env: 'test' };
      lessons.carryOut(`${CORE}/services/${service}`, { ...MERGE, body: { spec: { selector } } });
      lessons.cluster.settle();
      expect(addresses()).toBe(lessons.pods.length);
      expect(lessons.pods.length).toBeGreaterThan(1);
      expect(lessons.cluster.client.get('endpoints', 'default', service)?.subsets?.[0]?.ports).toEqual([
        expect.objectContaining({ port: 6379 }),
      ]);
    },
  },
];
