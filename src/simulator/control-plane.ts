import type { ApiClient, KubeObject, MetricsAccess } from './api';
import type { ClientIdentity } from './apiserver/in-process-client';
import {
  type ClusterProfile,
  type LoadBalancerPlan,
  SERVER_ENDPOINT,
  serverService,
  serviceAddress,
} from './bootstrap';
import { ClusterEventRecorder, type Controller, type PodViews } from './client';
import {
  apiServiceControllers,
  type CertificateAuthority,
  certificateControllers,
  controllers,
  dynamicProvisioners,
  horizontalPodAutoscaler,
  kubernetesServiceController,
  provisionersNamed,
  rootCaController,
  type SecretTokens,
  serviceAccountTokenController,
  serviceLoadBalancerController,
} from './controllers';
import type { EventLoop, SeededRandom, Trace } from './engine';
import { type ImageDefinition, imageDefinitions, ImageRegistry } from './images';
import { createNodeAgents, type KubeletContext, type NodeAgents } from './kubelet';
import { apiServerHandler, type ClusterNetwork, createClusterNetwork, type ServerFunction } from './network';
import { scheduler } from './scheduler';

/** What the parts of a cluster that act by themselves work with. */
export interface ControlPlaneOptions {
  readonly clientFor: (identity: ClientIdentity) => ApiClient;
  readonly loop: EventLoop;
  readonly trace: Trace;
  readonly random: SeededRandom;
  readonly pods: PodViews;
  readonly profile: ClusterProfile;
  /** Certificate that every namespace gets. */
  readonly authority: string;
  /** Who approves and signs certificates. */
  readonly certificates: CertificateAuthority;
  /** What Pods use, as the API says it. */
  readonly metrics: MetricsAccess;
  /** Images beside those that are described here. */
  readonly images: readonly ImageDefinition[];
  /** Answers programs in the cluster. */
  readonly serve: ServerFunction;
  /** A token for the service account of a Pod. */
  readonly token: KubeletContext['token'];
  /** A token for a service account that a Secret of this name keeps. */
  readonly secretToken: SecretTokens['newToken'];
}

/** What acts by itself. */
export interface ControlPlane {
  /** The agents of the nodes. */
  readonly agents: NodeAgents;
  readonly network: ClusterNetwork;
}

/** Names and numbers load balancers; equal seeds give equal names. */
function loadBalancer(plan: LoadBalancerPlan, random: SeededRandom): Controller {
  const { delayMs } = plan;
  if (plan.kind === 'hostname') {
    const hostnameOf = (index: number): string => plan.hostnameOf(random.fork(`load balancer ${index}`).uuid());
    return serviceLoadBalancerController({ delayMs, addressOf: (index) => ({ hostname: hostnameOf(index) }) });
  }
  const [a = 0, b = 0, c = 0, d = 0] = plan.first.split('.').map(Number);
  return serviceLoadBalancerController({
    delayMs,
    addressOf: (index) => {
      const last = d + (index % plan.count);
      return { ip: [a, b, c + (last >> 8), last & 0xff].join('.') };
    },
  });
}

/** How long a provisioner takes to make a volume. */
const PROVISIONING_MS = 2_000;

/** The provisioners of a profile. */
function provisioners({ provisioners: names }: ClusterProfile): readonly Controller[] {
  return dynamicProvisioners({ provisioners: provisionersNamed(names), delayMs: PROVISIONING_MS });
}

function allControllers({ authority, certificates, metrics, profile, random }: ControlPlaneOptions): Controller[] {
  return [
    ...controllers,
    horizontalPodAutoscaler({ metrics }),
    rootCaController(authority),
    ...certificateControllers(certificates),
    ...provisioners(profile),
    ...(profile.loadBalancer === undefined ? [] : [loadBalancer(profile.loadBalancer, random)]),
  ];
}

const CONTROLLER_GROUPS = ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'];

const controllerIdentity = ({ name, account = name }: Controller): ClientIdentity => ({
  user: { username: `system:serviceaccount:kube-system:${account}`, groups: CONTROLLER_GROUPS },
  manager: 'kube-controller-manager',
});

/** The API server itself. */
export const API_SERVER: ClientIdentity = {
  user: { username: 'system:apiserver', groups: ['system:masters'] },
  manager: 'kube-apiserver',
};

/** The process of the controllers: its first one acts before service accounts are of use. */
const CONTROLLER_MANAGER: ClientIdentity = {
  user: { username: 'system:kube-controller-manager', groups: ['system:authenticated'] },
  manager: 'kube-controller-manager',
};

const SCHEDULER: ClientIdentity = {
  user: { username: 'system:kube-scheduler', groups: ['system:authenticated'] },
  manager: 'kube-scheduler',
};

const NETWORK: ClientIdentity = {
  user: { username: 'system:kube-proxy', groups: ['system:authenticated'] },
  manager: 'kube-proxy',
};

/** Place of the DNS Service in the range of Service addresses. */
const DNS_INDEX = 10;

const agentIdentity = (node: string): ClientIdentity => ({
  user: { username: `system:node:${node}`, groups: ['system:nodes', 'system:authenticated'] },
  manager: 'kubelet',
});

/** Starts all that acts by itself, in a fixed order; there are no agents of nodes yet. */
export function startControlPlane(options: ControlPlaneOptions): ControlPlane {
  const { clientFor, loop, trace, random, pods, profile, token, images, serve } = options;
  let eventNumber = 0;
  const nextNumber = (): number => (eventNumber += 1);
  const traceOf =
    (actor: string) =>
    ({ kind, metadata: { namespace = '', name = '' } }: KubeObject, text: string): void =>
      trace.record(actor, `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`, text);
  const start = (controller: Controller, identity: ClientIdentity): void => {
    const { name, component = name } = controller;
    const client = clientFor(identity);
    controller.start({
      client,
      loop,
      random: random.fork(name),
      events: new ClusterEventRecorder(client, loop, { component }, nextNumber),
      pods,
      trace: traceOf(name),
    });
  };
  const { authority, secretToken } = options;
  start(serviceAccountTokenController({ authority, newToken: secretToken }), CONTROLLER_MANAGER);
  for (const controller of allControllers(options)) start(controller, controllerIdentity(controller));
  start(scheduler, SCHEDULER);
  for (const controller of apiServiceControllers) start(controller, API_SERVER);
  const { serviceCidr } = profile;
  start(kubernetesServiceController(serverService(serviceAddress(serviceCidr, 1))), API_SERVER);
  const network = createClusterNetwork({
    client: clientFor(NETWORK),
    loop,
    random: random.fork('network'),
    trace,
    serviceCidr,
    dnsAddress: serviceAddress(serviceCidr, DNS_INDEX),
    apiServer: { ...SERVER_ENDPOINT, handler: apiServerHandler(serve) },
  });
  const agents = createNodeAgents({
    network,
    nfsExports: profile.nfsExports ?? [],
    singleProcessOOMKill: profile.singleProcessOOMKill ?? false,
    images: new ImageRegistry([...imageDefinitions, ...images]),
    token,
    loop,
    random: random.fork('kubelet'),
    pods,
    clientFor: (node) => clientFor(agentIdentity(node)),
    eventsFor: (node) =>
      new ClusterEventRecorder(clientFor(agentIdentity(node)), loop, { component: 'kubelet', host: node }, nextNumber),
    trace: traceOf('kubelet'),
  });
  return { agents, network };
}
