import { WorkQueue, type Controller } from '../../client';
import { decideRules } from './decide-rules';

const ROLES = 'rbac.authorization.k8s.io/clusterroles';

/**
 * Keeps the rules of ClusterRoles with an aggregation rule.
 *
 * Source: Kubernetes 1.36, pkg/controller/clusterroleaggregation. Not modelled: it writes by replacing, where the real
 * one applies as field manager `clusterrole-aggregation-controller`.
 */
export const clusterRoleAggregationController: Controller = {
  name: 'clusterrole-aggregation-controller',
  start({ client, loop, trace }) {
    const aggregated = new Set<string>();
    const queue = new WorkQueue(loop, (name) => {
      const role = client.get(ROLES, '', name);
      const rules = role === undefined ? undefined : decideRules(role, client.list(ROLES));
      if (role === undefined || rules === undefined) return;
      client.update(ROLES, { ...role, rules });
      trace(role, `took over ${rules.length} rules`);
    });
    client.watch(ROLES, ({ type, object }) => {
      if (type === 'DELETED' || object.aggregationRule === undefined) aggregated.delete(object.metadata.name);
      else aggregated.add(object.metadata.name);
      // Which roles match is known only when the rules are put together: every one may be a part of any other.
      for (const name of aggregated) queue.add(name);
    });
  },
};
