import { resourceQuotaStrategy } from '../../../src/simulator/resources/resource-quota';
import { type Json, refusals } from './written';

const quota = (spec: Json): Json => ({ metadata: { name: 'guard', namespace: 'demo' }, spec });
const selecting = (...matchExpressions: Json[]): Json => ({ hard: { pods: '1' }, scopeSelector: { matchExpressions } });
const AT = 'spec.scopeSelector.matchExpressions';

test.each<[string, Json, readonly string[]]>([
  ['Pods and what they ask for', { hard: { pods: '1', 'limits.cpu': '1' }, scopes: ['NotBestEffort'] }, []],
  ['a class of priority', selecting({ scopeName: 'PriorityClass', operator: 'In', values: ['high'] }), []],
  ['any class of priority', selecting({ scopeName: 'PriorityClass', operator: 'Exists' }), []],
  ['objects that no scope is about', { hard: { 'count/widgets.example.com': '1' }, scopes: ['Terminating'] }, []],
  [
    'processors of Pods that ask for none',
    { hard: { pods: '1', 'requests.cpu': '1' }, scopes: ['BestEffort'] },
    ['spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource'],
  ],
  [
    'objects besides Pods',
    { hard: { services: '1' }, scopes: ['Terminating'] },
    ['spec.scopes: Invalid value: ["Terminating"]: unsupported scope applied to resource'],
  ],
  [
    'Pods that are two things at once',
    { hard: { pods: '1' }, scopes: ['Terminating', 'NotTerminating', 'Odd'] },
    [
      'spec.scopes: Invalid value: ["Terminating","NotTerminating","Odd"]: unsupported scope',
      'spec.scopes: Invalid value: ["Terminating","NotTerminating","Odd"]: conflicting scopes',
    ],
  ],
  [
    'classes without a name',
    selecting({ scopeName: 'PriorityClass', operator: 'In' }),
    [
      `${AT}.values: Required value: must be at least one value when \`operator\` is 'In' or 'NotIn' for scope selector`,
    ],
  ],
  [
    'no class, by name',
    selecting({ scopeName: 'PriorityClass', operator: 'DoesNotExist', values: ['a'] }),
    [
      `${AT}.values: Invalid value: ["a"]: must be no value when \`operator\` is 'Exist' or 'DoesNotExist' for scope selector`,
    ],
  ],
  [
    'what cannot be asked',
    selecting({ scopeName: 'Odd', operator: 'Near' }),
    [
      `${AT}.scopeName: Invalid value: "Odd": unsupported scope`,
      `${AT}.operator: Invalid value: "Near": not a valid selector operator`,
    ],
  ],
])('a quota of %s', (_, spec, errors) => {
  expect(refusals(resourceQuotaStrategy, quota(spec))).toEqual(errors);
});

test('a scope without values can only be there', () => {
  const [error] = refusals(
    resourceQuotaStrategy,
    quota(selecting({ scopeName: 'BestEffort', operator: 'In', values: ['a'] })),
  );
  expect(error).toMatch(
    /operator: Invalid value: "In": must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, /,
  );
});
