import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { Block } from './block';
import { exposeThroughIngress, type Exposure, toServiceAccess } from './exposure';
import { Service, type ServicePort } from './service';
import { Worker, type WorkerProps } from './worker';

/** Props of `WebService`. */
export interface WebServiceProps extends WorkerProps {
  /** Port of the Service, and of the Pods unless `targetPort` says otherwise. */
  readonly port: number;
  /** Port of the Pods: a number, or the name of a container port. @default - `port` */
  readonly targetPort?: number | string;
  /** Name of the Service's port. @default - none */
  readonly portName?: string;
  /** Name of the Service. @default - the name of the workload */
  readonly serviceName?: string;
  /** Labels of the Service. @default - none */
  readonly serviceLabels?: Readonly<Record<string, string>>;
  /** How it is reached from outside the cluster. @default - not at all */
  readonly exposure?: Exposure;
}

/**
 * A program that others connect to: a Deployment behind a Service, reachable from outside if asked for.
 *
 * @example
 * new WebService(this, 'kuard', {
 *   port: 8080,
 *   replicas: 3,
 *   containers: [{ image: 'gcr.io/kuar-demo/kuard-amd64:blue', ports: [8080] }],
 *   exposure: { type: 'ingress', host: 'kuard.example.com' },
 * });
 */
export class WebService extends Block {
  /** The Deployment. */
  readonly worker: Worker;
  /** The Service. */
  readonly service: Service;

  constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id);
    const { port, targetPort, portName, serviceName, serviceLabels, exposure = { type: 'none' } } = props;
    const name = props.name ?? id;
    this.worker = new Worker(this, 'Deployment', { ...props, name });
    this.node.defaultChild = this.worker;
    const { type, nodePort } = toServiceAccess(exposure);
    const servicePort: ServicePort = { port, targetPort: targetPort ?? port, name: portName, nodePort };
    this.service = new Service(this, 'Service', {
      name: serviceName ?? name,
      namespace: props.namespace,
      labels: serviceLabels,
      pods: this.worker,
      type,
      ports: [servicePort],
    });
    exposeThroughIngress(this, name, this.service, exposure);
  }

  protected override isPart(id: string): boolean {
    return id === 'Deployment' || id === 'Service' || id === 'Ingress';
  }

  /** The Deployment's Kubernetes object. */
  override get apiObject(): ApiObject {
    return this.worker.apiObject;
  }

  /** `host:port` as other containers of the namespace write it. */
  get address(): string {
    return this.service.address;
  }
}
