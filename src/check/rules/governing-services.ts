import type { Rule } from './rule';

/** StatefulSets whose Pods have no names. */
export const governingServices: Rule = {
  id: 'reference',
  finds: 'StatefulSets whose serviceName names no Service: DNS knows none of their Pods by name',
  check: (context) => {
    for (const object of context.ofKind('StatefulSet')) {
      const { namespace = '', name } = object;
      const service = context.client.get('apps/statefulsets', namespace, name)?.spec.serviceName ?? '';
      if (service === '' || context.client.get('services', namespace, service) !== undefined) continue;
      context.report(
        'reference',
        object,
        {
          severity: 'warning',
          message: `there is no Service '${service}' (serviceName) in namespace ${namespace}: its Pods have no names in DNS`,
          cure: 'add a headless Service (clusterIP: None) of this name that selects its Pods',
        },
        'serviceName',
      );
    }
  },
};
