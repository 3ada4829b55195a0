import type { ApiClient } from '../../api';
import { compilePolicy, type CompiledPolicy, isAllowed, type NamespaceLabels, type Traffic } from './compile-policy';

/** The NetworkPolicies of a cluster, each compiled once for every change of it. */
export class Policies {
  private readonly byNamespace = new Map<string, Map<string, CompiledPolicy>>();
  private readonly labelsOf: NamespaceLabels;

  constructor(client: ApiClient) {
    this.labelsOf = (namespace) => client.get('namespaces', '', namespace)?.metadata.labels;
    client.watch('networking.k8s.io/networkpolicies', ({ type, object }) => {
      const { namespace, name } = object.metadata;
      const policies = this.byNamespace.get(namespace) ?? new Map<string, CompiledPolicy>();
      if (type === 'DELETED') policies.delete(name);
      else policies.set(name, compilePolicy(object));
      if (policies.size === 0) this.byNamespace.delete(namespace);
      else this.byNamespace.set(namespace, policies);
    });
  }

  /** Whether there is a policy that could say something about Pods of either namespace. */
  concern(namespace: string, other: string): boolean {
    return this.byNamespace.size > 0 && (this.byNamespace.has(namespace) || this.byNamespace.has(other));
  }

  /** Whether both sides let traffic through. */
  allow(traffic: Traffic): boolean {
    return this.isOpen('egress', traffic) && this.isOpen('ingress', traffic);
  }

  private isOpen(direction: 'ingress' | 'egress', traffic: Traffic): boolean {
    const { pod } = direction === 'ingress' ? traffic.to : traffic.from;
    const policies = pod === undefined ? undefined : this.byNamespace.get(pod.metadata.namespace);
    return policies === undefined || isAllowed([...policies.values()], direction, traffic, this.labelsOf);
  }
}
