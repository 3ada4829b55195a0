import type { Pod, PodAffinityTerm } from '../../../../src/simulator/api';
import { interPodAffinity } from '../../../../src/simulator/scheduler/plugins/inter-pod-affinity';
import { node, object, pod, SampleContext, type PodSketch } from '../sample-snapshot';

const ZONE = 'topology.kubernetes.io/zone';
const HOST = 'kubernetes.io/hostname';

const term = (app: string, topologyKey = HOST, fields: Partial<PodAffinityTerm> = {}): PodAffinityTerm => ({
  topologyKey,
  labelSelector: { matchLabels: { app } },
  ...fields,
});

type Affinity = NonNullable<Pod['spec']['affinity']>;

const near = (...terms: readonly PodAffinityTerm[]): Affinity => ({
  podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms },
});
const apart = (...terms: readonly PodAffinityTerm[]): Affinity => ({
  podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms },
});

const named = (name: string, app: string, affinity?: Affinity, sketch: PodSketch = {}) =>
  pod(name, { labels: { app }, ...sketch, ...(affinity === undefined ? {} : { spec: { affinity } }) });

const inZone = (zone: string) => ({ labels: { [ZONE]: zone } });

const NODES = [node('e1', inZone('east')), node('e2', inZone('east')), node('w', inZone('west')), node('none')];
const FAR = "node(s) didn't match pod affinity rules";
const NEAR = "node(s) didn't match pod anti-affinity rules";
const UNWANTED = "node(s) didn't satisfy existing pods anti-affinity rules";

describe('InterPodAffinity', () => {
  test.each([
    { title: 'near on the node', affinity: near(term('db')), allowed: ['e1'] },
    { title: 'near in the zone', affinity: near(term('db', ZONE)), allowed: ['e1', 'e2'] },
    { title: 'apart on the node', affinity: apart(term('db')), allowed: ['e2', 'none', 'w'] },
    { title: 'apart in the zone', affinity: apart(term('db', ZONE)), allowed: ['none', 'w'] },
    { title: 'near nobody there', affinity: near(term('mail')), allowed: [] },
    { title: 'near two at once', affinity: near(term('db', ZONE), term('mail', ZONE)), allowed: [] },
    { title: 'in another namespace', affinity: near(term('far', HOST, { namespaces: ['demo'] })), allowed: ['w'] },
    { title: 'in all namespaces', affinity: near(term('far', HOST, { namespaceSelector: {} })), allowed: ['w'] },
    {
      title: 'in namespaces of a team',
      affinity: near(term('far', HOST, { namespaceSelector: { matchLabels: { team: 'a' } } })),
      allowed: ['w'],
    },
    { title: 'not in its own namespace', affinity: near(term('far')), allowed: [] },
  ])('allows $allowed to who wants to be $title', ({ affinity, allowed }) => {
    const context = new SampleContext(NODES, {
      e1: [named('db', 'db')],
      w: [named('far', 'far', undefined, { namespace: 'demo' })],
    });
    context.with('namespaces', object('Namespace', 'default', {}), {
      ...object('Namespace', 'demo', {}),
      metadata: { name: 'demo', labels: { team: 'a' } },
    });
    expect(context.allowed(interPodAffinity, named('new', 'web', affinity))).toEqual(allowed);
  });

  test('lets the first Pod of a group that wants to be together go anywhere with the label', () => {
    const context = new SampleContext(NODES);
    expect(context.allowed(interPodAffinity, named('new', 'web', near(term('web', ZONE))))).toEqual(['e1', 'e2', 'w']);
  });

  test('keeps away those that Pods already there will not have near', () => {
    const context = new SampleContext(NODES, { e1: [named('db', 'db', apart(term('web', ZONE)))] });
    expect(context.verdicts(interPodAffinity, named('new', 'web'))).toEqual({
      e1: UNWANTED,
      e2: UNWANTED,
      w: '',
      none: '',
    });
    expect(context.allowed(interPodAffinity, named('new', 'mail'))).toEqual(['e1', 'e2', 'none', 'w']);
    context.snapshot.deletePod('db');
    expect(context.allowed(interPodAffinity, named('new', 'web'))).toEqual(['e1', 'e2', 'none', 'w']);
  });

  test('names each of the three reasons as the real scheduler does', () => {
    const context = new SampleContext(NODES, { e1: [named('db', 'db')] });
    expect(context.verdicts(interPodAffinity, named('new', 'web', near(term('db'))))['w']).toBe(FAR);
    expect(context.verdicts(interPodAffinity, named('new', 'web', apart(term('db'))))['e1']).toBe(NEAR);
  });

  test('counts Pods on their way out', () => {
    const context = new SampleContext(NODES, { e1: [named('db', 'db', undefined, { isTerminating: true })] });
    expect(context.allowed(interPodAffinity, named('new', 'web', apart(term('db'))))).toEqual(['e2', 'none', 'w']);
  });

  test('prefers by weight what Pods wish, and what those there wish of them', () => {
    const prefer = (kind: 'podAffinity' | 'podAntiAffinity', weight: number, app: string): Affinity => ({
      [kind]: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight, podAffinityTerm: term(app) }] },
    });
    const context = new SampleContext(NODES, {
      e1: [named('db', 'db')],
      e2: [named('shy', 'shy', prefer('podAntiAffinity', 50, 'web'))],
      w: [named('friend', 'friend', near(term('web')))],
    });
    const scores = context.scores(interPodAffinity, named('new', 'web', prefer('podAffinity', 100, 'db')));
    // 100 for e1, -50 for e2, 1 for w because of who requires it there, 0 elsewhere.
    expect(scores).toEqual({ e1: 100, e2: 0, w: 34, none: 33 });
  });

  test('has no preference when nobody wishes anything', () => {
    expect(
      new SampleContext(NODES, { e1: [named('db', 'db')] }).scores(interPodAffinity, named('new', 'web')),
    ).toBeUndefined();
  });

  test.each([
    {
      title: 'one it wants to be near comes',
      kind: 'podPlaced',
      other: named('x', 'db'),
      affinity: near(term('db')),
      helps: true,
    },
    {
      title: 'another one comes',
      kind: 'podPlaced',
      other: named('x', 'mail'),
      affinity: near(term('db')),
      helps: false,
    },
    { title: 'one it avoids goes', kind: 'podGone', other: named('x', 'db'), affinity: apart(term('db')), helps: true },
    {
      title: 'one that avoids it goes',
      kind: 'podGone',
      other: named('x', 'db', apart(term('web'))),
      affinity: {},
      helps: true,
    },
    {
      title: 'any other one goes',
      kind: 'podGone',
      other: named('x', 'mail'),
      affinity: apart(term('db')),
      helps: false,
    },
  ] as const)('a waiting Pod is tried again when $title: $helps', ({ kind, other, affinity, helps }) => {
    const context = new SampleContext(NODES);
    expect(interPodAffinity.mayHelp({ kind, pod: other }, named('new', 'web', affinity), context)).toBe(helps);
  });
});
