import { seed, type SeedObject } from '../seed-object';
import { SYSTEM_NAMESPACE, systemAccount, systemBinding, TOLERATES_ALL } from './parts';

/** A program that runs on every node. */
export interface NodeProgram {
  /** Name of the DaemonSet, of its label `k8s-app`, its container and its account. */
  readonly name: string;
  readonly image: string;
  /** @default - that of the image */
  readonly command?: readonly string[];
  /** Keys of its ConfigMap, mounted at /var/lib/NAME. @default - it has none */
  readonly config?: Readonly<Record<string, string>>;
  /** CPU that it asks for. @default - none */
  readonly cpu?: string;
}

/** The DaemonSet of a program that the node itself needs, in the node's network. */
function nodeProgram({ name, image, command, config, cpu }: NodeProgram): SeedObject[] {
  const labels = { 'k8s-app': name };
  const place = { name, namespace: SYSTEM_NAMESPACE };
  const pod = {
    priorityClassName: 'system-node-critical',
    hostNetwork: true,
    serviceAccountName: name,
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: TOLERATES_ALL,
    containers: [
      {
        name,
        image,
        imagePullPolicy: 'IfNotPresent',
        ...(command === undefined ? {} : { command }),
        env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
        ...(cpu === undefined ? {} : { resources: { requests: { cpu } } }),
        securityContext: { capabilities: { add: ['NET_ADMIN', 'SYS_MODULE'] } },
        ...(config === undefined ? {} : { volumeMounts: [{ name, mountPath: `/var/lib/${name}` }] }),
      },
    ],
    ...(config === undefined ? {} : { volumes: [{ name, configMap: { name } }] }),
  };
  return [
    systemAccount(name),
    ...(config === undefined
      ? []
      : [seed('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...place, labels }, data: config })]),
    seed('apps/daemonsets', {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { ...place, labels },
      spec: {
        selector: { matchLabels: labels },
        updateStrategy: { type: 'RollingUpdate' },
        template: { metadata: { labels }, spec: pod },
      },
    }),
  ];
}

/** Service addresses on every node. Source: Kubernetes 1.36, cmd/kubeadm/app/phases/addons/proxy/manifests.go. */
export const proxy = (podCidr: string, image = 'registry.k8s.io/kube-proxy:v1.36.2'): SeedObject[] => [
  ...nodeProgram({
    name: 'kube-proxy',
    image,
    command: [
      '/usr/local/bin/kube-proxy',
      '--config=/var/lib/kube-proxy/config.conf',
      '--hostname-override=$(NODE_NAME)',
    ],
    config: {
      'config.conf': `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nclusterCIDR: ${podCidr}\n`,
    },
  }),
  systemBinding('system:node-proxier', 'kube-proxy', 'kubeadm:node-proxier'),
];

/** The Pod network of Amazon's clusters. */
export const amazonNetwork = (): SeedObject[] =>
  nodeProgram({ name: 'aws-node', image: 'public.ecr.aws/eks/amazon-k8s-cni:v1.20.4', cpu: '50m' });
