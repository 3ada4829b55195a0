import type { Rule } from './rule';

/** Rules by what the server says; the first that fits. */
const KINDS: readonly { readonly rule: string; readonly pattern: RegExp; readonly cure: string }[] = [
  {
    rule: 'quota',
    pattern: /exceeded quota|must specify (limits|requests)|failed quota/,
    cure: 'raise the ResourceQuota of the namespace, or lower replicas, requests and limits; leave room for the Pods of a rollout',
  },
  {
    rule: 'limits',
    pattern: /(maximum|minimum) \S+ usage per|limit to request ratio/,
    cure: 'stay within the LimitRange of the namespace, or change it',
  },
  {
    rule: 'refused',
    pattern: /metadata\.annotations: Too long/,
    cure: 'apply it on the side of the server (workshop apply, kubectl apply --server-side): otherwise an annotation holds a copy of it',
  },
  {
    rule: 'refused',
    pattern: /./,
    cure: 'correct what the API server names',
  },
];

const strip = (message: string): string =>
  message
    .replace(/^Error creating: /, '')
    .replace(/^pods "[^"]*" is forbidden: /, '')
    .replace(/^create Pod \S+ in \S+ \S+ failed error: /, '');

/** The rule that a refusal of the server belongs to, with its cure. */
export function refusalOf(message: string): { readonly rule: string; readonly cure: string } {
  return KINDS.find(({ pattern }) => pattern.test(message)) ?? { rule: 'refused', cure: '' };
}

/** Kinds that make Pods. */
const MAKERS = [
  'apps/replicasets',
  'apps/statefulsets',
  'apps/daemonsets',
  'batch/jobs',
  'replicationcontrollers',
] as const;

/** Pods that the API server does not take. */
export const refusedPods: Rule = {
  id: 'quota, limits, refused',
  finds: 'Pods that a ResourceQuota, a LimitRange or another check of the API server keeps from being made',
  check: (context) => {
    for (const resource of MAKERS) {
      for (const maker of context.client.list(resource)) {
        const root = context.rootOf(maker);
        if (root === undefined) continue;
        const wanted = 'replicas' in maker.spec ? (maker.spec.replicas ?? 1) : 1;
        const made = 'replicas' in maker.status ? (maker.status.replicas ?? 0) : 0;
        if (wanted === 0 || made >= wanted) continue;
        for (const { reason, message = '' } of context.warnings(maker)) {
          if (reason !== 'FailedCreate') continue;
          const { rule, cure } = refusalOf(message);
          context.report(rule, root, { message: `${made} of ${wanted} Pods could be made: ${strip(message)}`, cure });
        }
      }
    }
  },
};
