import type { KubeObject } from '../api';
import { fieldsAt, listAt, mapAt, textAt, textsAt, type Fields } from './fields';

/** A port of a Service, after defaulting. */
export interface ServicePort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly targetPort: number | string;
  readonly nodePort: number;
}

/** What a Service says, as rules read it. */
export interface ServiceView {
  readonly type: string;
  readonly clusterIp: string;
  readonly clusterIps: readonly string[];
  readonly ports: readonly ServicePort[];
  readonly spec: Fields;
  readonly isHeadless: boolean;
  readonly hasSelector: boolean;
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** The address of a Service that has none on purpose. */
export const HEADLESS = 'None';

/** Reads a Service or a draft of one. */
export function viewService(object: KubeObject | Fields): ServiceView {
  const spec = fieldsAt(object, 'spec') ?? {};
  const clusterIps = textsAt(spec, 'clusterIPs');
  return {
    type: textAt(spec, 'type'),
    clusterIp: textAt(spec, 'clusterIP'),
    clusterIps,
    ports: listAt(spec, 'ports').map((port) => ({
      name: textAt(port, 'name'),
      protocol: textAt(port, 'protocol'),
      port: numberOf(port['port']),
      targetPort: (port['targetPort'] as number | string | undefined) ?? 0,
      nodePort: numberOf(port['nodePort']),
    })),
    spec,
    isHeadless: clusterIps[0] === HEADLESS,
    hasSelector: Object.keys(mapAt(spec, 'selector') ?? {}).length > 0,
  };
}

/** Whether a Service of this type has an address in the cluster. */
export const needsClusterIp = (type: string): boolean =>
  type === 'ClusterIP' || type === 'NodePort' || type === 'LoadBalancer';

/** Whether a Service of this type has ports on nodes. */
export const needsNodePort = (type: string, allocates: unknown): boolean =>
  type === 'NodePort' || (type === 'LoadBalancer' && allocates !== false);

/** Whether traffic from outside the cluster reaches a Service. */
export const isExternallyAccessible = ({ type, spec }: ServiceView): boolean =>
  type === 'NodePort' || type === 'LoadBalancer' || (type === 'ClusterIP' && textsAt(spec, 'externalIPs').length > 0);
