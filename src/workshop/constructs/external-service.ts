import type { Construct } from 'constructs';
import { ArgumentError, requireLabelName, requirePattern, requirePort, requireSome } from './argument';
import { Block, type ObjectProps, prefixed } from './block';
import { k8s } from './k8s';
import { Service } from './service';

/** Props of `ExternalName`. */
export interface ExternalNameProps extends ObjectProps {
  /** DNS name that the Service's name becomes an alias of. */
  readonly host: string;
}

/** Something outside the cluster, known by a DNS name: a Service that is an alias. Its port stays the target's. */
export class ExternalName extends Block {
  /** Name of the Service. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: ExternalNameProps) {
    super(scope, id);
    this.name = prefixed(this, props.name ?? id);
    requireLabelName(this, 'name', this.name);
    const rule = 'must be a DNS name in lower case, without port or scheme';
    requirePattern(this, 'host', props.host, /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, rule);
    new k8s.KubeService(this, 'Resource', {
      metadata: { name: this.name, namespace: props.namespace, labels: props.labels, annotations: props.annotations },
      spec: { type: 'ExternalName', externalName: props.host },
    });
  }
}

/** Props of `ExternalAddress`. */
export interface ExternalAddressProps extends ObjectProps {
  /** IPv4 addresses, at least one. */
  readonly addresses: readonly string[];
  /** Port, 1 to 65535, of the Service and of the addresses. */
  readonly port: number;
  /**
   * How the addresses are written: `EndpointSlice`, or the older `Endpoints`, which Kubernetes deprecates since 1.33.
   * @default EndpointSlice
   */
  readonly as?: 'EndpointSlice' | 'Endpoints';
}

const IPV4 = /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.|$)){4}$/;

/** Something outside the cluster, known by its addresses: a Service without selector and its hand-written endpoints. */
export class ExternalAddress extends Block {
  /** The Service. */
  readonly service: Service;

  constructor(scope: Construct, id: string, props: ExternalAddressProps) {
    super(scope, id);
    const { addresses, port, as = 'EndpointSlice', ...object } = props;
    const name = props.name ?? id;
    requireSome(this, 'addresses', addresses);
    requirePort(this, 'port', port);
    for (const address of addresses) {
      requirePattern(this, 'addresses', address, IPV4, 'must be an IPv4 address');
      if (address.startsWith('127.')) throw new ArgumentError(this, 'addresses', 'must not be loopback', address);
    }
    this.service = new Service(this, 'Service', { ...object, name, ports: [{ port, targetPort: port }] });
    this.node.defaultChild = this.service;
    const serviceName = this.service.name;
    if (as === 'Endpoints') {
      new k8s.KubeEndpoints(this, 'Endpoints', {
        metadata: { name: serviceName, namespace: props.namespace },
        subsets: [{ addresses: addresses.map((ip) => ({ ip })), ports: [{ port }] }],
      });
    } else {
      new k8s.KubeEndpointSlice(this, 'EndpointSlice', {
        metadata: {
          name: `${serviceName}-1`,
          namespace: props.namespace,
          labels: {
            'kubernetes.io/service-name': serviceName,
            // A value of one's own: the control plane leaves such slices alone.
            'endpointslice.kubernetes.io/managed-by': 'cluster-admin',
          },
        },
        addressType: 'IPv4',
        ports: [{ name: '', port, protocol: 'TCP' }],
        endpoints: [{ addresses: [...addresses] }],
      });
    }
  }

  protected override isPart(id: string): boolean {
    return id === 'Service';
  }
}
