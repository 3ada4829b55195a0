import type { Deployment, KubeObject } from '../../../src/simulator/api';
import { given, lesson, LessonCluster } from './lesson-cluster';
import type { Negative } from './negative';

const PODS = '/api/v1/namespaces/default/pods';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const CLAIMS = '/api/v1/namespaces/default/persistentvolumeclaims';
const STRATEGIC = { method: 'PATCH', contentType: 'application/strategic-merge-patch+json' };

const progressing = (deployment: Deployment | undefined): string[] =>
  (deployment?.status.conditions ?? [])
    .filter(({ type }) => type === 'Progressing')
    .map(({ status, reason, message }) => `${status} ${reason ?? ''}: ${message ?? ''}`);

const withRequests = (pod: KubeObject, name: string): KubeObject => ({ ...pod, metadata: { ...pod.metadata, name } });

/** Stages whose Pods do not run: an image, a key, a node or a volume is missing. */
export const notRunning: readonly Negative[] = [
  {
    id: 'COINS-28',
    what: 'a tag that does not exist stops the rollout, eight of ten workers stay, and the deadline passes',
    play: () => {
      const lessons = new LessonCluster('workshop');
      lessons.begin(...lesson('dockercoins/06-worker-v0.2'));
      const seen = lessons.waitedFor();
      const [deployment] = lesson('dockercoins/07-worker-v0.3-missing', 'Deployment/worker');
      expect(lessons.apply(...(deployment === undefined ? [] : [deployment]))).toEqual([
        'deployment.apps/worker configured',
      ]);
      lessons.cluster.advance('60s');
      expect(lessons.shown(DEPLOYMENTS, 'Name', 'Ready', 'Up-to-date', 'Available')).toContain('worker 8/10 5 8');
      expect(lessons.shown(PODS, 'Name', 'Status').filter((line) => line.endsWith(' ImagePullBackOff'))).toHaveLength(
        5,
      );
      expect(seen).toContain('ErrImagePull 0');
      expect(lessons.events('worker-')).toEqual([
        'Failed: Failed to pull image "dockercoins/worker:v0.3": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/dockercoins/worker:v0.3": failed to resolve reference "docker.io/dockercoins/worker:v0.3": docker.io/dockercoins/worker:v0.3: not found',
        'Failed: Error: ErrImagePull',
        'Failed: Error: ImagePullBackOff',
      ]);
      const worker = () => lessons.cluster.client.get('apps/deployments', 'default', 'worker');
      expect(progressing(worker())[0]).toMatch(/^True ReplicaSetUpdated: ReplicaSet "worker-\w+" is progressing\.$/);
      lessons.cluster.advance('10m');
      expect(progressing(worker())[0]).toMatch(
        /^False ProgressDeadlineExceeded: ReplicaSet "worker-\w+" has timed out progressing\.$/,
      );
    },
  },
  {
    id: 'KUAR05-13',
    what: 'four Pods of half a core fill a node of two; the fifth waits for CPU',
    play: () => {
      const lessons = new LessonCluster('minikube');
      const [pod] = lesson('kuard-pods/resources');
      if (pod === undefined) throw new Error('the lesson is empty');
      for (const name of ['p1', 'p2', 'p3', 'p4', 'p5']) lessons.apply(withRequests(pod, name));
      lessons.cluster.settle();
      expect(lessons.shown(PODS, 'Name', 'Status')).toEqual([
        'p1 Running',
        'p2 Running',
        'p3 Running',
        'p4 Running',
        'p5 Pending',
      ]);
      expect(lessons.events('p5')).toEqual([
        'FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
      ]);
    },
  },
  {
    id: 'KUAR10-16',
    what: 'a rollout without progress for 600 s is marked as failed, and an old Pod goes on',
    play: () => {
      const lessons = new LessonCluster('minikube');
      lessons.begin(...lesson('kuard-deployment/05-tuned'));
      lessons.cluster.advance('90s');
      const containers = [{ name: 'kuard', image: 'gcr.io/kuar-demo/kuard-amd64:none' }];
      const body = { spec: { template: { spec: { containers } } } };
      lessons.carryOut(`${DEPLOYMENTS}/kuard`, { ...STRATEGIC, body });
      const kuard = () => lessons.cluster.client.get('apps/deployments', 'default', 'kuard');
      lessons.cluster.advance('599s');
      expect(progressing(kuard())[0]).toMatch(/^True ReplicaSetUpdated: /);
      lessons.cluster.advance('2s');
      expect(progressing(kuard())[0]).toMatch(
        /^False ProgressDeadlineExceeded: ReplicaSet "kuard-\w+" has timed out progressing\.$/,
      );
      expect(lessons.shown(PODS, 'Ready', 'Status')).toEqual([
        '0/1 ImagePullBackOff',
        '0/1 ImagePullBackOff',
        '1/1 Running',
      ]);
    },
  },
  {
    id: 'KUAR13-02',
    what: 'a Pod waits for a key that its ConfigMap lacks',
    play: () => {
      const lessons = new LessonCluster('minikube');
      expect(lessons.apply(...lesson('kuar-config/01-missing-key'))).toEqual([
        'configmap/my-config created',
        'pod/kuard-config created',
      ]);
      lessons.cluster.advance('60s');
      expect(lessons.shown(PODS, 'Name', 'Ready', 'Status')).toEqual(['kuard-config 0/1 CreateContainerConfigError']);
      expect(lessons.pod('kuard-config').status.containerStatuses?.[0]?.state).toEqual({
        waiting: {
          reason: 'CreateContainerConfigError',
          message: "couldn't find key another-param in ConfigMap default/my-config",
        },
      });
      expect(lessons.events('kuard-config')).toEqual([
        "Failed: Error: couldn't find key another-param in ConfigMap default/my-config",
      ]);
      const said = lessons.events('kuard-config', 'Normal').map((line) => line.replace(/(image "\S+").*/, '$1'));
      // Each try asks the registry again, and takes another time.
      expect([...new Set(said)]).toEqual([
        'Scheduled: Successfully assigned default/kuard-config to minikube',
        'Pulling: Pulling image "gcr.io/kuar-demo/kuard-amd64:blue"',
        'Pulled: Successfully pulled image "gcr.io/kuar-demo/kuard-amd64:blue"',
      ]);
    },
  },
  {
    id: 'KUAR15-05',
    what: 'a claim that is given the default class does not match the volume, and nobody makes one for its selector',
    play: () => {
      const lessons = new LessonCluster('workshop');
      lessons.begin(...given('kuar-mysql/nfs-volume.yaml'));
      lessons.begin(...given('kuar-mysql/nfs-volume-claim.yaml'));
      const claim = lessons.cluster.client.get('persistentvolumeclaims', 'default', 'database');
      expect(claim?.spec.storageClassName).toBe('standard');
      expect(lessons.shown(CLAIMS, 'Name', 'Status')).toEqual(['database Pending']);
      expect(lessons.events('database')).toEqual([
        'ProvisioningFailed: failed to provision volume with StorageClass "standard": claim.Spec.Selector is not supported',
      ]);
    },
  },
  {
    id: 'KUAR15-06',
    what: 'a Pod of 1 CPU and 2Gi waits where that much is not free',
    play: () => {
      const lessons = new LessonCluster('minikube');
      const [pod] = lesson('kuard-pods/resources');
      if (pod === undefined) throw new Error('the lesson is empty');
      for (const name of ['p1', 'p2', 'p3']) lessons.apply(withRequests(pod, name));
      lessons.begin(...lesson('kuar-mysql'));
      expect(lessons.shown(PODS, 'Name', 'Status').filter((line) => line.startsWith('mysql'))).toEqual([
        `${lessons.pod('mysql').metadata.name} Pending`,
      ]);
      const scheduled = lessons.pod('mysql').status.conditions?.find(({ type }) => type === 'PodScheduled');
      expect(scheduled?.message).toBe(
        '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
      );
    },
  },
  {
    id: 'TACC-09',
    what: 'a claim waits while its StorageClass does not exist',
    play: () => {
      const lessons = new LessonCluster('plain');
      lessons.begin(...lesson('flask-redis/test', 'PersistentVolumeClaim/jstubbs-test-redis-pvc'));
      expect(lessons.shown(CLAIMS, 'Name', 'Status')).toEqual(['jstubbs-test-redis-pvc Pending']);
      expect(lessons.events('jstubbs-test-redis-pvc')).toEqual([
        'ProvisioningFailed: storageclass.storage.k8s.io "rdb" not found',
      ]);
    },
  },
];
