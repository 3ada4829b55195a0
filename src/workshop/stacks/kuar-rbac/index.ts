import { AccessBinding, AccessRole } from '../../constructs';
import type { StackDefinition } from '../stack';

/** The label by which ClusterRole monitoring collects its rules. */
const intoMonitoring = { 'rbac.example.com/aggregate-to-monitoring': 'true' };

/** Who may do what: a role, its binding, and a cluster role put together from parts. */
export const kuarRbac: StackDefinition = {
  id: 'kuar-rbac',
  title: 'Role, RoleBinding, reconcile',
  source: 'Notes on "Kubernetes: Up and Running": 14. RBAC',
  lessons: [
    {
      summary: 'alice and the group mydevs may work with Pods and Services; monitoring grows with every labelled part.',
      build: (scope) => {
        const role = new AccessRole(scope, 'pod-and-services', {
          namespace: 'default',
          rules: [
            {
              resources: ['pods', 'services'],
              verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
            },
          ],
        });
        new AccessBinding(scope, 'pods-and-services', {
          namespace: 'default',
          role,
          subjects: [{ user: 'alice' }, { group: 'mydevs' }],
        });
        // The control plane fills in its rules: those of all ClusterRoles with the label.
        new AccessRole(scope, 'monitoring', { clusterWide: true, aggregates: intoMonitoring });
        new AccessRole(scope, 'monitoring-pods', {
          clusterWide: true,
          labels: intoMonitoring,
          rules: [{ resources: ['pods', 'services', 'endpoints'], verbs: ['get', 'list', 'watch'] }],
        });
      },
    },
  ],
};
