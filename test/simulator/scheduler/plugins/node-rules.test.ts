import type { Pod } from '../../../../src/simulator/api';
import { nodeAffinity } from '../../../../src/simulator/scheduler/plugins/node-affinity';
import { nodeName } from '../../../../src/simulator/scheduler/plugins/node-name';
import { nodePorts } from '../../../../src/simulator/scheduler/plugins/node-ports';
import { nodeUnschedulable } from '../../../../src/simulator/scheduler/plugins/node-unschedulable';
import { taintToleration } from '../../../../src/simulator/scheduler/plugins/taint-toleration';
import { node, pod, SampleContext } from '../sample-snapshot';

type Spec = Partial<Pod['spec']>;

const required = (...terms: readonly object[]): Spec =>
  ({
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } },
  }) as Spec;

const expression = (key: string, operator: string, ...values: readonly string[]): object => ({
  matchExpressions: [{ key, operator, ...(values.length === 0 ? {} : { values }) }],
});

describe('NodeAffinity', () => {
  const context = new SampleContext([
    node('a', { labels: { disk: 'ssd', size: '5' } }),
    node('b', { labels: { disk: 'hdd', size: '10' } }),
    node('c'),
  ]);

  test.each<{ title: string; spec: Spec; allowed: readonly string[] }>([
    { title: 'nothing asked', spec: {}, allowed: ['a', 'b', 'c'] },
    { title: 'nodeSelector', spec: { nodeSelector: { disk: 'ssd' } }, allowed: ['a'] },
    { title: 'nodeSelector that nobody has', spec: { nodeSelector: { disk: 'tape' } }, allowed: [] },
    { title: 'In', spec: required(expression('disk', 'In', 'ssd', 'hdd')), allowed: ['a', 'b'] },
    { title: 'NotIn, true without the label', spec: required(expression('disk', 'NotIn', 'ssd')), allowed: ['b', 'c'] },
    { title: 'Exists', spec: required(expression('disk', 'Exists')), allowed: ['a', 'b'] },
    { title: 'DoesNotExist', spec: required(expression('disk', 'DoesNotExist')), allowed: ['c'] },
    { title: 'Gt', spec: required(expression('size', 'Gt', '5')), allowed: ['b'] },
    { title: 'Lt', spec: required(expression('size', 'Lt', '6')), allowed: ['a'] },
    {
      title: 'one of two terms',
      spec: required(expression('disk', 'In', 'ssd'), expression('disk', 'DoesNotExist')),
      allowed: ['a', 'c'],
    },
    { title: 'a term that says nothing', spec: required({}), allowed: [] },
    {
      title: 'selector and affinity together',
      spec: { nodeSelector: { disk: 'ssd' }, ...required(expression('size', 'Gt', '5')) },
      allowed: [],
    },
    {
      title: 'a name',
      spec: required({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['b'] }] }),
      allowed: ['b'],
    },
  ])('allows $allowed: $title', ({ spec, allowed }) => {
    expect(context.allowed(nodeAffinity, pod('web', { spec }))).toEqual(allowed);
  });

  test('says in the words of the real scheduler why a node is not allowed', () => {
    const verdicts = context.verdicts(nodeAffinity, pod('web', { spec: { nodeSelector: { disk: 'ssd' } } }));
    expect(verdicts['b']).toBe("node(s) didn't match Pod's node affinity/selector");
  });

  test('looks at no other node when the Pod names its node', () => {
    const named = pod('web', {
      spec: required({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['b'] }] }),
    });
    const prepared = nodeAffinity.prepare(named, context);
    expect(prepared).toMatchObject({ nodeNames: new Set(['b']) });
  });

  test('rejects a Pod at once whose names contradict each other', () => {
    const names = (value: string): object => ({ key: 'metadata.name', operator: 'In', values: [value] });
    const torn = pod('web', { spec: required({ matchFields: [names('a'), names('b')] }) });
    expect(nodeAffinity.prepare(torn, context)).toMatchObject({ reasons: ['pod affinity terms conflict'] });
  });

  test('prefers nodes by the weights of the terms they match, the best one with 100', () => {
    const preferred = [
      { weight: 30, preference: expression('disk', 'In', 'ssd') },
      { weight: 10, preference: expression('size', 'Exists') },
    ];
    const spec = {
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } },
    } as Spec;
    expect(context.scores(nodeAffinity, pod('web', { spec }))).toEqual({ a: 100, b: 25, c: 0 });
  });
});

