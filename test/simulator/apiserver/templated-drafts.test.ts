import fc from 'fast-check';
import { createCluster, type Cluster } from '../../../src/simulator';
import { StatusError, type NewObject } from '../../../src/simulator/api';
import { draftOf, TemplatedDrafts } from '../../../src/simulator/apiserver/templated-drafts';
import type { ResourceInfo } from '../../../src/simulator/resources/resource';

const PODS = 3;

type NewPod = NewObject<'pods'>;

/** What became of each of three creates: the Pod as text, or the message of the refusal. */
function outcomes(cluster: Cluster, podOf: () => NewPod): string[] {
  return Array.from({ length: PODS }, () => {
    try {
      return JSON.stringify(cluster.client.create('pods', podOf()));
    } catch (error) {
      if (error instanceof StatusError) return error.message;
      throw error;
    }
  });
}

/** The same Pod three times as one object, which is decoded and validated once, and as an object of its own each time. */
function compare(pod: NewPod): { readonly shared: string[]; readonly apart: string[] } {
  const text = JSON.stringify(pod);
  return {
    shared: outcomes(createCluster({ nodes: 0 }), () => pod),
    apart: outcomes(createCluster({ nodes: 0 }), () => JSON.parse(text) as NewPod),
  };
}

const name = fc.constantFrom('a', 'web', 'side-car', 'kube-api-access-x', 'Not_Valid', '');
const amount = fc.constantFrom('100m', '1', '0.5', '64Mi', '-1', '1e3');
const container = fc.record(
  {
    name,
    image: fc.constantFrom('nginx', 'nginx:1.25', ' nginx', ''),
    env: fc.array(fc.record({ name, value: fc.string({ maxLength: 4 }) }, { requiredKeys: ['name'] }), {
      maxLength: 2,
    }),
    resources: fc.record({ requests: fc.dictionary(fc.constantFrom('cpu', 'memory'), amount, { maxKeys: 2 }) }),
    volumeMounts: fc.array(fc.record({ name, mountPath: fc.constantFrom('/a', '/b:c', '/a') }), { maxLength: 2 }),
    ports: fc.array(fc.record({ containerPort: fc.constantFrom(80, 0, 70000), name }), { maxLength: 2 }),
  },
  { requiredKeys: ['name', 'image'] },
);
const spec = fc.record(
  {
    containers: fc.array(container, { maxLength: 3 }),
    initContainers: fc.array(container, { maxLength: 1 }),
    volumes: fc.array(fc.record({ name, emptyDir: fc.constant({}) }), { maxLength: 2 }),
    nodeSelector: fc.dictionary(name, name, { maxKeys: 2 }),
    tolerations: fc.array(
      fc.record({ key: fc.constantFrom('a', 'node.kubernetes.io/not-ready'), operator: fc.constant('Exists') }),
    ),
    terminationGracePeriodSeconds: fc.integer({ min: -1, max: 5 }),
    automountServiceAccountToken: fc.boolean(),
    hostname: name,
    affinity: fc.constant({
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: 'zone', labelSelector: { matchLabels: { app: 'x' } }, matchLabelKeys: ['app'] },
        ],
      },
    }),
  },
  { requiredKeys: ['containers'] },
);
const pod = fc.record({
  metadata: fc.record(
    {
      namespace: fc.constant('default'),
      generateName: fc.constantFrom('web-', 'Web-'),
      labels: fc.dictionary(name, name, { maxKeys: 2 }),
      annotations: fc.dictionary(name, name, { maxKeys: 1 }),
    },
    { requiredKeys: ['namespace', 'generateName'] },
  ),
  spec,
});

test('Pods of one object are, byte for byte, what they are when each is decoded and validated by itself', () => {
  fc.assert(
    fc.property(pod, (template) => {
      const { shared, apart } = compare(template as unknown as NewPod);
      expect(shared).toEqual(apart);
    }),
    { numRuns: 60 },
  );
});

const metadata = { namespace: 'default', generateName: 'web-' };

test('valid Pods of one object have names and tokens of their own, and share what is the same in all', () => {
  const { client } = createCluster({ nodes: 0 });
  const one: NewPod = {
    metadata,
    spec: { containers: [{ name: 'web', image: 'nginx', env: [{ name: 'A', value: 'b' }] }] } as never,
  };
  const [first, second] = [client.create('pods', one), client.create('pods', one)];
  expect(second.metadata.name).not.toBe(first.metadata.name);
  expect(second.spec.volumes?.[0]?.name).not.toBe(first.spec.volumes?.[0]?.name);
  expect(second.spec.containers[0]?.env).toBe(first.spec.containers[0]?.env);
});

test('an invalid Pod is refused with the same words each time', () => {
  const { shared, apart } = compare({ metadata, spec: { containers: [{ name: 'Web', image: '' }] } as never });
  expect(shared).toEqual(apart);
  expect(new Set(shared.map((text) => text.replace(/"web-\w+"/, '"web-?"'))).size).toBe(1);
  expect(shared[0]).toContain('spec.containers[0].image: Required value');
});

test('a LimitRange that comes between two Pods of one object counts for the second', () => {
  const { client } = createCluster({ nodes: 0 });
  const container = { name: 'web', image: 'nginx', resources: { requests: { cpu: '2' } } };
  const one: NewPod = { metadata, spec: { containers: [container] } as never };
  expect(client.create('pods', one).spec.containers[0]?.resources).toEqual({ requests: { cpu: '2' } });
  client.create('limitranges', {
    metadata: { namespace: 'default', name: 'limits' },
    spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] },
  } as never);
  expect(() => client.create('pods', one)).toThrow('must be less than or equal to cpu limit of 1');
});

test('what drafts share cannot be changed through one of them', () => {
  const drafts = new TemplatedDrafts(() => ({ metadata: { labels: { a: 'b' } }, spec: { containers: [{}] } }));
  const template = drafts.templateOf({ storage: 'pods' } as ResourceInfo, { metadata: {} });
  const draft = draftOf(template);
  const spec = draft['spec'] as { containers: object[]; nodeName?: string };
  expect(() => spec.containers.push({})).toThrow(TypeError);
  spec.nodeName = 'n';
  expect(draftOf(template)['spec']).toEqual({ containers: [{}] });
});
