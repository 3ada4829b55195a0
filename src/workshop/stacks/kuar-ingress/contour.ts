import { Construct } from 'constructs';
import {
  AccessBinding,
  AccessRole,
  ConfigFiles,
  CustomResourceDefinition,
  type CustomResourceNames,
  Namespace,
  NodeAgent,
  Service,
  ServiceAccount,
  Task,
  Worker,
} from '../../constructs';

const LOOK = ['get', 'list', 'watch'];

/**
 * A stand-in for the quickstart of Contour: its 19 objects, with the least that each one needs.
 * contour (the control plane) tells envoy, on every node, where Ingresses lead; certgen makes their certificates.
 */
export class Contour extends Construct {
  private readonly namespace: string;
  private readonly image = 'projectcontour/contour:v1.0.0';

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.namespace = new Namespace(this, 'projectcontour').name;
    const account = this.account('contour');
    new ConfigFiles(this, 'Config', {
      name: 'contour',
      namespace: this.namespace,
      entries: { 'contour.yaml': '{}\n' },
    });
    this.defineKinds();
    this.makeCertificates();
    this.grant(account);
    this.run(account);
  }

  private account(name: string): string {
    return new ServiceAccount(this, `${name}-account`, { name, namespace: this.namespace }).name;
  }

  private defineKinds(): void {
    const delegation = { kind: 'TLSCertificateDelegation', plural: 'tlscertificatedelegations' };
    const define = (group: string, version: string, names: CustomResourceNames) =>
      new CustomResourceDefinition(this, `${names.plural}.${group}`, { group, version, names, scope: 'Namespaced' });
    define('contour.heptio.com', 'v1beta1', { kind: 'IngressRoute', plural: 'ingressroutes' });
    define('contour.heptio.com', 'v1beta1', delegation);
    define('projectcontour.io', 'v1', { kind: 'HTTPProxy', plural: 'httpproxies' });
    define('projectcontour.io', 'v1', delegation);
  }

  /** A Job that writes Secrets, and the right to do so. */
  private makeCertificates(): void {
    const { namespace } = this;
    const serviceAccount = this.account('contour-certgen');
    const role = new AccessRole(this, 'CertgenRole', {
      name: 'contour-certgen',
      namespace,
      rules: [{ resources: ['secrets'], verbs: ['create', 'update'] }],
    });
    new AccessBinding(this, 'CertgenBinding', {
      name: 'contour',
      namespace,
      role,
      subjects: [{ serviceAccount, namespace }],
    });
    new Task(this, 'Certgen', {
      name: 'contour-certgen',
      namespace,
      serviceAccount,
      restartPolicy: 'Never',
      containers: [{ name: 'contour', image: this.image, command: ['contour', 'certgen'] }],
    });
  }

  /** Contour reads Services and Ingresses everywhere, and elects a leader in its own namespace. */
  private grant(serviceAccount: string): void {
    const { namespace } = this;
    const subjects = [{ serviceAccount, namespace }];
    const everywhere = new AccessRole(this, 'ClusterRole', {
      name: 'contour',
      clusterWide: true,
      rules: [
        { resources: ['configmaps', 'endpoints', 'nodes', 'pods', 'secrets', 'services'], verbs: LOOK },
        {
          apiGroups: ['networking.k8s.io'],
          resources: ['ingresses', 'ingresses/status'],
          verbs: [...LOOK, 'update'],
        },
        { apiGroups: ['contour.heptio.com', 'projectcontour.io'], resources: ['*'], verbs: [...LOOK, 'update'] },
      ],
    });
    new AccessBinding(this, 'ClusterBinding', { name: 'contour', clusterWide: true, role: everywhere, subjects });
    const election = new AccessRole(this, 'contour-leaderelection', {
      namespace,
      rules: [
        {
          apiGroups: ['', 'coordination.k8s.io'],
          resources: ['configmaps', 'leases'],
          verbs: ['create', ...LOOK, 'update'],
        },
      ],
    });
    new AccessBinding(this, 'LeaderElection', { name: 'contour-leaderelection', namespace, role: election, subjects });
  }

  private run(serviceAccount: string): void {
    const { namespace } = this;
    const contour = new Worker(this, 'contour', {
      namespace,
      replicas: 2,
      serviceAccount,
      containers: [{ image: this.image, ports: [{ name: 'xds', port: 8001 }] }],
    });
    new Service(this, 'ContourService', {
      name: 'contour',
      namespace,
      pods: contour,
      ports: [{ name: 'xds', port: 8001, targetPort: 8001 }],
    });
    const envoy = new NodeAgent(this, 'envoy', {
      namespace,
      containers: [
        {
          image: 'envoyproxy/envoy:v1.11.2',
          ports: [
            { name: 'http', port: 80, hostPort: 80 },
            { name: 'https', port: 443, hostPort: 443 },
          ],
        },
      ],
    });
    new Service(this, 'EnvoyService', {
      name: 'envoy',
      namespace,
      type: 'LoadBalancer',
      pods: envoy,
      ports: [
        { name: 'http', port: 80 },
        { name: 'https', port: 443 },
      ],
    });
  }
}
