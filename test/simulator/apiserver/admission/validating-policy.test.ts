import type { Draft } from '../../../../src/simulator/api';
import { admit, named, pod, type World } from './admit';

const plugin = 'ValidatingAdmissionPolicy';

const RULES = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'] }];

function world(spec: Draft, binding: Draft = {}): World {
  return {
    namespaces: [named('shop', { metadata: { labels: { env: 'prod' } } }, '')],
    configmaps: [named('limits', { data: { max: '2' } })],
    'admissionregistration.k8s.io/validatingadmissionpolicies': [
      named('p', { spec: { matchConstraints: { resourceRules: RULES }, ...spec } }, ''),
    ],
    'admissionregistration.k8s.io/validatingadmissionpolicybindings': [
      named('b', { spec: { policyName: 'p', validationActions: ['Deny'], ...binding } }, ''),
    ],
  };
}

const few = { validations: [{ expression: 'object.spec.containers.size() <= 1' }] };
const two = pod([{}, {}]);

test('a write that breaks a rule is refused', () => {
  expect(() => admit({ plugin, object: two, world: world(few) })).toThrow(
    expect.objectContaining({
      message:
        `pods "web" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: ` +
        'failed expression: object.spec.containers.size() <= 1',
      status: expect.objectContaining({ code: 422, reason: 'Invalid' }),
    }),
  );
  expect(() => admit({ plugin, object: pod([{}]), world: world(few) })).not.toThrow();
});

test.each<[string, Draft, Draft, string | undefined]>([
  ['its message', { validations: [{ expression: 'false', message: 'no' }] }, {}, 'denied request: no'],
  [
    'a message of variables',
    {
      variables: [{ name: 'n', expression: 'object.spec.containers.size()' }],
      validations: [{ expression: 'variables.n < 2', messageExpression: "string(variables.n) + ' are too many'" }],
    },
    {},
    'denied request: 2 are too many',
  ],
  [
    'parameters',
    {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      validations: [{ expression: 'object.spec.containers.size() < int(params.data.max)' }],
    },
    { paramRef: { name: 'limits' } },
    'failed expression',
  ],
  [
    'who asks, and where',
    {
      validations: [
        { expression: "request.userInfo.username != 'anna' || namespaceObject.metadata.labels.env != 'prod'" },
      ],
    },
    {},
    'failed expression',
  ],
  ['an old object there is none of', { validations: [{ expression: 'oldObject == null' }] }, {}, undefined],
  [
    'a condition that does not hold',
    { ...few, matchConditions: [{ name: 'c', expression: "request.operation == 'UPDATE'" }] },
    {},
    undefined,
  ],
  [
    'another resource',
    { ...few, matchConstraints: { resourceRules: [{ ...RULES[0], resources: ['services'] }] } },
    {},
    undefined,
  ],
  ['an exclusion', { ...few, matchConstraints: { resourceRules: RULES, excludeResourceRules: RULES } }, {}, undefined],
  ['a namespace', few, { matchResources: { namespaceSelector: { matchLabels: { env: 'dev' } } } }, undefined],
  [
    'an error',
    { validations: [{ expression: 'object.none == 1' }] },
    {},
    "expression 'object.none == 1' resulted in error: no such key: none",
  ],
  [
    'an error that is ignored',
    { failurePolicy: 'Ignore', validations: [{ expression: 'object.none == 1' }] },
    {},
    undefined,
  ],
])('a policy with %s', (_what, spec, binding, message) => {
  const run = (): unknown => admit({ plugin, object: two, world: world(spec, binding) });
  if (message === undefined) expect(run).not.toThrow();
  else expect(run).toThrow(message);
});

test('a binding may only warn', () => {
  const warnings: string[] = [];
  admit({ plugin, object: two, world: world(few, { validationActions: ['Warn', 'Audit'] }), warnings });
  expect(warnings).toEqual([
    `Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': failed expression: ${few.validations[0]?.expression ?? ''}`,
  ]);
});

describe('RuntimeClass', () => {
  const classes: World = {
    'node.k8s.io/runtimeclasses': [
      named('kata', { overhead: { podFixed: { cpu: '250m' } }, scheduling: { nodeSelector: { vm: 'yes' } } }, ''),
    ],
  };
  const run = (more: Draft): Draft => admit({ plugin: 'RuntimeClass', object: pod([{}], more), world: classes });

  test('gives Pods its overhead and its nodes', () => {
    expect(run({ runtimeClassName: 'kata', nodeSelector: { a: 'b' } })['spec']).toMatchObject({
      overhead: { cpu: '250m' },
      nodeSelector: { a: 'b', vm: 'yes' },
    });
    expect(run({})).toEqual(pod([{}]));
  });

  test('must exist and must not contradict the Pod', () => {
    expect(() => run({ runtimeClassName: 'none' })).toThrow(
      'pods "web" is forbidden: pod rejected: RuntimeClass "none" not found',
    );
    expect(() => run({ runtimeClassName: 'kata', nodeSelector: { vm: 'no' } })).toThrow('nodeSelector[vm] = yes');
  });
});
