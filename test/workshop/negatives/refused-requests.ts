import { lesson, LessonCluster } from './lesson-cluster';
import type { Negative } from './negative';

const CORE = '/api/v1/namespaces/default';
const APPS = '/apis/apps/v1/namespaces/default';
const STRATEGIC = { method: 'PATCH', contentType: 'application/strategic-merge-patch+json' };

const service = (name: string, ports: readonly object[]): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { type: 'NodePort', selector: { app: 'sleepy' }, ports },
});

const deployment = (selector: object): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'sel' },
  spec: {
    selector,
    template: {
      metadata: { labels: { app: 'alpaca', ver: '1' } },
      spec: { containers: [{ name: 'c', image: 'busybox' }] },
    },
  },
});

const configured = (kind: 'ConfigMap' | 'Secret', key: string, value: string): object => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'big' },
  data: { [key]: value },
});

/** Requests that the API server refuses, with what it says, whole. */
export const refusedRequests: readonly Negative[] = [
  {
    id: 'COINS-01',
    what: 'a node port beyond the range, and one that is taken, are refused',
    play: () => {
      const lessons = new LessonCluster('workshop');
      const create = (nodePort: number): object => ({
        method: 'POST',
        body: service('hello', [{ port: 80, nodePort }]),
      });
      expect(lessons.refusal(`${CORE}/services`, create(32768))).toBe(
        'Service "hello" is invalid: spec.ports[0].nodePort: Invalid value: 32768: provided port is not in the valid range. The range of valid ports is 30000-32767',
      );
      lessons.carryOut(`${CORE}/services`, create(32767));
      const other = { method: 'POST', body: service('other', [{ port: 80, nodePort: 32767 }]) };
      expect(lessons.refusal(`${CORE}/services`, other)).toBe(
        'Service "other" is invalid: spec.ports[0].nodePort: Invalid value: 32767: provided port is already allocated',
      );
    },
  },
  {
    id: 'COINS-21',
    what: 'the selector of a DaemonSet cannot be changed, and must match the template',
    play: () => {
      const lessons = new LessonCluster('workshop');
      lessons.begin(...lesson('dockercoins/04-daemonset'));
      const patch = (spec: object): object => ({ ...STRATEGIC, body: { spec } });
      const selector = { matchLabels: { isactive: 'yes' } };
      const template = { metadata: { labels: { isactive: 'yes' } } };
      const value = '{"matchLabels":{"app":"rng","isactive":"yes"}}';
      expect(lessons.refusal(`${APPS}/daemonsets/rng`, patch({ selector, template }))).toBe(
        `DaemonSet.apps "rng" is invalid: spec.selector: Invalid value: ${value}: field is immutable`,
      );
      expect(lessons.refusal(`${APPS}/daemonsets/rng`, patch({ selector }))).toBe(
        `DaemonSet.apps "rng" is invalid: [spec.selector: Invalid value: ${value}: field is immutable, spec.template.metadata.labels: Invalid value: {"app":"rng"}: \`selector\` does not match template \`labels\`]`,
      );
      expect(lessons.apply(...lesson('dockercoins/05-isactive', 'DaemonSet/rng'))).toEqual([
        `daemonset.apps/rng: DaemonSet.apps "rng" is invalid: spec.selector: Invalid value: ${value}: field is immutable`,
      ]);
    },
  },
  {
    id: 'KUAR03-07',
    what: 'the dashboard is not in kube-system',
    play: () => {
      const lessons = new LessonCluster('minikube');
      lessons.begin(...lesson('cluster-system'));
      expect(lessons.refusal('/apis/apps/v1/namespaces/kube-system/deployments/kubernetes-dashboard')).toBe(
        'deployments.apps "kubernetes-dashboard" not found',
      );
    },
  },
  {
    id: 'KUAR04-08',
    what: 'what was deleted cannot be deleted again',
    play: () => {
      const lessons = new LessonCluster('minikube');
      lessons.begin(...lesson('kuard-pods/bar'));
      lessons.carryOut(`${CORE}/pods/bar`, { method: 'DELETE' });
      lessons.cluster.settle();
      expect(lessons.refusal(`${CORE}/pods/bar`, { method: 'DELETE' })).toBe('pods "bar" not found');
    },
  },
  {
    id: 'KUAR04-15',
    what: 'a cluster without the metrics API has no usage of nodes',
    play: () => {
      const lessons = new LessonCluster('plain');
      expect(lessons.refusal('/apis/metrics.k8s.io/v1beta1/nodes')).toBe('404 page not found\n');
      const { groups } = lessons.carryOut<{ readonly groups: readonly { readonly name: string }[] }>('/apis');
      expect(groups.map(({ name }) => name)).not.toContain('metrics.k8s.io');
    },
  },
  {
    id: 'KUAR06-04',
    what: 'values of a selector are text, and a Deployment has no plain map',
    play: () => {
      const lessons = new LessonCluster('minikube');
      const numbers = { matchExpressions: [{ key: 'ver', operator: 'In', values: [1, 2] }] };
      const create = (selector: object): object => ({ method: 'POST', body: deployment(selector) });
      expect(lessons.refusal(`${APPS}/deployments`, create(numbers))).toBe(
        'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number into Go struct field LabelSelectorRequirement.spec.selector.matchExpressions.values of type string',
      );
      expect(lessons.refusal(`${APPS}/deployments`, create({ app: 'alpaca', ver: '1' }))).toBe(
        'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.selector.app", unknown field "spec.selector.ver"',
      );
    },
  },
  {
    id: 'KUAR07-04',
    what: 'after a rollout the Pod of before is gone',
    play: () => {
      const lessons = new LessonCluster('minikube');
      lessons.begin(...lesson('kuar-services/01-expose'));
      const before = lessons.pods.find(({ metadata }) => metadata.name.startsWith('alpaca-prod'))?.metadata.name ?? '';
      lessons.begin(...lesson('kuar-services/02-readiness'));
      expect(lessons.refusal(`${CORE}/pods/${before}`)).toBe(`pods "${before}" not found`);
    },
  },
  {
    id: 'KUAR13-07',
    what: 'a key with a space is refused; leading underscores and double dots inside are not',
    play: () => {
      const lessons = new LessonCluster('minikube');
      const create = (key: string): object => ({ method: 'POST', body: configured('Secret', key, 'eA==') });
      expect(lessons.refusal(`${CORE}/secrets`, create('auth file.json'))).toBe(
        `Secret "big" is invalid: data[auth file.json]: Invalid value: "auth file.json": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
      );
      expect(lessons.refusal(`${CORE}/secrets`, create('..'))).toBe(
        `Secret "big" is invalid: data[..]: Invalid value: "..": must not be '..'`,
      );
      expect(lessons.refusal(`${CORE}/secrets`, create('..x'))).toBe(
        `Secret "big" is invalid: data[..x]: Invalid value: "..x": must not start with '..'`,
      );
      for (const key of ['Token..properties', '_password.txt', '.auth_token', 'Key.pem', 'config_file']) {
        lessons.carryOut(`${CORE}/secrets`, create(key));
        lessons.carryOut(`${CORE}/secrets/big`, { method: 'DELETE' });
      }
    },
  },
  {
    id: 'KUAR13-08',
    what: 'more than 1 MiB is too long, and more than 3 MiB too large',
    play: () => {
      const lessons = new LessonCluster('minikube');
      const text = 'a'.repeat(1_100_000);
      expect(
        lessons.refusal(`${CORE}/configmaps`, { method: 'POST', body: configured('ConfigMap', 'big.txt', text) }),
      ).toBe('ConfigMap "big" is invalid: []: Too long: may not be more than 1048576 bytes');
      const bytes = Buffer.from(text).toString('base64');
      expect(lessons.refusal(`${CORE}/secrets`, { method: 'POST', body: configured('Secret', 'big.txt', bytes) })).toBe(
        'Secret "big" is invalid: data: Too long: may not be more than 1048576 bytes',
      );
      const bigger = configured('ConfigMap', 'bigger.txt', 'a'.repeat(3_500_000));
      expect(lessons.refusal(`${CORE}/configmaps`, { method: 'POST', body: bigger })).toBe(
        'Request entity too large: limit is 3145728',
      );
    },
  },
  {
    id: 'KUAR14-01',
    what: 'alice may not list Deployments',
    play: () => {
      const lessons = new LessonCluster('minikube');
      lessons.begin(...lesson('kuar-rbac'));
      expect(lessons.refusal(`${APPS}/deployments`, { as: 'alice' })).toBe(
        'deployments.apps is forbidden: User "alice" cannot list resource "deployments" in API group "apps" in the namespace "default"',
      );
      lessons.carryOut(`${CORE}/services`, { as: 'alice' });
    },
  },
  {
    id: 'VOTE-08',
    what: 'a second Pod of one name is refused',
    play: () => {
      const lessons = new LessonCluster('desktop');
      lessons.begin(...lesson('voting-redis/ex1'));
      const [body] = lesson('voting-redis/ex1');
      expect(lessons.refusal(`${CORE}/pods`, { method: 'POST', body })).toBe('pods "redis" already exists');
    },
  },
  {
    id: 'TACC-09',
    what: 'an access mode has to be spelt as it is',
    play: () => {
      const lessons = new LessonCluster('tacc');
      lessons.begin(...lesson('flask-redis/prod'));
      const [claim] = lesson('flask-redis/test', 'PersistentVolumeClaim/jstubbs-test-redis-pvc');
      const spelt = JSON.parse(JSON.stringify(claim).replace('"ReadWriteOnce"', '"readWriteOnce"')) as object;
      expect(lessons.refusal(`${CORE}/persistentvolumeclaims`, { method: 'POST', body: spelt })).toBe(
        'PersistentVolumeClaim "jstubbs-test-redis-pvc" is invalid: spec.accessModes: Unsupported value: "readWriteOnce": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
      );
    },
  },
];
