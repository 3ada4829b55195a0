import type { Construct } from 'constructs';
import {
  ArgumentError,
  requireInteger,
  requireLabelName,
  requireLabels,
  requireNodePort,
  requireOneOf,
  requirePort,
  requireSome,
} from './argument';
import { Block, type ObjectProps, prefixed } from './block';
import { k8s } from './k8s';
import { toIntOrString } from './quantity';
import { Workload } from './workload';

/** One port of a Service. */
export interface ServicePort {
  /** Port of the Service, 1 to 65535. */
  readonly port: number;
  /** Port of the Pods: a number, or the name of a container port. @default - the same number */
  readonly targetPort?: number | string;
  /** Name; required when there are several. @default - none */
  readonly name?: string;
  /** Port of every node, 30000 to 32767; only for node ports and load balancers. @default - Kubernetes picks one */
  readonly nodePort?: number;
  /** Protocol. @default - TCP, left out of the manifest */
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
}

/** How a Service is reached. */
export interface ServiceAccess {
  /**
   * From where: `ClusterIP` inside the cluster, `NodePort` on every node as well, `LoadBalancer` at an address of
   * the cloud as well. @default - ClusterIP, left out of the manifest
   */
  readonly type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
  /** `None` makes the Service headless: its name means the Pods themselves. @default - Kubernetes picks an address */
  readonly clusterIP?: string;
  /** `ClientIP` sends one client to one Pod. @default - None */
  readonly sessionAffinity?: 'ClientIP' | 'None';
  /** `Local` keeps the client's address and never leaves the node. @default - Cluster */
  readonly externalTrafficPolicy?: 'Cluster' | 'Local';
  /** Publishes the names of Pods that are not ready. @default - only ready ones */
  readonly publishNotReadyAddresses?: boolean;
}

/** Props of `Service`. */
export interface ServiceProps extends ObjectProps, ServiceAccess {
  /** The Pods that answer: a workload, or labels. @default - none: Endpoints or EndpointSlices are written by hand */
  readonly pods?: Workload | Readonly<Record<string, string>>;
  /** Ports, at least one. A number stands for the same port on both sides. */
  readonly ports: readonly (number | ServicePort)[];
}

/** A stable name and address for Pods that come and go. */
export class Service extends Block {
  /** Name of the Service, which is also its host name within the namespace. */
  readonly name: string;
  /** Name without the prefix of a release. */
  readonly givenName: string;
  /** Number of the first port. */
  readonly port: number;

  constructor(scope: Construct, id: string, props: ServiceProps) {
    super(scope, id);
    this.givenName = props.name ?? id;
    this.name = prefixed(this, this.givenName);
    requireLabelName(this, 'name', this.name);
    requireLabels(this, 'labels', props.labels);
    requireSome(this, 'ports', props.ports);
    requireOneOf(this, 'type', props.type, ['ClusterIP', 'NodePort', 'LoadBalancer']);
    requireOneOf(this, 'sessionAffinity', props.sessionAffinity, ['ClientIP', 'None']);
    requireOneOf(this, 'externalTrafficPolicy', props.externalTrafficPolicy, ['Cluster', 'Local']);
    const ports = props.ports.map((port): ServicePort => (isServicePort(port) ? port : { port }));
    this.port = (ports[0] as ServicePort).port;
    for (const port of ports) this.requireValid(port, props.type ?? 'ClusterIP', ports.length);
    const selector = props.pods instanceof Workload ? props.pods.selector : props.pods;
    requireLabels(this, 'pods', selector);
    new k8s.KubeService(this, 'Resource', {
      metadata: { name: this.name, namespace: props.namespace, labels: props.labels, annotations: props.annotations },
      spec: {
        clusterIp: props.clusterIP,
        externalTrafficPolicy: props.externalTrafficPolicy,
        ports: ports.map(({ name, nodePort, port, protocol, targetPort }) => ({
          name,
          nodePort,
          port,
          protocol,
          targetPort: targetPort === undefined ? undefined : toIntOrString(targetPort),
        })),
        publishNotReadyAddresses: props.publishNotReadyAddresses,
        selector,
        sessionAffinity: props.sessionAffinity,
        type: props.type,
      },
    });
  }

  /** `host:port` as other containers of the namespace write it. */
  get address(): string {
    return `${this.name}:${this.port}`;
  }

  private requireValid(port: ServicePort, type: string, count: number): void {
    requirePort(this, 'ports', port.port);
    if (typeof port.targetPort === 'number') requireInteger(this, 'ports.targetPort', port.targetPort, 1, 65535);
    requireNodePort(this, 'ports.nodePort', port.nodePort);
    if (port.nodePort !== undefined && type === 'ClusterIP') {
      throw new ArgumentError(this, 'ports.nodePort', "needs type 'NodePort' or 'LoadBalancer'", port.nodePort);
    }
    if (count > 1 && port.name === undefined) {
      throw new ArgumentError(this, 'ports', 'must all have names when there are several', port);
    }
  }
}

const isServicePort = (port: number | ServicePort): port is ServicePort => typeof port === 'object' && 'port' in port;
