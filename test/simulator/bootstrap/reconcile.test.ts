import type { KubeObject } from '../../../src/simulator/api';
import { decideRole } from '../../../src/simulator/bootstrap/roles/reconcile';

const API_VERSION = 'rbac.authorization.k8s.io/v1';
const AUTOUPDATE = 'rbac.authorization.kubernetes.io/autoupdate';

const rule = (verbs: string, resources: string, more: object = {}) => ({
  apiGroups: [''],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
  ...more,
});

const METADATA = { name: 'r', labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' }, annotations: {} };
const expectedRole: KubeObject = {
  apiVersion: API_VERSION,
  kind: 'ClusterRole',
  metadata: { ...METADATA, annotations: { [AUTOUPDATE]: 'true' } },
  rules: [rule('get list', 'pods')],
};
const annotated = (value: string) => ({ ...expectedRole.metadata, annotations: { [AUTOUPDATE]: value } });

describe('a starting server', () => {
  test('makes a role that is missing', () => {
    expect(decideRole(expectedRole, undefined)).toEqual({ type: 'create', object: expectedRole });
  });

  test('leaves a role alone that has all it needs, and more', () => {
    const grown = { ...expectedRole, rules: [rule('*', 'pods'), rule('get', 'secrets')] };
    expect(decideRole(expectedRole, grown)).toEqual({ type: 'nothing' });
  });

  test('puts back what a role has lost, behind what it has', () => {
    const lessened = { ...expectedRole, rules: [rule('get', 'secrets'), rule('get', 'pods')] };
    expect(decideRole(expectedRole, lessened)).toEqual({
      type: 'update',
      object: { ...expectedRole, rules: [rule('get', 'secrets'), rule('get', 'pods'), rule('list', 'pods')] },
    });
  });

  test('puts back labels and annotations; other values stay', () => {
    const other = { ...expectedRole, metadata: { name: 'r', annotations: { [AUTOUPDATE]: 'True', mine: 'x' } } };
    expect(decideRole(expectedRole, other)).toMatchObject({
      type: 'update',
      object: { metadata: { labels: METADATA.labels, annotations: { [AUTOUPDATE]: 'True', mine: 'x' } } },
    });
  });

  test('does not touch what says false', () => {
    expect(decideRole(expectedRole, { ...expectedRole, rules: [], metadata: annotated('false') })).toEqual({
      type: 'nothing',
    });
    expect(decideRole(expectedRole, { ...expectedRole, rules: [], metadata: annotated('False') }).type).toBe('update');
  });

  test('looks at the selectors of an aggregated role, not at its rules', () => {
    const selector = (role: string) => ({ matchLabels: { [`aggregate-to-${role}`]: 'true' } });
    const aggregated = { ...expectedRole, aggregationRule: { clusterRoleSelectors: [selector('view')] } };
    expect(decideRole(aggregated, { ...aggregated, rules: [] })).toEqual({ type: 'nothing' });
    const own = { ...aggregated, rules: [], aggregationRule: { clusterRoleSelectors: [selector('mine')] } };
    expect(decideRole(aggregated, own)).toMatchObject({
      type: 'update',
      object: { rules: [], aggregationRule: { clusterRoleSelectors: [selector('mine'), selector('view')] } },
    });
  });

  const subject = (name: string) => ({ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name });
  const binding: KubeObject = {
    apiVersion: API_VERSION,
    kind: 'ClusterRoleBinding',
    metadata: expectedRole.metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'r' },
    subjects: [subject('a'), subject('b')],
  };

  test('puts back subjects of a binding, and keeps others', () => {
    expect(decideRole(binding, { ...binding, subjects: [subject('c'), subject('b')] })).toEqual({
      type: 'update',
      object: { ...binding, subjects: [subject('c'), subject('b'), subject('a')] },
    });
  });

  test('makes a binding anew that gives another role', () => {
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'other' };
    expect(decideRole(binding, { ...binding, roleRef })).toEqual({ type: 'replace', object: binding });
  });
});