describe('TaintToleration', () => {
  const taint = (key: string, effect: string, value?: string) => ({
    key,
    effect,
    ...(value === undefined ? {} : { value }),
  });
  const context = new SampleContext([
    node('open'),
    node('gpu', { taints: [taint('gpu', 'NoSchedule', 'yes')] }),
    node('dying', { taints: [taint('dying', 'NoExecute')] }),
    node('shy', { taints: [taint('shy', 'PreferNoSchedule')] }),
  ]);

  test.each([
    { tolerations: [], allowed: ['open', 'shy'] },
    { tolerations: [{ key: 'gpu', operator: 'Exists' }], allowed: ['gpu', 'open', 'shy'] },
    { tolerations: [{ key: 'gpu', value: 'yes' }], allowed: ['gpu', 'open', 'shy'] },
    { tolerations: [{ key: 'gpu', value: 'no' }], allowed: ['open', 'shy'] },
    { tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoExecute' }], allowed: ['open', 'shy'] },
    { tolerations: [{ operator: 'Exists' }], allowed: ['dying', 'gpu', 'open', 'shy'] },
  ])('allows $allowed with $tolerations', ({ tolerations, allowed }) => {
    expect(context.allowed(taintToleration, pod('web', { spec: { tolerations } }))).toEqual(allowed);
  });

  test('names the reason without the taint', () => {
    expect(context.verdicts(taintToleration, pod('web'))['gpu']).toBe('node(s) had untolerated taint(s)');
  });

  test('prefers nodes with fewer taints that ask to stay away', () => {
    expect(context.scores(taintToleration, pod('web'))).toEqual({ open: 100, gpu: 100, dying: 100, shy: 0 });
  });
});

describe('NodeUnschedulable', () => {
  const context = new SampleContext([node('open'), node('closed', { unschedulable: true })]);
  const toleration = { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' };

  test('keeps Pods from closed nodes', () => {
    expect(context.verdicts(nodeUnschedulable, pod('web'))).toEqual({ open: '', closed: 'node(s) were unschedulable' });
  });

  test('lets those pass that tolerate it, as Pods of DaemonSets do', () => {
    const tolerant = pod('agent', { spec: { tolerations: [toleration] } });
    expect(context.allowed(nodeUnschedulable, tolerant)).toEqual(['closed', 'open']);
  });
});

test('NodeName keeps a Pod to the node it names', () => {
  const context = new SampleContext([node('a'), node('b')]);
  const verdicts = context.verdicts(nodeName, pod('web', { spec: { nodeName: 'a' } }));
  expect(verdicts).toEqual({ a: '', b: "node(s) didn't match the requested node name" });
});

describe('NodePorts', () => {
  const context = new SampleContext([node('a'), node('b'), node('c')], {
    a: [pod('all', { hostPort: 80 })],
    b: [pod('one', { hostPort: 80, hostIP: '10.0.0.1' })],
  });

  test.each([
    { hostPort: 80, hostIP: undefined, allowed: ['c'] },
    { hostPort: 80, hostIP: '10.0.0.1', allowed: ['c'] },
    { hostPort: 80, hostIP: '10.0.0.2', allowed: ['b', 'c'] },
    { hostPort: 81, hostIP: undefined, allowed: ['a', 'b', 'c'] },
  ])('allows $allowed for port $hostPort of $hostIP', ({ hostPort, hostIP, allowed }) => {
    const asking = pod('web', { hostPort, ...(hostIP === undefined ? {} : { hostIP }) });
    expect(context.allowed(nodePorts, asking)).toEqual(allowed);
  });

  test('gives a port back when its Pod goes', () => {
    const freed = new SampleContext([node('a')], {
      a: [pod('first', { hostPort: 80 }), pod('other', { hostPort: 81 })],
    });
    freed.snapshot.deletePod('first');
    expect(freed.allowed(nodePorts, pod('web', { hostPort: 80 }))).toEqual(['a']);
    expect(freed.verdicts(nodePorts, pod('web', { hostPort: 81 }))['a']).toBe(
      "node(s) didn't have free ports for the requested pod ports",
    );
  });
});
