import {
  type IPBlock,
  labelSelectorOf,
  type LabelSelector,
  type NetworkPolicy,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
  type Pod,
} from '../../api';
import { addressRange, isInRange } from '../addresses';
import type { Protocol } from '../services/service-table';

/** One side of a connection, as policies see it. */
export interface Party {
  readonly address: string;
  /** The Pod that it is; undefined for nodes, Pods in the network of their node, and what is outside. */
  readonly pod: Pod | undefined;
}

/** A connection that policies judge. */
export interface Traffic {
  readonly from: Party;
  readonly to: Party;
  readonly protocol: Protocol;
  /** Port of the Pod that is reached, behind all translation. */
  readonly port: number;
}

/** Labels of a namespace, by its name; undefined when there is none. */
export type NamespaceLabels = (namespace: string) => Readonly<Record<string, string>> | undefined;

type PeerMatch = (party: Party, labelsOf: NamespaceLabels) => boolean;
type PortMatch = (traffic: Traffic) => boolean;

/** What a policy allows in one direction: any of these. */
interface Allowance {
  readonly isPeer: PeerMatch;
  readonly isPort: PortMatch;
}

/** A policy that is ready to judge. */
export interface CompiledPolicy {
  readonly pods: LabelSelector;
  /** What may come in; undefined when it says nothing of that. */
  readonly ingress: readonly Allowance[] | undefined;
  /** What may go out; undefined when it says nothing of that. */
  readonly egress: readonly Allowance[] | undefined;
}

function compileBlock({ cidr, except = [] }: IPBlock): PeerMatch {
  const range = addressRange(cidr);
  const holes = except.flatMap((each) => addressRange(each) ?? []);
  return ({ address }) =>
    range !== undefined && isInRange(address, range) && !holes.some((hole) => isInRange(address, hole));
}

function compilePeer({ ipBlock, podSelector, namespaceSelector }: NetworkPolicyPeer, namespace: string): PeerMatch {
  if (ipBlock !== undefined) return compileBlock(ipBlock);
  const pods = podSelector === undefined ? undefined : labelSelectorOf(podSelector);
  const namespaces = namespaceSelector === undefined ? undefined : labelSelectorOf(namespaceSelector);
  return ({ pod }, labelsOf) => {
    if (pod === undefined) return false;
    const { metadata } = pod;
    const isNamespace =
      namespaces === undefined
        ? metadata.namespace === namespace
        : namespaces.matches(labelsOf(metadata.namespace) ?? {});
    return isNamespace && (pods === undefined || pods.matches(metadata.labels));
  };
}

/** Number of the port that a Pod has under a name. */
function namedPort(pod: Pod | undefined, name: string, protocol: string): number | undefined {
  for (const { ports = [] } of pod?.spec.containers ?? []) {
    for (const port of ports) {
      if (port.name === name && (port.protocol ?? 'TCP') === protocol) return port.containerPort;
    }
  }
  return undefined;
}

function compilePort({ protocol = 'TCP', port, endPort }: NetworkPolicyPort): PortMatch {
  return (traffic) => {
    if (traffic.protocol !== protocol) return false;
    if (port === undefined) return true;
    if (typeof port === 'string') return namedPort(traffic.to.pod, port, protocol) === traffic.port;
    return traffic.port >= port && traffic.port <= (endPort ?? port);
  };
}

function compileRule(
  peers: readonly NetworkPolicyPeer[] = [],
  ports: readonly NetworkPolicyPort[] = [],
  namespace: string,
): Allowance {
  const peerMatches = peers.map((peer) => compilePeer(peer, namespace));
  const portMatches = ports.map(compilePort);
  return {
    isPeer: (party, labelsOf) => peers.length === 0 || peerMatches.some((matches) => matches(party, labelsOf)),
    isPort: (traffic) => ports.length === 0 || portMatches.some((matches) => matches(traffic)),
  };
}

/**
 * Makes a policy ready to judge. A peer without `namespaceSelector` is one of the policy's own namespace; an `ipBlock`
 * holds for Pods too, as most network plug-ins have it.
 *
 * Source: Kubernetes 1.36, networking/v1 `NetworkPolicySpec` and the fields below it.
 */
export function compilePolicy({ metadata: { namespace }, spec }: NetworkPolicy): CompiledPolicy {
  const { podSelector, ingress = [], egress = [] } = spec;
  // The API server fills the types in; without them: Ingress, and Egress where there are rules for it.
  const types = spec.policyTypes ?? (egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);
  return {
    pods: labelSelectorOf(podSelector),
    ingress: types.includes('Ingress')
      ? ingress.map(({ from, ports }) => compileRule(from, ports, namespace))
      : undefined,
    egress: types.includes('Egress') ? egress.map(({ to, ports }) => compileRule(to, ports, namespace)) : undefined,
  };
}

/**
 * Whether the policies of a Pod's namespace let traffic through in one direction: a Pod that no policy of the direction
 * selects is open, any other gets what at least one of them allows.
 */
export function isAllowed(
  policies: readonly CompiledPolicy[],
  direction: 'ingress' | 'egress',
  traffic: Traffic,
  labelsOf: NamespaceLabels,
): boolean {
  const [own, peer] = direction === 'ingress' ? [traffic.to, traffic.from] : [traffic.from, traffic.to];
  if (own.pod === undefined) return true;
  const { labels } = own.pod.metadata;
  let isSelected = false;
  for (const policy of policies) {
    const allowances = policy[direction];
    if (allowances === undefined || !policy.pods.matches(labels)) continue;
    isSelected = true;
    if (allowances.some(({ isPeer, isPort }) => isPort(traffic) && isPeer(peer, labelsOf))) return true;
  }
  return !isSelected;
}
