import { strategyOf } from '../../../src/simulator/resources/strategies';
import { created, type Json, refusals } from './written';

const GROUP = 'admissionregistration.k8s.io';
const policyStrategy = strategyOf(GROUP, 'ValidatingAdmissionPolicy');
const bindingStrategy = strategyOf(GROUP, 'ValidatingAdmissionPolicyBinding');
const webhookStrategy = strategyOf(GROUP, 'ValidatingWebhookConfiguration');

const RULE = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] };

const policy = (spec: Json = {}, rule: Json = {}): Json => ({
  metadata: { name: 'small' },
  spec: {
    matchConstraints: { resourceRules: [{ ...RULE, ...rule }] },
    validations: [{ expression: 'true' }],
    ...spec,
  },
});

const binding = (spec: Json): Json => ({
  metadata: { name: 'small' },
  spec: { policyName: 'small', validationActions: ['Deny'], ...spec },
});

test('a policy is strict and about everything like what it names, if it does not say otherwise', () => {
  expect(created(policyStrategy, policy())['spec']).toMatchObject({
    failurePolicy: 'Fail',
    matchConstraints: {
      matchPolicy: 'Equivalent',
      namespaceSelector: {},
      objectSelector: {},
      resourceRules: [{ scope: '*' }],
    },
  });
  expect(refusals(policyStrategy, policy())).toEqual([]);
});

const AT = 'spec.matchConstraints.resourceRules[0]';

test.each<[Json, Json, readonly string[]]>([
  [
    { failurePolicy: 'Shrug' },
    {},
    ['spec.failurePolicy: Unsupported value: "Shrug": supported values: "Fail", "Ignore"'],
  ],
  [{ matchConstraints: undefined }, {}, ['spec.matchConstraints: Required value']],
  [{ matchConstraints: {} }, {}, ['spec.matchConstraints.resourceRules: Required value']],
  [
    { validations: [] },
    {},
    ['validations', 'auditAnnotations'].map(
      (field) => `spec.${field}: Required value: validations or auditAnnotations must contain at least one item`,
    ),
  ],
  [
    { validations: [{ expression: ' ', reason: 'Odd', message: ' ' }] },
    {},
    [
      'spec.validations[0].expression: Required value: expression is not specified',
      'spec.validations[0].message: Invalid value: " ": message must be non-empty if specified',
      'spec.validations[0].reason: Unsupported value: "Odd": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"',
    ],
  ],
  [
    { paramKind: { kind: 'a b' } },
    {},
    [expect.stringMatching(/apiVersion: Required/), expect.stringMatching(/mixed case/)],
  ],
  [{ variables: [{ expression: '1' }] }, {}, ['spec.variables[0].name: Required value']],
  [
    {},
    { operations: ['CREATE', '*', 'LOOK'] },
    [
      `${AT}.operations: Invalid value: ["CREATE","*","LOOK"]: if '*' is present, must not specify other operations`,
      `${AT}.operations[2]: Unsupported value: "LOOK": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"`,
    ],
  ],
  [
    {},
    { apiGroups: [], apiVersions: [''] },
    [`${AT}.apiGroups: Required value`, `${AT}.apiVersions[0]: Required value`],
  ],
  [
    {},
    { resources: ['pods/*', 'pods/status', '*', 'nodes'] },
    [
      `${AT}.resources[1]: Invalid value: "pods/status": if 'pods/*' is present, must not specify pods/status`,
      `${AT}.resources: Invalid value: ["pods/*","pods/status","*","nodes"]: if '*' is present, must not specify other resources without subresources`,
    ],
  ],
  [
    {},
    { resources: ['*/*', 'pods'] },
    [`${AT}.resources: Invalid value: ["*/*","pods"]: if '*/*' is present, must not specify other resources`],
  ],
])('a policy with %j about %j is refused', (spec, rule, errors) => {
  expect(refusals(policyStrategy, policy(spec, rule))).toEqual(errors);
});

test('an expression that cannot be read is refused with its policy', () => {
  expect(refusals(policyStrategy, policy({ validations: [{ expression: 'object.spec ===' }] }))).toEqual([
    expect.stringContaining('spec.validations[0].expression: Invalid value: "object.spec ===": compilation failed'),
  ]);
});

test.each<[Json, readonly string[]]>([
  [{}, []],
  [{ paramRef: { name: 'a', parameterNotFoundAction: 'Deny' } }, []],
  [{ policyName: '' }, ['spec.policyName: Required value']],
  [{ validationActions: [] }, ['spec.validationActions: Required value']],
  [
    { validationActions: ['Deny', 'Warn', 'Deny'] },
    [
      'spec.validationActions[2]: Duplicate value: "Deny"',
      expect.stringContaining('must not contain both Deny and Warn (repeating the same validation failure information'),
    ],
  ],
  [
    { paramRef: { name: 'a', selector: {} } },
    [
      'spec.paramRef.name: Forbidden: name and selector are mutually exclusive',
      'spec.paramRef.selector: Forbidden: name and selector are mutually exclusive',
      'spec.paramRef.parameterNotFoundAction: Required value',
    ],
  ],
])('a binding with %j: %j', (spec, errors) => {
  expect(refusals(bindingStrategy, binding(spec))).toEqual(errors);
});

test('rules of webhooks are those of policies', () => {
  const webhook = {
    name: 'a.example.com',
    admissionReviewVersions: ['v1'],
    clientConfig: { url: 'https://a' },
    sideEffects: 'None',
    rules: [{ ...RULE, scope: 'Near' }],
  };
  expect(refusals(webhookStrategy, { metadata: { name: 'a' }, webhooks: [webhook] })).toEqual([
    'webhooks[0].rules[0].scope: Unsupported value: "Near": supported values: "*", "Cluster", "Namespaced"',
  ]);
});

test.each<[string, string, readonly string[], number]>([
  ['', 'ConfigMap', ['example.com/a', 'orphan', 'kubernetes'], 0],
  ['', 'ConfigMap', ['a'], 1],
  ['apps', 'ControllerRevision', ['a', 'b'], 2],
  ['apiregistration.k8s.io', 'APIService', ['a'], 0],
])('a finalizer of %s/%s among %j: %d are refused', (group, kind, finalizers, count) => {
  const errors = refusals(strategyOf(group, kind), { metadata: { name: 'v1.a', finalizers }, data: {}, revision: 1 });
  const rule = 'name is neither a standard finalizer name nor is it fully qualified';
  expect(errors.filter((each) => each.endsWith(rule))).toHaveLength(count);
});
