import fc from 'fast-check';
import { fullSelector, matches, PodsByLabel } from '../../../../src/workshop/synthesis/checks/label-selection';
import type { PodSource } from '../../../../src/workshop/synthesis/checks/pod-source';
import {
  selectorMismatch,
  selectorOverlap,
  selectorWithoutPods,
} from '../../../../src/workshop/synthesis/checks/selectors';
import { deployment, type Given, judged, objectOf, pod, service, setOf, workload } from './builders';

describe('selector-mismatch', () => {
  test.each<[string, Given, number]>([
    ['the same labels', deployment('web'), 0],
    [
      'more labels on the Pods',
      deployment('web', { labels: { app: 'web', tier: 'a' }, selector: { matchLabels: { app: 'web' } } }),
      0,
    ],
    [
      'an expression that holds',
      deployment('web', { selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] } }),
      0,
    ],
    [
      'an expression that does not',
      deployment('web', { selector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } }),
      1,
    ],
    ['other labels', deployment('web', { selector: { matchLabels: { app: 'web2' } } }), 1],
    ['nothing', deployment('web', { selector: {} }), 1],
    [
      'the plain selector of a ReplicationController',
      objectOf('v1', 'ReplicationController', 'web', {
        spec: { selector: { app: 'x' }, template: { metadata: { labels: { app: 'web' } } } },
      }),
      1,
    ],
    ['a Job, whose selector Kubernetes makes', objectOf('batch/v1', 'Job', 'web', { spec: { template: {} } }), 0],
  ])('%s', (_what, object, count) => {
    expect(judged(selectorMismatch, setOf([object])).rules).toHaveLength(count);
  });

  test('shows both sides', () => {
    const object = deployment('web', { selector: { matchLabels: { app: 'web2' } } });
    expect(judged(selectorMismatch, setOf([object])).messages).toEqual([
      'spec.selector: app=web2 must match the labels of spec.template, but its template bears app=web; put the same labels in both',
    ]);
  });
});

describe('selector-overlap', () => {
  const narrow = (name: string) => deployment(name, { labels: { app: 'web', track: name } });
  const wide = (kind: string) => workload(kind, 'wide', { labels: { app: 'web' } });

  test.each<[string, Given[], string[]]>([
    ['two apart', [narrow('a'), narrow('b')], []],
    ['a wide one beside a narrow one', [narrow('a'), wide('Deployment')], ['selector-overlap Deployment/wide']],
    [
      'one selector twice',
      [wide('Deployment'), workload('DaemonSet', 'rng', { labels: { app: 'web' } })],
      ['selector-overlap Deployment/wide', 'selector-overlap DaemonSet/rng'],
    ],
    ['another namespace', [wide('Deployment'), deployment('x/a', { labels: { app: 'web' } })], []],
    [
      'a bare Pod that a ReplicaSet adopts',
      [wide('ReplicaSet'), pod('a', { labels: { app: 'web' } })],
      ['selector-overlap ReplicaSet/wide'],
    ],
    ['a bare Pod that a Deployment leaves alone', [wide('Deployment'), pod('a', { labels: { app: 'web' } })], []],
  ])('%s', (_what, objects, rules) => {
    expect(judged(selectorOverlap, setOf(objects)).rules).toEqual(rules);
  });

  test('names whose Pods are meant', () => {
    expect(judged(selectorOverlap, setOf([narrow('a'), wide('Deployment')])).messages).toEqual([
      'spec.selector: app=web must match its own Pods only, but also matches those of Deployment a; add a label that only its Pods bear',
    ]);
  });
});

describe('selector-without-pods', () => {
  const budget = (app: string) =>
    objectOf('policy/v1', 'PodDisruptionBudget', 'web', { spec: { selector: { matchLabels: { app } } } });

  test.each<[string, Given[], number]>([
    ['Pods of a Deployment', [service('web'), deployment('web')], 0],
    ['a bare Pod', [service('web'), pod('a', { labels: { app: 'web' } })], 0],
    ['Pods of another namespace', [service('web'), deployment('x/web')], 1],
    ['no Pods', [service('web')], 1],
    ['an alias', [service('web', { type: 'ExternalName', selector: undefined, externalName: 'a.example.com' })], 0],
    ['Endpoints written by hand', [service('web', { selector: undefined }), objectOf('v1', 'Endpoints', 'web')], 0],
    [
      'an EndpointSlice written by hand',
      [
        service('web', { selector: undefined }),
        objectOf('discovery.k8s.io/v1', 'EndpointSlice', 'x', {
          metadata: { labels: { 'kubernetes.io/service-name': 'web' } },
        }),
      ],
      0,
    ],
    ['neither selector nor Endpoints', [service('web', { selector: undefined })], 1],
    ['a disruption budget of Pods', [budget('web'), deployment('web')], 0],
    ['a disruption budget of nothing', [budget('web2'), deployment('web')], 1],
  ])('%s', (_what, objects, count) => {
    expect(judged(selectorWithoutPods, setOf(objects)).rules).toHaveLength(count);
  });

  test.each<[Record<string, string>, string]>([
    [
      { app: 'web2' },
      'spec.selector: no Pod of the set bears app=web2; did you mean app=web? Services select by the labels of Pod templates',
    ],
    [
      { ap: 'web' },
      'spec.selector: no Pod of the set bears ap=web; did you mean app=web? Services select by the labels of Pod templates',
    ],
    [
      { color: 'purple' },
      'spec.selector: no Pod of the set bears color=purple; give Pods these labels, or select by those they bear. Services select by the labels of Pod templates',
    ],
  ])('says what may have been meant (%#)', (selector, message) => {
    expect(judged(selectorWithoutPods, setOf([service('web', { selector }), deployment('web')])).messages).toEqual([
      message,
    ]);
  });
});

test('Pods found by label are those that a selector matches one by one', () => {
  const labels = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'));
  const expression = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
    values: fc.subarray(['1', '2']),
  });
  const selector = fc.record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 2 }) });
  fc.assert(
    fc.property(fc.array(labels, { maxLength: 30 }), fc.array(selector, { maxLength: 5 }), (all, selectors) => {
      const pods = all.map((each) => ({ labels: each }) as unknown as PodSource);
      const index = new PodsByLabel();
      for (const each of pods) index.add(each);
      for (const each of [...selectors, ...selectors].map(fullSelector)) {
        expect(index.select(each)).toEqual(pods.filter((candidate) => matches(each, candidate.labels)));
      }
    }),
  );
});
