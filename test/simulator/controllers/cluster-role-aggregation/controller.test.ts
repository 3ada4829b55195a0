import type { Labels, PolicyRule } from '../../../../src/simulator/api';
import { clusterRoleAggregationController } from '../../../../src/simulator/controllers/cluster-role-aggregation/controller';
import { SmallControlPlane } from '../../../support/small-control-plane';

const ROLES = 'rbac.authorization.k8s.io/clusterroles';
const PART: Labels = { 'rbac.example.com/aggregate-to-monitoring': 'true' };
const reads = (resource: string): PolicyRule => ({ verbs: ['get'], apiGroups: [''], resources: [resource] });

class Sample extends SmallControlPlane {
  constructor() {
    super(clusterRoleAggregationController);
  }

  put(name: string, rules: readonly PolicyRule[], labels: Labels = {}): void {
    this.client.create(ROLES, { metadata: { name, labels }, rules });
    this.advance();
  }

  aggregate(name: string, matchLabels: Labels, labels: Labels = {}): void {
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels }] };
    this.client.create(ROLES, { metadata: { name, labels }, rules: [], aggregationRule });
    this.advance();
  }

  rulesOf(name: string): unknown {
    return this.client.get(ROLES, '', name)?.rules;
  }
}

test('an aggregated role has the rules of all that match, by name, each once', () => {
  const plane = new Sample();
  plane.aggregate('monitoring', PART);
  expect(plane.rulesOf('monitoring')).toBeNull();
  plane.put('b', [reads('services'), reads('pods')], PART);
  plane.put('a', [reads('pods')], PART);
  plane.put('other', [reads('secrets')]);
  expect(plane.rulesOf('monitoring')).toEqual([reads('pods'), reads('services')]);
  plane.client.delete(ROLES, '', 'b');
  plane.advance();
  expect(plane.rulesOf('monitoring')).toEqual([reads('pods')]);
});

test('what is written into it by hand does not stay', () => {
  const plane = new Sample();
  plane.put('a', [reads('pods')], PART);
  plane.aggregate('monitoring', PART);
  const role = plane.client.get(ROLES, '', 'monitoring');
  if (role === undefined) throw new Error('not there');
  plane.client.update(ROLES, { ...role, rules: [reads('secrets')] });
  plane.advance();
  expect(plane.rulesOf('monitoring')).toEqual([reads('pods')]);
});

test('aggregated roles are parts of others', () => {
  const plane = new Sample();
  plane.aggregate('outer', { outer: 'yes' });
  plane.aggregate('inner', PART, { outer: 'yes' });
  plane.put('a', [reads('pods')], PART);
  expect(plane.rulesOf('outer')).toEqual([reads('pods')]);
});

test('nothing is written when nothing changes', () => {
  const plane = new Sample();
  plane.put('a', [reads('pods')], PART);
  plane.aggregate('monitoring', PART);
  const before = plane.writes;
  plane.put('other', [reads('secrets')]);
  expect(plane.writes).toBe(before + 1);
});
