import type { PodCheck } from '../check';

/** No namespaces of the node. Source: Kubernetes 1.36, pod-security-admission/policy/check_hostNamespaces.go. */
export const hostNamespaces: PodCheck = {
  id: 'hostNamespaces',
  level: 'baseline',
  versions: [
    {
      since: 0,
      judge: ({ spec }) => {
        const bad = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => spec[field] === true);
        if (bad.length === 0) return undefined;
        return { reason: 'host namespaces', detail: bad.map((field) => `${field}=true`).join(', ') };
      },
    },
  ],
};
